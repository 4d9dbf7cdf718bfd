"""Mes dernières modifications : tout ce qui s'écrit, où que ce soit, une fois par objet."""

import pytest
from django.urls import reverse

from gouvernance.historique.changements import Genre
from gouvernance.historique.suivi import pour_motif
from mutualisation.recents import OBJETS_MONTRES, lire_modifications
from tests.fabriques import creer_administrateur, creer_commune, creer_domaine, creer_indicateur
from tests.severite import connecter

pytestmark = pytest.mark.django_db


def test_chaque_objet_une_fois_du_dernier_au_premier():
    jeanne, paul = creer_administrateur(), creer_administrateur()
    with pour_motif("", auteur=paul):
        creer_commune(nom="Ahuy")
    with pour_motif("", auteur=jeanne):
        domaine = creer_domaine(titre="Numérique")
        domaine.save()
        indicateur = creer_indicateur(domaine=domaine)
        perdu = creer_indicateur(domaine=domaine, libelle="Perdu")
        perdu.delete()

    lues = lire_modifications(jeanne)

    assert [(lue.genre, lue.sorte) for lue in lues] == [
        (Genre.SUPPRESSION, "indicateur"),
        (Genre.CREATION, "indicateur"),
        (Genre.CREATION, "domaine"),
    ]
    assert "Perdu" in lues[0].objet
    assert not lues[0].adresse
    assert lues[1].adresse == reverse(
        "admin:services_communs_indicateur_change", args=[indicateur.pk]
    )


def test_nombre_de_requetes_constant(requetes):
    jeanne = creer_administrateur()

    def ecrire():
        with pour_motif("", auteur=jeanne):
            creer_indicateur()

    ecrire()
    avant = requetes(lambda: lire_modifications(jeanne))
    for _ in range(OBJETS_MONTRES):
        ecrire()

    assert len(lire_modifications(jeanne)) == OBJETS_MONTRES
    assert requetes(lambda: lire_modifications(jeanne)) == avant


def test_l_accueil_les_montre():
    jeanne = creer_administrateur()
    with pour_motif("", auteur=jeanne):
        creer_domaine(titre="Numérique")

    page = connecter(jeanne).get(reverse("admin:index")).content.decode()

    assert "Numérique</a>" in page
    assert "Tout ce que j’ai modifié" in page
