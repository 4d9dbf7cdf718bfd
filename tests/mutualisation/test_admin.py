"""L'administration entière : chaque liste, chaque page, chaque recherche, chaque filtre."""

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group
from django.forms import ModelChoiceField
from django.urls import reverse

from finances.models import EvaluationCLECT, Participation
from gouvernance.models import (
    CCAS,
    Collectivite,
    Commune,
    Deliberation,
    Etape,
    Graphie,
    Mandature,
    Schema,
    Texte,
    Utilisateur,
)
from mutualisation.administration import TACHES
from mutualisation.models import ChiffreAnnonce, DonneeChargee, Rapport
from services_communs.models import (
    Adhesion,
    Avenant,
    Convention,
    Cooperation,
    Domaine,
    Effectif,
    Fiche,
    Indicateur,
    PisteAction,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_chiffre_annonce,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_deliberation,
    creer_domaine,
    creer_effectif,
    creer_etape,
    creer_evaluation,
    creer_fiche,
    creer_indicateur,
    creer_mandature,
    creer_mesure,
    creer_mission,
    creer_objectif,
    creer_participation,
    creer_partie,
    creer_piste,
    creer_population,
    creer_rapport,
    creer_realisation,
    creer_saisine,
    creer_service,
    creer_sieges,
    creer_texte,
    creer_texte_chapitre,
    creer_total_vote,
    creer_transfert,
    creer_utilisateur,
)

pytestmark = pytest.mark.django_db


def commune_complete():
    commune = creer_commune(successeur=creer_commune())
    creer_population(collectivite=commune)
    Graphie.objects.create(texte=f"Graphie {commune.pk}", collectivite=commune)
    return commune


def convention_complete():
    convention = creer_convention()
    convention.parties.add(creer_commune())
    convention.services.add(creer_service())
    Avenant.objects.create(
        convention=convention, numero=1, objet="Élargissement", date_effet=convention.date_debut
    )
    return convention


def cooperation_complete():
    return creer_partie().cooperation


def evaluation_complete():
    evaluation = creer_evaluation()
    creer_total_vote(evaluation=evaluation)
    creer_participation(evaluation=evaluation)
    creer_participation(evaluation=evaluation)
    return evaluation


def fiche_complete():
    fiche = creer_fiche(responsable=creer_utilisateur())
    creer_objectif(fiche=fiche)
    creer_piste(fiche=fiche)
    creer_realisation(fiche=fiche).beneficiaires.add(creer_commune())
    return fiche


def mandature_complete():
    mandature = Mandature.objects.first() or creer_mandature()
    creer_sieges(mandature=mandature)
    return mandature


def piste_complete():
    concernees = creer_concernees()
    concernees.collectivites.add(creer_commune())
    return concernees.piste


def rapport_complet():
    annee = 2000 + Rapport.objects.count()
    return creer_texte_chapitre(rapport=creer_rapport(annee=annee)).rapport


def schema_complet():
    return Schema.objects.create(
        nom=f"Schéma {Schema.objects.count()}",
        annee_debut=2018,
        annee_fin=2020,
        deliberation=creer_deliberation(),
    )


def service_complet():
    service = creer_mission().service
    creer_adhesion(service=service)
    creer_adhesion(service=service, collectivite=creer_ccas())
    return service


def utilisateur_complet():
    utilisateur = creer_utilisateur()
    utilisateur.collectivites.add(creer_commune())
    return utilisateur


CREATIONS = {
    Adhesion: creer_adhesion,
    CCAS: creer_ccas,
    ChiffreAnnonce: lambda: creer_chiffre_annonce(
        collectivite=creer_commune(),
        domaine=creer_domaine(),
        service=creer_service(),
        indicateur=creer_indicateur(),
    ),
    Collectivite: commune_complete,
    Commune: commune_complete,
    Convention: convention_complete,
    Cooperation: cooperation_complete,
    Deliberation: creer_deliberation,
    Domaine: creer_domaine,
    Effectif: creer_effectif,
    Etape: creer_etape,
    EvaluationCLECT: evaluation_complete,
    Fiche: fiche_complete,
    Group: lambda: Group.objects.create(name=f"Groupe {Group.objects.count()}"),
    Indicateur: lambda: creer_mesure().indicateur,
    Mandature: mandature_complete,
    Participation: lambda: creer_participation(service=creer_service()),
    PisteAction: piste_complete,
    Rapport: rapport_complet,
    Saisine: creer_saisine,
    Schema: schema_complet,
    ServiceCommun: service_complet,
    Texte: creer_texte,
    TransfertAgents: lambda: creer_transfert(service=creer_service()),
    Utilisateur: utilisateur_complet,
}
par_modele = pytest.mark.parametrize("modele", CREATIONS, ids=lambda modele: modele.__name__)


