"""Aucune page de l'administration ne demande plus de requêtes quand ses lignes se multiplient."""

import pytest
from django.contrib import admin

from tests.mutualisation.lignes_administrees import LIGNES
from tests.mutualisation.objets_administres import CREATIONS
from tests.mutualisation.test_admin import adresse, par_modele

pytestmark = pytest.mark.django_db

avec_grilles = pytest.mark.parametrize(
    "modele",
    [modele for modele, page in admin.site._registry.items() if page.inlines],
    ids=lambda modele: modele.__name__,
)


def grilles(modele) -> list[str]:
    return [grille.__name__ for grille in admin.site._registry[modele].inlines]


def allonger(objet, rangs) -> None:
    for nom in grilles(type(objet)):
        for rang in rangs:
            LIGNES[nom](objet, rang)


def test_chaque_grille_est_eprouvee():
    assert LIGNES.keys() == {nom for modele in admin.site._registry for nom in grilles(modele)}


@avec_grilles
def test_une_page_a_nombre_de_requetes_constant(client_administrateur, requetes, modele):
    objet = modele.objects.get(pk=CREATIONS[modele]().pk)
    allonger(objet, [0])
    url = adresse(modele, "change", objet.pk)
    page = client_administrateur.get(url)
    assert all(grille.formset.initial_forms for grille in page.context["inline_admin_formsets"])
    avant = requetes(lambda: client_administrateur.get(url))
    allonger(objet, [1, 2] if "TexteChapitreInline" in grilles(modele) else range(1, 9))

    assert requetes(lambda: client_administrateur.get(url)) == avant


@par_modele
def test_une_recherche_et_chaque_filtre_ont_un_nombre_de_requetes_constant(
    client_administrateur, requetes, modele
):
    url = adresse(modele, "changelist")
    for _ in range(2):
        CREATIONS[modele]()
    recherches = [f"{url}?q=e", *filtres(client_administrateur.get(url).context["cl"], url)]
    avant = {r: requetes(lambda r=r: client_administrateur.get(r)) for r in recherches}
    for _ in range(8):
        CREATIONS[modele]()

    apres = {r: requetes(lambda r=r: client_administrateur.get(r)) for r in recherches}

    assert apres == avant


def filtres(liste, url) -> list[str]:
    """Le dernier choix de chaque filtre : les premiers ne filtrent rien."""
    return [url + list(f.choices(liste))[-1]["query_string"] for f in liste.filter_specs]
