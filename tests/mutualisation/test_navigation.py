from types import SimpleNamespace

import django_filters
import pytest
from django.contrib.auth.models import Group
from django.template import Context, Template

from mutualisation.templatetags.navigation import filtres_actifs


class Filtres(django_filters.FilterSet):
    """Un filtre de chaque espèce employée par les listes."""

    nom = django_filters.CharFilter(label="Nom")
    au = django_filters.DateFilter(label="En cours le")
    payant = django_filters.BooleanFilter(label="Payant")
    etat = django_filters.ChoiceFilter(
        label="État", choices=[("ouvert", "en cours"), ("Clos", [("clos", "terminé")])]
    )
    natures = django_filters.MultipleChoiceFilter(
        label="Natures", choices=[("commune", "commune"), ("ccas", "CCAS")]
    )
    groupe = django_filters.ModelChoiceFilter(label="Groupe", queryset=Group.objects.all())
    groupes = django_filters.ModelMultipleChoiceFilter(
        label="Groupes", queryset=Group.objects.all()
    )


def criteres(rf, adresse: str):
    requete = rf.get(adresse)
    return filtres_actifs(Filtres(requete.GET or None, Group.objects.none()), requete)


@pytest.mark.parametrize(
    ("parametres", "libelle", "valeur"),
    [
        ("nom=Ahuy", "Nom", "Ahuy"),
        ("au=2020-11-30", "En cours le", "30\u00a0novembre 2020"),
        ("payant=false", "Payant", "non"),
        ("etat=ouvert", "État", "en cours"),
        ("etat=clos", "État", "terminé"),
        ("natures=commune&natures=ccas", "Natures", "commune et CCAS"),
    ],
)
def test_un_critere_se_lit_en_clair(rf, parametres, libelle, valeur):
    (actif,) = criteres(rf, f"/?{parametres}")

    assert (actif.libelle, actif.valeur, actif.adresse_sans) == (libelle, valeur, "?")


@pytest.mark.django_db
def test_un_critere_qui_designe_une_ligne_la_nomme(rf):
    agents, elus = (Group.objects.create(name=nom) for nom in ["agents", "élus"])

    un, plusieurs = criteres(rf, f"/?groupe={elus.pk}&groupes={agents.pk}&groupes={elus.pk}")

    assert (un.valeur, plusieurs.valeur) == ("élus", "agents et élus")


def test_retirer_un_critere_garde_les_autres_et_le_tri(rf):
    actifs = criteres(rf, "/?nom=Ahuy&payant=true&sort=-nom&page=3")

    assert [actif.adresse_sans for actif in actifs] == [
        "?payant=true&sort=-nom",
        "?nom=Ahuy&sort=-nom",
    ]


@pytest.mark.parametrize("parametres", ["", "?sort=nom", "?nom=", "?au=demain", "?etat=inconnu"])
def test_un_critere_vide_ou_incompris_n_est_pas_annonce(rf, parametres):
    assert criteres(rf, f"/{parametres}") == []


@pytest.mark.parametrize(
    ("vue", "attendu"),
    [
        ("commune_liste", ' aria-current="page"'),
        ("commune_detail", ' aria-current="true"'),
        ("accueil", ""),
        (None, ""),
    ],
)
def test_le_menu_dit_ou_l_on_est(rf, vue, attendu):
    requete = rf.get("/")
    requete.resolver_match = vue and SimpleNamespace(view_name=vue)
    gabarit = Template("{% load navigation %}{% ici 'commune_liste' 'commune_detail' %}")

    assert gabarit.render(Context({"request": requete})) == attendu
