"""La page d'un service et ce que les listes des services communs ont de particulier."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from gouvernance.models import Collectivite
from services_communs.models import Adhesion
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_commune,
    creer_convention,
    creer_cooperation,
    creer_effectif,
    creer_exterieure,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_mission,
    creer_partie,
    creer_service,
    creer_transfert,
    metropole,
)

pytestmark = pytest.mark.django_db


def lire(client, nom, *arguments, **parametres) -> str:
    reponse = client.get(reverse(nom, args=arguments), parametres)
    assert reponse.status_code == 200
    return reponse.getvalue().decode("utf-8-sig").replace("\u00a0", " ")


def lire_le_texte(client, nom, *arguments, **parametres) -> str:
    """Ce qui se lit, sans les balises : un mot du glossaire y est souligné."""
    return strip_tags(lire(client, nom, *arguments, **parametres))


def lignes(client, nom, **parametres) -> list:
    table = client.get(reverse(nom), parametres).context["table"]
    return [ligne.record for ligne in table.rows]


# Page d'un service


def test_un_maire_lit_combien_adherent_mais_ne_voit_que_les_siens(client_maire, commune):
    service = creer_service()
    creer_adhesion(service=service, collectivite=commune, date_debut=date(2019, 5, 1))
    creer_adhesion(service=service, collectivite=creer_commune(nom="Talant"))
    creer_adhesion(service=service, collectivite=creer_ccas())

    contenu = lire_le_texte(client_maire, "service_detail", service.code)

    assert "2 communes et 1 CCAS" in contenu
    assert "depuis le 1er mai 2019" in contenu
    assert "Talant" not in contenu


def test_une_adhesion_close_ne_compte_plus(client_agent):
    service = creer_service()
    creer_adhesion(service=service, date_fin=date(2019, 12, 31))

    assert "0 commune" in lire(client_agent, "service_detail", service.code)


def test_chaque_commune_est_suivie_de_son_ccas():
    chenove, ahuy = creer_commune(nom="Chenôve"), creer_commune(nom="Ahuy")
    service = creer_service()
    for collectivite in [creer_ccas(commune=chenove), chenove, ahuy]:
        creer_adhesion(service=service, collectivite=collectivite)

    rangees = Adhesion.objects.rangees_par_commune()

    assert [a.collectivite.nom for a in rangees] == ["Ahuy", "Chenôve", "CCAS de Chenôve"]


@pytest.mark.parametrize(
    ("agents", "etp", "attendu"),
    [
        (22, Decimal("21.10"), "22 agents et 21,1 ETP le 30 novembre 2020"),
        (1, None, "1 agent le 30 novembre 2020"),
        (None, Decimal(6), "6 ETP le 30 novembre 2020"),
    ],
)
def test_l_effectif_dit_ce_qui_est_connu(agents, etp, attendu, client_agent):
    service = creer_service()
    creer_effectif(domaine=service.domaine, date=date(2019, 12, 31), agents=99)
    creer_effectif(domaine=service.domaine, agents=agents, etp=etp)

    contenu = lire_le_texte(client_agent, "service_detail", service.code)

    assert attendu in [ligne.strip() for ligne in contenu.splitlines()]


def test_un_maire_ne_lit_que_les_conventions_signees_par_les_siens(client_maire, commune):
    service = creer_service()
    for objet, partie in [("La nôtre", commune), ("La leur", creer_commune())]:
        convention = creer_convention(objet=objet)
        convention.services.add(service)
        convention.parties.set([metropole(), partie])

    contenu = lire(client_maire, "service_detail", service.code)

    assert "La nôtre" in contenu
    assert "La leur" not in contenu


def test_la_page_d_un_service_en_requetes_constantes(client_agent, requetes):
    service = creer_service()
    creer_fiche(domaine=service.domaine)

    def peupler():
        creer_adhesion(service=service, collectivite=creer_ccas())
        creer_mission(service=service)
        creer_transfert(domaine=service.domaine, origine=creer_ccas())
        creer_mesure(indicateur=creer_indicateur(domaine=service.domaine))
        convention = creer_convention()
        convention.services.add(service)
        convention.parties.set([metropole(), creer_commune()])

    def lire_la_page():
        return client_agent.get(service.get_absolute_url())

    peupler()
    avant = requetes(lire_la_page)
    for _ in range(10):
        peupler()

    assert requetes(lire_la_page) == avant <= 15


# Listes


def test_les_adherents_d_un_service_sont_ceux_du_jour_choisi(client_agent):
    service = creer_service()
    creer_adhesion(service=service, date_fin=date(2019, 12, 31))
    creer_adhesion(service=service, collectivite=creer_ccas(), date_debut=date(2020, 1, 1))

    def nombres(**parametres):
        (ligne,) = lignes(client_agent, "service_liste", **parametres)
        return ligne.nombre_communes, ligne.nombre_ccas

    assert nombres(au="2019-12-31") == (1, 0)
    assert nombres(au="2020-01-01") == (0, 1)
    assert nombres() == (0, 1)


def test_un_service_ferme_n_est_pas_ouvert_ce_jour_la(client_agent):
    creer_service(date_fin=date(2019, 12, 31))

    assert lignes(client_agent, "service_liste", au="2020-01-01") == []


@pytest.mark.parametrize("nom", ["service_liste", "adhesion_liste", "cle_liste"])
def test_une_adresse_gardee_du_temps_d_un_autre_parametre_mene_au_jour_voulu(nom, client_agent):
    ancienne = {"domaine": "1", "en_cours_le": "2019-12-31", "sort": "date_debut"}

    reponse = client_agent.get(reverse(nom), ancienne)

    assert reponse.status_code == 301
    assert reponse.url == f"{reverse(nom)}?domaine=1&sort=date_debut&au=2019-12-31"


def test_les_transferts_d_une_annee_et_leur_total(client_agent):
    creer_transfert(date_effet=date(2019, 5, 1), agents=3)
    creer_transfert(date_effet=date(2019, 1, 1), agents=4)
    creer_transfert(date_effet=date(2020, 1, 1), agents=50)

    table = client_agent.get(reverse("transfert_liste"), {"annee": 2019}).context["table"]

    assert table.columns["agents"].footer == "7"


@pytest.mark.parametrize("creer", [creer_exterieure, metropole])
def test_une_origine_sans_page_s_ecrit_sans_lien(creer, client_agent):
    origine = creer()
    creer_transfert(origine=origine)

    assert f"<td>{origine.nom}</td>" in lire(client_agent, "transfert_liste")


def test_le_telechargement_ecrit_oui_et_non_comme_l_ecran(client_agent):
    creer_service(est_gratuit=True)
    creer_service(est_gratuit=False)

    telecharge = lire(client_agent, "service_liste", export="csv")

    assert ";gratuit;0;0;" in telecharge
    assert ";payant;0;0;" in telecharge


@pytest.mark.parametrize(
    ("mesure", "ecran", "telecharge"),
    [
        ({"valeur": Decimal("3857128.00")}, "3 857 128", "3857128"),
        ({"valeur": Decimal("20.60")}, "20,6", "20,6"),
        ({"valeur": Decimal(260), "qualificatif": "≈"}, "environ 260", "environ 260"),
        (
            {"valeur": Decimal(0), "valeur_maximale": Decimal("4.7")},
            "de 0 à 4,7",
            "de 0 à 4,7",
        ),
    ],
)
@pytest.mark.parametrize("annee", [2020, 2019])
def test_une_valeur_approchee_le_reste_au_telechargement(
    annee, mesure, ecran, telecharge, client_agent
):
    """Dans la colonne de l'année comme dans celle d'avant."""
    creer_fiche(annee=2020)
    creer_mesure(indicateur=creer_indicateur(unite="actes"), annee=annee, **mesure)

    assert f">{ecran}</td>" in lire(client_agent, "indicateur_liste")
    assert f";{telecharge};" in lire(client_agent, "indicateur_liste", export="csv")


def test_l_annee_choisie_change_les_valeurs(client_agent):
    indicateur = creer_indicateur()
    creer_mesure(indicateur=indicateur, annee=2019, valeur=Decimal(5), periode="mai à juin")
    creer_mesure(indicateur=indicateur, annee=2020, valeur=Decimal(7))

    (ligne,) = lignes(client_agent, "indicateur_liste", annee=2020)
    assert (ligne.valeur, ligne.valeur_precedente) == (7, 5)

    (ligne,) = lignes(client_agent, "indicateur_liste", annee=2019)
    assert (ligne.valeur, ligne.valeur_precedente) == (5, None)
    assert "Mai à juin." in lire(client_agent, "indicateur_liste", annee=2019)


@pytest.mark.parametrize("page", ["service", "domaine", "convention", "cooperation"])
def test_qui_peut_modifier_un_objet_y_va_depuis_sa_page(page, client_administrateur, client_agent):
    service = creer_service()
    objets = {"service": service, "domaine": service.domaine}
    objets |= {"convention": creer_convention(), "cooperation": creer_cooperation()}
    adresse = objets[page].get_absolute_url()

    def modifie(client):
        return "Modifier</a>" in client.get(adresse).content.decode()

    assert modifie(client_administrateur)
    assert not modifie(client_agent)


def test_une_cooperation_dit_qui_y_prend_part_sans_ouvrir_les_pages_des_autres(
    client_maire, commune
):
    cooperation = creer_cooperation(description="Prêt de matériel.", autres_parties="un syndicat")
    autre = creer_commune(nom="Talant")
    for partie in [commune, autre]:
        creer_partie(cooperation=cooperation, collectivite=partie)

    contenu = lire(client_maire, "cooperation_detail", cooperation.pk)

    assert f'href="{commune.get_absolute_url()}"' in contenu
    assert "Talant" in contenu
    assert f'href="{autre.get_absolute_url()}"' not in contenu
    assert "Prêt de matériel." in contenu
    assert "Un syndicat" in contenu


def test_une_convention_montre_ses_avenants_et_les_seules_adhesions_lisibles(client_maire, commune):
    convention = creer_convention()
    convention.parties.set([metropole(), commune, creer_commune(nom="Talant")])
    convention.avenants.create(numero=1, objet="Reprise du personnel", date_effet="2020-01-01")
    creer_adhesion(convention=convention, collectivite=commune)
    creer_adhesion(convention=convention, collectivite=Collectivite.objects.get(nom="Talant"))

    contenu = lire(client_maire, "convention_detail", convention.pk)

    assert "Avenant n° 1 : Reprise du personnel" in contenu
    assert "1 adhésion</a>" in contenu
