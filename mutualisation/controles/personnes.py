"""Les textes libres où un agent semble nommé : le registre compte des agents, il n'en nomme pas."""

from collections.abc import Iterator

from gouvernance.constats import Constat, Controle, Gravite, Theme
from gouvernance.models import Elu
from gouvernance.vie_privee import noms_possibles
from mutualisation.controles.noms import textes_libres


def personnes_nommees() -> Iterator[Constat]:
    """Les élus exercent une fonction publique : leurs noms sont admis."""
    elus = list(Elu.objects.order_by("pk").values_list("nom", flat=True))
    for libre in textes_libres():
        if libre.modele is Elu:
            continue
        for ecrit in noms_possibles(libre.texte, elus):
            yield Constat(
                cle=libre.cle(ecrit),
                phrase=f"« {ecrit} » dans un texte ({libre.nom}) : est-ce le nom d’un agent ?",
                annonce=ecrit,
                lignes=libre.lignes,
            )


CONTROLES = (
    Controle(
        "personnes",
        "Nom de personne dans un texte",
        "Le rapport dit une fonction ou un service, jamais le nom d’un agent.",
        "RGPD, art. 5, 1, c",
        Gravite.A_SAVOIR,
        Theme.AGENTS,
        personnes_nommees,
    ),
)
