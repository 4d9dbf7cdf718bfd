"""Coopérations : qui en est partie."""

from collections.abc import Iterator

from django.db.models import Count

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.models import Collectivite
from services_communs.models import Cooperation, PartieCooperation


def parties_hors_de_la_metropole() -> Iterator[Constat]:
    parties = PartieCooperation.objects.filter(collectivite__nature=Collectivite.Nature.EXTERIEURE)
    for partie in parties.select_related("cooperation", "collectivite").order_by("pk"):
        cooperation = partie.cooperation
        yield Constat(
            cle=f"{cooperation.objet}:{partie.collectivite}"[:300],
            phrase=f"« {cooperation.objet} » : {partie.collectivite} n’est pas de la métropole.",
            annonce=str(partie.collectivite),
            lignes=(ligne_de(cooperation),),
        )


def cooperations_sans_partenaire() -> Iterator[Constat]:
    seules = Cooperation.objects.filter(toutes_les_communes=False, autres_parties="")
    seules = seules.annotate(nombre_parties=Count("parties")).filter(nombre_parties__lt=2)
    for cooperation in seules.order_by("ordre", "pk"):
        yield Constat(
            cle=cooperation.objet[:300],
            phrase=f"« {cooperation.objet} » : on ne coopère pas seul.",
            annonce=f"{cooperation.nombre_parties} partie",
            lignes=(ligne_de(cooperation),),
        )


CONTROLES = (
    Controle(
        "cooperations-hors-metropole",
        "Coopération avec une partie extérieure à la métropole",
        "Le rapport de mutualisation ne permet de conventions qu’entre communes d’un même "
        "établissement ; une commune extérieure relève d’une autre base légale.",
        "CGCT, art. L. 5111-1",
        Gravite.A_EXPLIQUER,
        Theme.COOPERATIONS,
        parties_hors_de_la_metropole,
    ),
    Controle(
        "cooperations-seules",
        "Coopération à une seule partie",
        "Une convention a au moins deux parties.",
        "CGCT, art. L. 5111-1",
        Gravite.A_EXPLIQUER,
        Theme.COOPERATIONS,
        cooperations_sans_partenaire,
    ),
)
