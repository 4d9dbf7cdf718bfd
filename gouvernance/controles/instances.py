"""Mandatures, sièges, instances et séances."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from django.db.models import Sum

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres, nombre
from gouvernance.models import Instance, Mandature, Population, Seance
from gouvernance.regles import repartir_sieges

UN_JOUR = timedelta(days=1)


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


def mandatures_sans_sieges() -> Iterator[Constat]:
    mandatures = Mandature.objects.annotate(total=Sum("sieges__nombre")).filter(total=None)
    for mandature in mandatures.order_by("date_debut", "pk"):
        yield Constat(
            cle=mandature.nom,
            phrase=f"Mandature {mandature} : aucun siège n’est réparti.",
            annee=mandature.date_debut.year,
            lignes=(ligne_de(mandature),),
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


def mandatures_sans_installation() -> Iterator[Constat]:
    """Un mandat commence par une séance du conseil, si les séances de ce mandat sont saisies."""
    seances = list(
        Seance.objects.filter(instance__nature=Instance.Nature.CONSEIL).values_list(
            "jour", flat=True
        )
    )
    for mandature in Mandature.objects.order_by("date_debut", "pk"):
        siennes = sorted(jour for jour in seances if mandature.est_en_cours_le(jour))
        if seances and (not siennes or mandature.date_debut not in siennes):
            yield Constat(
                cle=mandature.nom,
                phrase=f"Mandature {mandature} : le conseil ne se réunit pas le jour où elle "
                "commence.",
                annonce=date_en_lettres(mandature.date_debut),
                calcule=f"première séance le {date_en_lettres(siennes[0])}" if siennes else "",
                annee=mandature.date_debut.year,
                lignes=(ligne_de(mandature),),
            )


def effectif_du_conseil() -> Iterator[Constat]:
    """Le conseil compte autant de membres que la mandature en cours a de sièges."""
    mandature = (
        Mandature.objects.filter(sieges__isnull=False)
        .annotate(total=Sum("sieges__nombre"))
        .order_by("-date_debut", "-pk")
        .first()
    )
    conseils = Instance.objects.filter(nature=Instance.Nature.CONSEIL).exclude(effectif=None)
    for conseil in conseils.order_by("pk") if mandature else ():
        if conseil.effectif != mandature.total:
            yield Constat(
                cle=conseil.nom,
                phrase=f"{conseil.nom} : l’effectif n’est pas le nombre de sièges répartis.",
                annonce=f"{nombre(conseil.effectif)} membres",
                calcule=f"{nombre(mandature.total)} sièges",
                annee=mandature.date_debut.year,
                lignes=(ligne_de(conseil), ligne_de(mandature)),
            )


CONTROLES = (
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
        "seances-et-instances",
        "Séance hors de la vie de l’instance",
        "Une instance ne se réunit ni avant sa création, ni après sa fin.",
        "lecture des données",
        Gravite.BLOQUANT,
        Theme.INSTANCES,
        seances_hors_de_l_instance,
    ),
    Controle(
        "installation",
        "Mandature sans séance d’installation",
        "Le mandat du conseil commence à la séance qui l’installe.",
        "CGCT, art. L. 5211-6",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        mandatures_sans_installation,
    ),
    Controle(
        "effectif-du-conseil",
        "Conseil dont l’effectif n’est pas celui des sièges",
        "Le conseil réunit les conseillers que la répartition donne aux communes.",
        "CGCT, art. L. 5211-6-1",
        Gravite.A_EXPLIQUER,
        Theme.INSTANCES,
        effectif_du_conseil,
    ),
)
