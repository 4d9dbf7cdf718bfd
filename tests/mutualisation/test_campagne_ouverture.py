"""Ouvrir une année : le rapport, et une fiche par domaine à partir de l'année d'avant."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mutualisation.campagne.operations import annee_a_ouvrir, ouvrir_campagne, un_an_apres
from mutualisation.models import Rapport
from services_communs.models import Fiche
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_concernees,
    creer_domaine,
    creer_fiche,
    creer_objectif,
    creer_piste,
    creer_rapport,
    creer_realisation,
)
from tests.fabriques_rapport import creer_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020, titre="L’état", date_observation=date(2020, 11, 30))


@pytest.fixture
def echeance():
    return timezone.localdate() + timedelta(days=30)


@pytest.fixture
def fiche(rapport):
    """Fiche 2020 complète, dont l'année suivante part."""
    fiche = creer_fiche(
        etat="validee",
        responsable=creer_agent(),
        points_de_vigilance="Convergence des outils.",
        a_etudier="Ouvrir le service.",
        prerequis="Une convention.",
        faits_marquants="La crise sanitaire.",
    )
    creer_objectif(fiche=fiche, ordre=1, texte="Sécuriser les achats")
    piste = creer_piste(fiche=fiche, ordre=1, texte="Centrale d’achat", formalisme="Convention")
    concernees = creer_concernees(piste=piste, ordre=1, annee=None, condition="selon volonté")
    concernees.collectivites.set([creer_commune(nom="Ahuy"), creer_commune(nom="Daix")])
    creer_concernees(piste=piste, ordre=2, annee=2020, toutes_les_communes=True)
    creer_realisation(fiche=fiche)
    return fiche


def fiche_de_2021(fiche):
    return Fiche.objects.get(domaine=fiche.domaine, annee=2021)


def test_le_rapport_reprend_le_titre_et_la_date_d_observation(rapport, echeance):
    ouvrir_campagne(2021, echeance)

    nouveau = Rapport.objects.get(annee=2021)
    assert (nouveau.titre, nouveau.date_observation) == ("L’état", date(2021, 11, 30))
    assert (nouveau.echeance, nouveau.effectif_minimal) == (echeance, 5)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2020, 2, 29), date(2021, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2020, 12, 31), date(2021, 12, 31)),
    ],
)
def test_le_meme_jour_un_an_apres(jour, attendu):
    assert un_an_apres(jour) == attendu


def test_la_fiche_reprend_ce_qui_est_stable_et_laisse_les_faits_a_ecrire(fiche, echeance):
    ouvrir_campagne(2021, echeance)

    nouvelle = fiche_de_2021(fiche)
    assert (nouvelle.etat, nouvelle.responsable, nouvelle.echeance) == (
        "a_remplir",
        fiche.responsable,
        echeance,
    )
    assert nouvelle.points_de_vigilance == "Convergence des outils."
    assert (nouvelle.a_etudier, nouvelle.prerequis) == ("Ouvrir le service.", "Une convention.")
    assert nouvelle.faits_marquants == ""
    assert not nouvelle.realisations.exists()
    assert [objectif.texte for objectif in nouvelle.objectifs.all()] == ["Sécuriser les achats"]


def test_les_actions_gardent_leurs_collectivites_concernees(fiche):
    ouvrir_campagne(2021)

    piste = fiche_de_2021(fiche).pistes.get()
    plus_tard, en_2020 = piste.concernees.all()
    assert (piste.texte, piste.formalisme) == ("Centrale d’achat", "Convention")
    assert (plus_tard.annee, plus_tard.condition) == (None, "selon volonté")
    assert {c.nom for c in plus_tard.collectivites.all()} == {"Ahuy", "Daix"}
    assert (en_2020.annee, en_2020.toutes_les_communes) == (2020, True)
    assert fiche.pistes.get().concernees.count() == 2


def test_un_domaine_sans_fiche_precedente_en_recoit_une_vierge(rapport):
    domaine = creer_domaine()

    ouvrir_campagne(2021)

    assert not domaine.fiches.get().objectifs.exists()
    assert domaine.fiches.get().commentaires.get().texte == "Ouverte."


def test_l_ouverture_est_inscrite_au_journal_de_chaque_fiche(fiche):
    par = creer_administrateur()

    ouvrir_campagne(2021, par=par)

    mot = fiche_de_2021(fiche).commentaires.get()
    assert (mot.auteur, mot.etat) == (par, "a_remplir")
    assert mot.texte == "Ouverte à partir de la fiche 2020."


def test_l_unique_contributeur_devient_responsable_a_defaut_du_precedent(rapport):
    seul, plusieurs, parti = creer_domaine(), creer_domaine(), creer_domaine()
    contributeur = creer_agent()
    seul.contributeurs.add(contributeur)
    plusieurs.contributeurs.add(contributeur, creer_agent())
    creer_fiche(domaine=parti, responsable=creer_agent(is_active=False))

    ouvrir_campagne(2021)

    responsables = dict(Fiche.objects.filter(annee=2021).values_list("domaine", "responsable"))
    assert responsables == {seul.pk: contributeur.pk, plusieurs.pk: None, parti.pk: None}


