"""Actes et textes : une date chacun, dans leur mandat, dans leur rédaction en vigueur."""

from collections.abc import Iterator

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres
from gouvernance.models import Deliberation, Pacte, Schema, Texte


def deliberations_et_seances() -> Iterator[Constat]:
    """Une délibération d'une séance est du jour de cette séance."""
    for deliberation in Deliberation.objects.exclude(seance=None).select_related(
        "seance__instance"
    ):
        jour = deliberation.seance.jour
        if deliberation.precision == "jour" and deliberation.date != jour:
            yield Constat(
                cle=f"{deliberation.seance}:{deliberation.objet}"[:300],
                phrase=f"« {deliberation.objet} » n’est pas du jour de sa séance.",
                annonce=date_en_lettres(deliberation.date),
                calcule=f"séance du {date_en_lettres(jour)}",
                annee=deliberation.date.year,
                lignes=(ligne_de(deliberation),),
            )


def schemas_avant_leur_acte() -> Iterator[Constat]:
    """Un schéma ne s'applique pas avant l'année de la délibération qui l'adopte."""
    for schema in Schema.objects.exclude(deliberation=None).select_related("deliberation"):
        if schema.annee_debut < schema.deliberation.date.year:
            yield Constat(
                cle=schema.nom,
                phrase=f"{schema} s’applique avant d’avoir été adopté.",
                annonce=f"dès {schema.annee_debut}",
                calcule=f"adopté le {date_en_lettres(schema.deliberation.date)}",
                annee=schema.annee_debut,
                lignes=(ligne_de(schema),),
            )


def references_remplacees() -> Iterator[Constat]:
    for texte in Texte.objects.exclude(evolution="").order_by("categorie", "ordre", "pk"):
        yield Constat(
            cle=texte.reference,
            phrase=f"{texte.reference} a changé depuis la version citée.",
            annonce=texte.version_citee or "version d’origine",
            calcule=texte.evolution,
            lignes=(ligne_de(texte),),
        )


def actes_hors_du_mandat() -> Iterator[Constat]:
    """Les délibérations d'un pacte sont de la mandature qu'il régit."""
    pactes = Pacte.objects.select_related("mandature", "deliberation").prefetch_related("actes")
    for pacte in pactes.order_by("pk"):
        actes = [*filter(None, [pacte.deliberation]), *pacte.actes.all()]
        for acte in actes:
            if not pacte.mandature.est_en_cours_le(acte.date):
                yield Constat(
                    cle=f"{pacte.nom}:{acte.date}:{acte.objet}"[:300],
                    phrase=f"{pacte} : « {acte.objet} » n’est pas de la mandature "
                    f"{pacte.mandature}.",
                    annonce=date_en_lettres(acte.date, acte.precision),
                    calcule=f"mandature depuis le {date_en_lettres(pacte.mandature.date_debut)}",
                    annee=acte.date.year,
                    lignes=(ligne_de(pacte), ligne_de(acte)),
                )


CONTROLES = (
    Controle(
        "deliberations-et-seances",
        "Délibération d’un autre jour que sa séance",
        "Une décision n’a qu’une date : celle de la séance qui l’a prise.",
        "CGCT, art. L. 2121-23 et L. 5211-1",
        Gravite.BLOQUANT,
        Theme.INSTANCES,
        deliberations_et_seances,
    ),
    Controle(
        "schemas-et-actes",
        "Schéma appliqué avant son adoption",
        "Un acte ne produit pas d’effet avant d’être pris.",
        "CGCT, art. L. 5211-39-1",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        schemas_avant_leur_acte,
    ),
    Controle(
        "references-remplacees",
        "Référence juridique remplacée",
        "Le texte cité n’est plus en vigueur dans cette rédaction : le rapport le dit.",
        "Légifrance",
        Gravite.A_SAVOIR,
        Theme.INSTANCES,
        references_remplacees,
    ),
    Controle(
        "actes-et-mandature",
        "Acte hors du mandat qu’il régit",
        "Un pacte de gouvernance vaut pour le mandat en cours : ses actes en sont.",
        "CGCT, art. L. 5211-11-2",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        actes_hors_du_mandat,
    ),
)
