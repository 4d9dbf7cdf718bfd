"""L'administration entière : chaque liste, chaque page, chaque recherche, chaque filtre."""

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.forms import ModelChoiceField
from django.urls import reverse

from finances.models import Scenario
from gouvernance.models import Consultation, Graphie
from mutualisation.administration import TACHES
from mutualisation.models import DonneeChargee, Edition, Import
from services_communs.models import Effectif
from tests.fabriques import creer_commune, creer_effectif, creer_fiche
from tests.mutualisation.objets_administres import CREATIONS

pytestmark = pytest.mark.django_db


# Se préparent sur leur page : l'admin les montre.
LECTURE_SEULE = {Edition, Import, Scenario, Consultation}
FIGES = {Edition, Import}
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


def completer(client, debut):
    champ = {"app_label": "services_communs", "model_name": "adhesion"}
    return client.get(
        reverse("admin:autocomplete"), champ | {"field_name": "collectivite", "term": debut}
    )


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
def test_chaque_filtre_compte_ses_lignes(client_administrateur, modele):
    CREATIONS[modele]()
    creer_fiche(annee=2020)

    page = client_administrateur.get(adresse(modele, "changelist"), {"_facets": "True"})

    assert page.status_code == 200
    assert page.context["cl"].add_facets


@pytest.mark.parametrize("annee", ["0", "9" * 5, "9" * 30, "x"])
@pytest.mark.parametrize("critere", ["date__year", "date__year__gte"])
def test_une_date_impossible_laisse_la_liste_s_ouvrir(client_administrateur, critere, annee):
    creer_effectif()
    url = adresse(Effectif, "changelist")

    reponse = client_administrateur.get(url, {critere: annee}, follow=True)

    assert reponse.status_code == 200
    assert reponse.context["cl"].result_count == 1


@pytest.mark.parametrize("critere", ["perimetre", "perimetre__icontains", "q"])
def test_un_caractere_nul_laisse_la_liste_et_ses_pages_s_ouvrir(client_administrateur, critere):
    effectif = creer_effectif()
    url = adresse(Effectif, "changelist")
    page = adresse(Effectif, "change", effectif.pk)

    reponse = client_administrateur.get(url, {critere: "a\x00"}, follow=True)
    depuis_la_liste = client_administrateur.get(page, {"_changelist_filters": f"{critere}=%00"})

    assert reponse.context["cl"].result_count == 1
    assert depuis_la_liste.status_code == 200


@par_modele
def test_aucune_liste_ne_tombe_sur_un_caractere_nul(client_administrateur, modele):
    url = adresse(modele, "changelist")

    reponse = client_administrateur.get(url, {"q": "\x00"}, follow=True)

    assert reponse.status_code == 200
    assert reponse.redirect_chain == [(f"{url}?e=1", 302)]


def test_l_autocompletion_ne_trouve_rien_d_un_caractere_nul(client_administrateur):
    creer_commune(nom="Fénay")

    assert completer(client_administrateur, "\x00").json()["results"] == []


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

    ajout = client_administrateur.get(adresse(modele, "add"))
    assert ajout.status_code == (403 if modele in LECTURE_SEULE else 200)
    for url in [adresse(modele, "change", objet.pk), adresse(modele, "history", objet.pk)]:
        assert client_administrateur.get(url).status_code == 200
    suppression = client_administrateur.get(adresse(modele, "delete", objet.pk))
    assert suppression.status_code == (403 if modele in FIGES else 200)


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

    reponse = completer(client_administrateur, "Féney")

    assert [resultat["text"] for resultat in reponse.json()["results"]] == ["Fénay"]