def test_relancee_elle_complete_sans_rien_ecraser(fiche, echeance):
    ouvrir_campagne(2021)
    commencee = fiche_de_2021(fiche)
    commencee.objectifs.all().delete()
    Fiche.objects.filter(pk=commencee.pk).update(etat="en_cours", a_etudier="Autre chose")
    Rapport.objects.filter(annee=2021).update(titre="Titre choisi")
    oubliee = creer_domaine()

    ouverture = ouvrir_campagne(2021, echeance)

    commencee.refresh_from_db()
    assert (commencee.a_etudier, commencee.echeance) == ("Autre chose", echeance)
    assert not commencee.objectifs.exists()
    assert Rapport.objects.get(annee=2021).titre == "Titre choisi"
    assert oubliee.fiches.get().echeance == echeance
    assert ouverture.phrase.replace("\u00a0", " ") == (
        "La campagne 2021 était déjà ouverte : 1 fiche ajoutée."
    )


def test_relancee_elle_remplit_une_fiche_restee_vierge(fiche):
    vierge = creer_fiche(domaine=fiche.domaine, annee=2021)
    creer_rapport(annee=2021)

    ouverture = ouvrir_campagne(2021)

    assert vierge.objectifs.count() == 1
    assert "1 fiche vierge remplie depuis 2020" in ouverture.phrase.replace("\u00a0", " ")
    assert "rien n’y manquait" in ouvrir_campagne(2021).phrase


def test_une_echeance_donnee_n_est_pas_remplacee(fiche, echeance):
    ouvrir_campagne(2021, echeance)

    ouvrir_campagne(2021, echeance + timedelta(days=9))

    assert Rapport.objects.get(annee=2021).echeance == echeance
    assert fiche_de_2021(fiche).echeance == echeance


@pytest.mark.parametrize(
    ("annee", "message"),
    [
        (2023, "part du rapport 2022, qui n’existe pas. Le plus récent est celui de 2020."),
        (2020, "part du rapport 2019, qui n’existe pas"),
        (2999, "n’a pas commencé"),
    ],
)
def test_une_annee_qui_ne_peut_pas_s_ouvrir_le_dit(annee, message, rapport):
    with pytest.raises(ValidationError, match=message):
        ouvrir_campagne(annee)

    assert list(Rapport.objects.all()) == [rapport]


def test_sans_aucun_rapport_on_dit_par_ou_commencer():
    with pytest.raises(ValidationError, match="créez le premier"):
        ouvrir_campagne(2021)


def test_une_echeance_passee_est_refusee(rapport):
    with pytest.raises(ValidationError) as refus:
        ouvrir_campagne(2021, date(2021, 3, 1))

    assert list(refus.value.message_dict) == ["echeance"]
    assert not Rapport.objects.filter(annee=2021).exists()


def test_une_annee_publiee_ne_se_rouvre_pas(rapport):
    creer_edition(rapport=creer_rapport(annee=2021))

    with pytest.raises(ValidationError, match="est publié"):
        ouvrir_campagne(2021)


def test_une_ouverture_qui_echoue_ne_laisse_rien(fiche, monkeypatch):
    def echouer(couples):
        raise RuntimeError

    monkeypatch.setattr("services_communs.campagne.reprendre", echouer)

    with pytest.raises(RuntimeError):
        ouvrir_campagne(2021)

    assert not Rapport.objects.filter(annee=2021).exists()
    assert not Fiche.objects.filter(annee=2021).exists()


def test_l_ouverture_se_fait_en_requetes_constantes(fiche):
    def ouvrir() -> int:
        Rapport.objects.filter(annee=2021).delete()
        Fiche.objects.filter(annee=2021).delete()
        with CaptureQueriesContext(connection) as capture:
            ouvrir_campagne(2021)
        return len(capture)

    ouvrir()
    avant = ouvrir()
    for _ in range(5):
        autre = creer_fiche()
        creer_objectif(fiche=autre)
        creer_concernees(piste=creer_piste(fiche=autre)).collectivites.add(creer_commune())

    assert ouvrir() == avant


def test_la_commande_dit_ce_qu_elle_a_fait(fiche, echeance, capsys):
    call_command("ouvrir_campagne", 2021, echeance=echeance.isoformat())

    sortie = capsys.readouterr().out.replace("\u00a0", " ")
    assert sortie == "La campagne 2021 commence : 1 fiche ouverte.\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"echeance": "15/02/2027"}, "« 15/02/2027 » s’écrit AAAA-MM-JJ"),
        ({"echeance": "2021-03-01"}, "déjà passée"),
    ],
)
def test_la_commande_refuse_une_mauvaise_echeance(rapport, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("ouvrir_campagne", 2021, **options)


def test_l_annee_a_ouvrir_suit_le_dernier_rapport_si_elle_a_commence(rapport):
    en_cours = creer_rapport(annee=timezone.localdate().year)

    assert annee_a_ouvrir(rapport) == 2021
    assert annee_a_ouvrir(en_cours) is None
    assert annee_a_ouvrir(None) is None