def adresse(modele, page, *arguments):
    return reverse(
        f"admin:{modele._meta.app_label}_{modele._meta.model_name}_{page}", args=arguments
    )


def test_chaque_modele_administre_est_eprouve():
    assert admin.site._registry.keys() == CREATIONS.keys()
    assert not admin.site.is_registered(DonneeChargee)


def test_chaque_modele_administre_est_range_dans_une_tache():
    ranges = [nom for noms in TACHES.values() for nom in noms]

    assert sorted(ranges) == sorted(modele._meta.label for modele in admin.site._registry)


def test_l_accueil_range_par_tache_et_dans_l_ordre(client_administrateur):
    taches = client_administrateur.get(reverse("admin:index")).context["app_list"]

    assert [tache["name"] for tache in taches] == list(TACHES)
    assert taches[0]["models"][0]["name"] == "Rapports annuels"


@par_modele
def test_la_liste_s_affiche_a_nombre_de_requetes_constant(client_administrateur, requetes, modele):
    url = adresse(modele, "changelist")
    creer = CREATIONS[modele]
    for _ in range(2):
        creer()
    assert client_administrateur.get(url).status_code == 200
    avant = requetes(lambda: client_administrateur.get(url))
    for _ in range(10):
        creer()

    assert requetes(lambda: client_administrateur.get(url)) == avant


@par_modele
def test_la_recherche_et_les_filtres_repondent(client_administrateur, modele):
    CREATIONS[modele]()
    url = adresse(modele, "changelist")
    page = client_administrateur.get(url, {"q": "2020"})
    assert page.status_code == 200
    assert page.context["cl"].search_fields
    for filtre in page.context["cl"].filter_specs:
        for choix in filtre.choices(page.context["cl"]):
            assert client_administrateur.get(url + choix["query_string"]).status_code == 200


@par_modele
def test_les_colonnes_se_trient(client_administrateur, modele):
    CREATIONS[modele]()
    url = adresse(modele, "changelist")
    colonnes = client_administrateur.get(url).context["cl"].list_display
    for rang in range(1, len(colonnes) + 1):
        for sens in ("", "-"):
            assert client_administrateur.get(url, {"o": f"{sens}{rang}"}).status_code == 200


@par_modele
def test_les_pages_d_ajout_de_modification_et_d_historique_s_affichent(
    client_administrateur, modele
):
    objet = CREATIONS[modele]()

    for url in [
        adresse(modele, "add"),
        adresse(modele, "change", objet.pk),
        adresse(modele, "history", objet.pk),
        adresse(modele, "delete", objet.pk),
    ]:
        assert client_administrateur.get(url).status_code == 200


@par_modele
def test_toute_relation_se_choisit_en_tapant_son_nom(client_administrateur, modele):
    """Un menu de toutes les communes ou de tous les comptes ne s'emploie pas."""
    page = client_administrateur.get(adresse(modele, "change", CREATIONS[modele]().pk))
    formulaires = [page.context["adminform"].form] + [
        inline.formset.empty_form for inline in page.context["inline_admin_formsets"]
    ]
    menus = {
        nom
        for formulaire in formulaires
        for nom, champ in formulaire.fields.items()
        if isinstance(champ, ModelChoiceField)
        and not champ.widget.is_hidden
        and not isinstance(getattr(champ.widget, "widget", None), AutocompleteMixin)
    }

    assert menus <= {"groups", "user_permissions", "permissions"}


def test_l_autocompletion_trouve_une_collectivite_par_une_graphie(client_administrateur):
    commune = creer_commune(nom="Fénay")
    Graphie.objects.create(texte="Féney", collectivite=commune)

    reponse = client_administrateur.get(
        reverse("admin:autocomplete"),
        {
            "term": "Féney",
            "app_label": "services_communs",
            "model_name": "adhesion",
            "field_name": "collectivite",
        },
    )

    assert [resultat["text"] for resultat in reponse.json()["results"]] == ["Fénay"]
