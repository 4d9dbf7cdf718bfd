"""Contrôles de cohérence de la gouvernance : populations, sièges, mandatures, actes, droit."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from django.db.models import Sum

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres, nombre
from gouvernance.models import (
    Collectivite,
    Deliberation,
    Mandature,
    Population,
    Schema,
    Seance,
    Texte,
)
from gouvernance.regles import repartir_sieges

UN_JOUR = timedelta(days=1)


def populations_et_total() -> Iterator[Constat]:
    """Population d'un millésime saisie pour la métropole, face à la somme de ses communes."""
    par_millesime = defaultdict(dict)
    for population in Population.objects.select_related("collectivite"):
        par_millesime[population.millesime][population.collectivite] = population
    for millesime, populations in sorted(par_millesime.items()):
        totaux = [c for c in populations if c.nature == Collectivite.Nature.METROPOLE]
        communes = [c for c in populations if c.nature == Collectivite.Nature.COMMUNE]
        for metropole in totaux:
            annonce = populations[metropole].municipale
            somme = sum(populations[commune].municipale for commune in communes)
            if communes and annonce != somme:
                yield Constat(
                    cle=f"{metropole.nom}:{millesime}",
                    phrase=f"Recensement {millesime} : la population de la métropole n’est pas la "
                    "somme de celles de ses communes.",
                    annonce=f"{nombre(annonce)} habitants",
                    calcule=f"{nombre(somme)} habitants",
                    annee=populations[metropole].en_vigueur,
                    lignes=(ligne_de(metropole),),
                )


def sieges_et_repartition() -> Iterator[Constat]:
    """Sièges de chaque mandature, face à la répartition de droit commun de son millésime."""
    populations = defaultdict(dict)
    for cle, commune, en_vigueur, municipale in Population.objects.filter(
        collectivite__nature="commune"
    ).values_list("collectivite", "collectivite__nom", "en_vigueur", "municipale"):
        populations[en_vigueur][cle] = (commune, municipale)
    for mandature in Mandature.objects.prefetch_related("sieges__commune"):
        sieges = {s.commune_id: s for s in mandature.sieges.all()}
        # L'arrêté se prend l'année d'avant, sur la population alors en vigueur.
        connues = populations.get(mandature.date_debut.year - 1, {})
        if not sieges or not sieges.keys() <= connues.keys():
            continue
        calcul = repartir_sieges({connues[cle][0]: connues[cle][1] for cle in sieges})
        for cle, siege in sieges.items():
            attendus = calcul.sieges[connues[cle][0]]
            if siege.nombre != attendus:
                yield Constat(
                    cle=f"{mandature.nom}:{siege.commune.nom}",
                    phrase=f"{siege.commune}, mandature {mandature} : les sièges ne sont pas ceux "
                    "du droit commun ; un accord local les explique peut-être.",
                    annonce=f"{siege.nombre} selon {siege.acte}",
                    calcule=f"{attendus} d’après la population",
                    annee=mandature.date_debut.year,
                    lignes=(ligne_de(mandature),),
                )


def mandatures_disjointes() -> Iterator[Constat]:
    mandatures = list(Mandature.objects.order_by("date_debut", "pk"))
    for avant, apres in pairwise(mandatures):
        if avant.date_fin and avant.date_fin + UN_JOUR < apres.date_debut:
            yield Constat(
                cle=f"{avant.nom}:{apres.nom}",
                phrase=f"Aucune mandature entre {avant} et {apres}.",
                annonce=f"fin le {date_en_lettres(avant.date_fin)}",
                calcule=f"installation le {date_en_lettres(apres.date_debut)}",
                annee=apres.date_debut.year,
                lignes=(ligne_de(avant), ligne_de(apres)),
            )


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


def seances_hors_de_l_instance() -> Iterator[Constat]:
    """Une séance se tient pendant la vie de son instance."""
    for seance in Seance.objects.select_related("instance"):
        instance = seance.instance
        apres = instance.date_fin and seance.jour > instance.date_fin
        if apres or (instance.date_debut and seance.jour < instance.date_debut):
            yield Constat(
                cle=f"{instance.nom}:{seance.jour}",
                phrase=f"{seance} : l’instance n’existe pas ce jour-là.",
                annonce=date_en_lettres(seance.jour),
                annee=seance.jour.year,
                lignes=(ligne_de(seance),),
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


def mandatures_sans_sieges() -> Iterator[Constat]:
    mandatures = Mandature.objects.annotate(total=Sum("sieges__nombre")).filter(total=None)
    for mandature in mandatures.order_by("date_debut", "pk"):
        yield Constat(
            cle=mandature.nom,
            phrase=f"Mandature {mandature} : aucun siège n’est réparti.",
            annee=mandature.date_debut.year,
            lignes=(ligne_de(mandature),),
        )


CONTROLES = (
    Controle(
        "populations",
        "Population de la métropole et de ses communes",
        "La population de la métropole est la somme de celles de ses communes.",
        "CGCT, art. R. 2151-1",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        populations_et_total,
    ),
    Controle(
        "sieges",
        "Sièges et population",
        "Sans accord local, les sièges se répartissent d’après la population municipale.",
        "CGCT, art. L. 5211-6-1",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        sieges_et_repartition,
    ),
    Controle(
        "mandatures",
        "Mandatures qui ne se suivent pas",
        "Un conseil siège jusqu’à l’installation du suivant.",
        "CGCT, art. L. 5211-8",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        mandatures_disjointes,
    ),
    Controle(
        "mandatures-sans-sieges",
        "Mandature sans sièges",
        "Un arrêté du préfet répartit les sièges avant chaque renouvellement.",
        "CGCT, art. L. 5211-6-1, VII",
        Gravite.A_SAVOIR,
        Theme.INSTANCES,
        mandatures_sans_sieges,
    ),
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
        "seances-et-instances",
        "Séance hors de la vie de l’instance",
        "Une instance ne se réunit ni avant sa création, ni après sa fin.",
        "lecture des données",
        Gravite.BLOQUANT,
        Theme.INSTANCES,
        seances_hors_de_l_instance,
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
)
