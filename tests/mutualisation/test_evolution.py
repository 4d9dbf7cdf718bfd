"""L'évolution : chaque nombre vient de ses lignes, ce qui n'est pas connu est dit."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.http import QueryDict
from django.urls import reverse

from mutualisation.vue_d_ensemble.evolution import lire_evolution
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_domaine,
    creer_effectif,
    creer_indicateur,
    creer_mesure,
    creer_participation,
    creer_participation_proposee,
    creer_population,
    creer_service,
    creer_transfert,
)

pytestmark = pytest.mark.django_db
AUJOURD_HUI = date(2022, 6, 30)


def lire(adresse="de=2018&a=2021"):
    return lire_evolution(QueryDict(adresse), AUJOURD_HUI)


def suite(evolution, code):
    """Ce que la page écrit de cette grandeur, année après année."""
    [grandeur] = [g for g in evolution.grandeurs if g.code == code]
    return [case.texte.replace("\u00a0", " ") for case in grandeur.cases]


def test_chaque_annee_compte_ce_qui_est_en_vigueur_a_sa_fin():
    commune = creer_commune(date_debut=date(1999, 1, 1))
    creer_commune(date_debut=date(2019, 2, 28))
    creer_commune(date_debut=date(1999, 1, 1), date_fin=date(2019, 12, 30))
    service = creer_service(date_debut=date(2019, 12, 31))
    creer_adhesion(service=service, collectivite=commune, date_debut=date(2019, 12, 31))
    ccas = creer_ccas(commune=commune)
    creer_adhesion(
        service=service,
        collectivite=ccas,
        date_debut=date(2020, 1, 1),
        date_fin=date(2020, 12, 31),
    )

    evolution = lire()

    assert suite(evolution, "communes") == ["2", "2", "2", "2"]
    assert suite(evolution, "services") == ["0", "1", "1", "1"]
    assert suite(evolution, "adhesions_communes") == ["0", "1", "1", "1"]
    assert suite(evolution, "adhesions_ccas") == ["0", "0", "1", "0"]


def test_les_agents_transferes_se_cumulent():
    for jour, agents in [(date(2017, 5, 1), 2), (date(2019, 1, 1), 10), (date(2021, 12, 31), 1)]:
        creer_transfert(date_effet=jour, agents=agents)

    assert suite(lire(), "agents_transferes") == ["2", "12", "12", "13"]


def test_les_participations_et_leur_cout_par_habitant():
    commune = creer_commune()
    creer_population(collectivite=commune, millesime=2020, en_vigueur=2023, totale=1000)
    creer_participation(payeur=commune, exercice_debut=2019, exercice_fin=2019, montant=600)
    creer_participation(payeur=commune, exercice_debut=2020, montant=900)
    creer_participation(payeur=commune, exercice_debut=2020, montant=100, mode="refacturation")
    creer_participation_proposee(payeur=commune, exercice_debut=2021, montant=5000)

    evolution = lire("de=2018&a=2022")

    imputees = ["non relevé", "600 €", "900 €", "900 €", "900 €"]
    assert suite(evolution, "participations_imputees") == imputees
    refacturees = ["non relevé", "0 €", "100 €", "100 €", "100 €"]
    assert suite(evolution, "participations_refacturees") == refacturees
    couts = ["non relevé", "non relevé", "1,00 €", "1,00 €", "1,00 €"]
    assert suite(evolution, "cout_par_habitant") == couts


def test_le_cout_par_habitant_n_est_pas_connu_s_il_manque_une_population():
    commune = creer_commune()
    creer_population(collectivite=commune, totale=1000)
    creer_participation(payeur=commune)
    creer_commune(date_debut=date(2021, 1, 1))

    assert suite(lire(), "cout_par_habitant")[-2:] == ["0,50 €", "non relevé"]


def test_une_lacune_est_dite_et_le_dessin_s_interrompt():
    creer_participation(exercice_debut=2018, exercice_fin=2018)
    creer_participation(exercice_debut=2020, exercice_fin=2021)

    [participations, _] = lire().cout

    assert participations.phrase.replace("\u00a0", " ").endswith("Non relevé en 2019.")
    assert participations.lignes[1][1] == "non relevé"
    assert 'stroke-width="2.5"' in participations.svg


def test_les_effectifs_sont_les_derniers_releves_de_chaque_annee():
    domaine = creer_domaine(titre="Achats")
    creer_effectif(domaine=domaine, date=date(2019, 3, 1), agents=3, etp=Decimal("2.5"))
    creer_effectif(domaine=domaine, date=date(2019, 12, 31), agents=4, etp=Decimal("3.5"))
    creer_effectif(domaine=domaine, date=date(2021, 11, 30), agents=None, etp=Decimal(5))
    creer_effectif(domaine=domaine, date=date(2021, 12, 1), perimetre="Ville", agents=50)

    suivi = lire().effectifs

    assert suivi.annees == (2019, 2021)
    assert [case.texte for case in suivi.lignes[0].cases] == ["4", "3,5", "non relevé", "5,0"]
    assert [case.texte for case in suivi.totaux] == ["4", "3,5", "non relevé", "5,0"]
    assert suivi.lacunes.replace("\u00a0", " ") == (
        "Aucun effectif n’est relevé en 2018 et en 2020."
    )
    assert "Achats : 3,5" in suivi.graphique.svg


def test_un_indicateur_est_suivi_s_il_est_attendu_ou_mesure_deux_fois():
    attendu = creer_indicateur(libelle="Attendu", est_obligatoire=True)
    creer_mesure(indicateur=attendu, annee=2020, valeur=260, qualificatif="≈")
    repete = creer_indicateur(libelle="Répété")
    creer_mesure(indicateur=repete, annee=2019, valeur=Decimal("4.7"))
    creer_mesure(indicateur=repete, annee=2020, valeur=5)
    creer_mesure(annee=2020)

    suivi = lire().indicateurs

    textes = [(ligne.titre, *(case.texte for case in ligne.cases)) for ligne in suivi.lignes]
    assert textes == [
        ("Attendu", "non relevé", "environ\u00a0260"),
        ("Répété", "4,7", "5"),
    ]


def test_seuls_les_premiers_indicateurs_sont_dessines_et_c_est_dit():
    for _ in range(13):
        indicateur = creer_indicateur()
        for annee in (2019, 2020):
            creer_mesure(indicateur=indicateur, annee=annee)

    suivi = lire().indicateurs

    assert suivi.graphique.svg.count("<svg") == 12
    assert "les 12 premiers sont dessinés" in suivi.graphique.phrase
    assert len(suivi.lignes) == 13


def test_par_defaut_la_periode_commence_avec_le_partage():
    creer_commune(date_debut=date(1976, 1, 1))
    creer_adhesion(date_debut=date(2017, 5, 1), service=creer_service(date_debut=date(2017, 5, 1)))

    evolution = lire("")

    assert (evolution.periode.premiere, evolution.periode.derniere) == (2017, 2022)
    assert evolution.lignes[-1].precision == "au 30\u00a0juin"


def test_une_metropole_vide_a_une_page(client_agent):
    reponse = client_agent.get(reverse("evolution"))

    assert reponse.status_code == 200
    assert "non relevé" in reponse.content.decode()


def remplir(annees):
    for annee in annees:
        creer_participation(exercice_debut=annee, exercice_fin=annee)
        creer_transfert(date_effet=date(annee, 1, 1))
        creer_effectif(date=date(annee, 12, 31))
        creer_adhesion(date_debut=date(annee, 1, 1))
        creer_mesure(indicateur=creer_indicateur(est_obligatoire=True), annee=annee)


def test_les_requetes_ne_croissent_pas_avec_les_annees(client_agent, requetes):
    remplir([2019, 2020])
    avant = requetes(lambda: client_agent.get(reverse("evolution"), {"de": 2019, "a": 2020}))
    remplir(range(1999, 2019))

    apres = requetes(lambda: client_agent.get(reverse("evolution"), {"de": 1999, "a": 2020}))

    assert apres == avant <= 15


def test_un_dessin_manque_et_la_page_reste_avec_ses_tableaux(client_agent, monkeypatch):
    def echouer(*arguments, **reglages):
        raise RuntimeError("moteur absent")

    remplir([2019, 2020])
    cache.clear()
    monkeypatch.setattr("vl_convert.vegalite_to_svg", echouer)

    page = client_agent.get(reverse("evolution"), {"de": 2018, "a": 2021}).content.decode()

    assert "<svg" not in page
    assert page.count("<details open>") == 5
    assert page.count("<table") == 8


def test_le_telechargement_a_tous_les_nombres_de_la_page(donnees, client_agent):
    adresse, annees = reverse("evolution"), {"de": 2018, "a": 2021}
    page = client_agent.get(adresse, annees).context["page"]
    octets = client_agent.get(adresse, annees | {"export": "csv"}).getvalue()
    _, codes, _, *lignes = csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")

    assert len(lignes) == 4
    en_2020 = dict(zip(codes, lignes[2], strict=True))
    assert en_2020["annee"] == "2020"
    assert en_2020["participations_imputees"] == "12921682"
    assert en_2020["effectif_numerique_etp"] == "47,1"
    assert dict(zip(codes, lignes[0], strict=True))["cout_par_habitant"] == ""
    suivis = [page.effectifs, page.indicateurs]
    cellules = sum(len(s.lignes) * max(len(s.colonnes), 1) for s in suivis)
    assert len(codes) == 1 + len(page.grandeurs) + cellules
    for format in ("xlsx", "ods"):
        assert client_agent.get(adresse, annees | {"export": format}).getvalue()[:2] == b"PK"


def test_un_format_inconnu_montre_la_page(client_agent):
    reponse = client_agent.get(reverse("evolution"), {"export": "exe"})

    assert reponse.headers["Content-Type"].startswith("text/html")


def test_l_evolution_jusqu_en_2020(donnees):
    evolution = lire("de=2017&a=2020")

    assert suite(evolution, "services") == ["1", "1", "20", "20"]
    assert suite(evolution, "adhesions_communes") == ["1", "1", "148", "148"]
    assert suite(evolution, "adhesions_ccas") == ["1", "1", "40", "40"]
    assert suite(evolution, "agents_transferes") == ["0", "0", "173", "173"]
    imputees = ["non relevé", "421 000 €", "12 599 371 €", "12 921 682 €"]
    assert suite(evolution, "participations_imputees") == imputees
    assert suite(evolution, "cout_par_habitant")[-1] == "49,88 €"
    assert evolution.phrase.startswith("De 1 service commun en 2017 à 20 en 2020")
    assert [case.texte for case in evolution.effectifs.totaux] == ["255", "252,5"]


def test_chaque_nombre_ouvre_ses_lignes(donnees, client_agent):
    """Même total : celui des lignes, ou ce qu'elles additionnent."""
    sommes = {"agents_transferes": "agents", "participations_imputees": "montant"}
    sommes["participations_refacturees"] = "montant"
    for grandeur in lire("de=2018&a=2021").grandeurs:
        if grandeur.code == "cout_par_habitant":
            continue
        for case in grandeur.cases:
            if case.adresse:
                liste = client_agent.get(case.adresse).context
                champ = sommes.get(grandeur.code)
                lignes = liste["table"].data.data
                lu = lignes.aggregate(total=Sum(champ))["total"] if champ else liste["nombre"]
                assert lu == case.valeur, case.adresse


def test_chaque_effectif_ouvre_ses_lignes(donnees, client_agent):
    suivi = lire("de=2018&a=2021").effectifs
    cases = [*suivi.totaux, *(case for ligne in suivi.lignes[:3] for case in ligne.cases)]
    for rang, case in enumerate(cases):
        lignes = client_agent.get(case.adresse).context["table"].data.data
        champ = "etp" if rang % 2 else "agents"

        assert lignes.aggregate(total=Sum(champ))["total"] == case.valeur


def test_chaque_mesure_ouvre_sa_ligne(donnees, client_agent):
    suivi = lire("de=2018&a=2021").indicateurs

    assert suivi.lignes
    for ligne in suivi.lignes:
        for case in ligne.cases:
            if case.est_connue:
                [mesure] = client_agent.get(case.adresse).context["table"].data.data
                assert mesure.valeur == case.valeur
