"""Collectivités : populations, entrées et fusions, étapes, place sur la carte."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres, nombre
from gouvernance.models import Collectivite, Etape, Population
from gouvernance.periodes import Precision, fin_d_annee, s_accordent

# Un recensement entre en vigueur au 1er janvier de la troisième année qui suit.
ANNEES_AVANT_VIGUEUR = 3
# En degrés : une quarantaine de kilomètres, plus que n'en a une métropole.
ETENDUE_ADMISE = Decimal("0.4")


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


def millesimes_et_vigueur() -> Iterator[Constat]:
    for population in Population.objects.select_related("collectivite").order_by("pk"):
        attendue = population.millesime + ANNEES_AVANT_VIGUEUR
        if population.en_vigueur != attendue:
            yield Constat(
                cle=f"{population.collectivite.nom}:{population.millesime}",
                phrase=f"{population.collectivite}, recensement {population.millesime} : l’année "
                "d’entrée en vigueur n’est pas la troisième qui suit.",
                annonce=str(population.en_vigueur),
                calcule=str(attendue),
                annee=population.en_vigueur,
                lignes=(ligne_de(population.collectivite),),
            )


def populations_manquantes() -> Iterator[Constat]:
    """Une commune membre sans population, l'année où les autres en ont une."""
    connues = defaultdict(set)
    for annee, collectivite in Population.objects.values_list("en_vigueur", "collectivite"):
        connues[annee].add(collectivite)
    communes = list(Collectivite.objects.communes().order_by("nom_de_tri", "pk"))
    for annee, siennes in sorted(connues.items()):
        membres = [c for c in communes if c.est_en_cours_le(fin_d_annee(annee))]
        for commune in membres:
            if commune.pk not in siennes:
                yield Constat(
                    cle=f"{commune.nom}:{annee}",
                    phrase=f"{commune} n’a pas de population en vigueur en {annee}.",
                    annee=annee,
                    lignes=(ligne_de(commune),),
                )


def etapes_et_membres() -> Iterator[Constat]:
    """Nombre de communes d'une étape : les membres ce jour-là, ou celles qu'elle réunit."""
    communes = list(Collectivite.objects.communes())
    etapes = Etape.objects.exclude(nombre_communes=None).prefetch_related("communes")
    for etape in etapes.order_by("date", "pk"):
        fin = _dernier_jour(etape.date, etape.precision)
        membres = sum(commune.est_en_cours_le(fin) for commune in communes)
        reunies = len(etape.communes.all())
        if etape.nombre_communes != (membres or reunies):
            yield Constat(
                cle=f"{etape.date}:{etape.titre}"[:300],
                phrase=f"{etape} : le nombre de communes n’est pas celui des membres.",
                annonce=f"{etape.nombre_communes} communes",
                calcule=f"{membres or reunies} communes",
                annee=etape.date.year,
                lignes=(ligne_de(etape),),
            )


def _dernier_jour(jour: date, precision: str) -> date:
    if precision == Precision.JOUR:
        return jour
    mois = 12 if precision == Precision.ANNEE else jour.month
    suivant = date(jour.year + mois // 12, mois % 12 + 1, 1)
    return suivant - timedelta(days=1)


def entrees_et_etapes() -> Iterator[Constat]:
    """Une commune entre à la date d'une étape qui la cite, si les étapes citent des communes."""
    citees = defaultdict(list)
    for etape in Etape.objects.prefetch_related("communes").order_by("date", "pk"):
        for commune in etape.communes.all():
            citees[commune.pk].append(etape)
    for commune in Collectivite.objects.communes().exclude(date_debut=None).order_by("pk"):
        etapes = citees[commune.pk]
        entree = (commune.date_debut, commune.precision_debut)
        if not etapes or any(s_accordent(*entree, e.date, e.precision) for e in etapes):
            continue
        yield Constat(
            cle=commune.nom,
            phrase=f"{commune} n’entre dans la métropole à la date d’aucune étape qui la cite.",
            annonce=date_en_lettres(*entree),
            calcule=" ; ".join(map(str, etapes)),
            annee=commune.date_debut.year,
            lignes=(ligne_de(commune), *map(ligne_de, etapes)),
        )


def communes_nouvelles() -> Iterator[Constat]:
    """Une commune remplacée finit la veille du jour où commence celle qui lui succède."""
    remplacees = Collectivite.objects.exclude(successeur=None).select_related("successeur")
    for ancienne in remplacees.order_by("pk"):
        debut = ancienne.successeur.date_debut
        if debut and ancienne.date_fin != debut - timedelta(days=1):
            yield Constat(
                cle=ancienne.nom,
                phrase=f"{ancienne} ne finit pas la veille du jour où {ancienne.successeur} "
                "commence.",
                annonce=date_en_lettres(ancienne.date_fin) if ancienne.date_fin else "sans fin",
                calcule=f"{ancienne.successeur} commence le {date_en_lettres(debut)}",
                annee=debut.year,
                lignes=(ligne_de(ancienne), ligne_de(ancienne.successeur)),
            )


def communes_loin_des_autres() -> Iterator[Constat]:
    placees = list(
        Collectivite.objects.communes()
        .exclude(latitude=None)
        .exclude(longitude=None)
        .order_by("pk")
    )
    if not placees:
        return
    milieu = [median(getattr(c, axe) for c in placees) for axe in ("latitude", "longitude")]
    for commune in placees:
        place = (commune.latitude, commune.longitude)
        if max(abs(un - autre) for un, autre in zip(place, milieu, strict=True)) > ETENDUE_ADMISE:
            yield Constat(
                cle=commune.nom,
                phrase=f"{commune} est placée loin de toutes les autres communes sur la carte.",
                annonce=f"{nombre(commune.latitude, 3)} ; {nombre(commune.longitude, 3)}",
                calcule=f"milieu des communes : {nombre(milieu[0], 3)} ; {nombre(milieu[1], 3)}",
                lignes=(ligne_de(commune),),
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
        "millesimes",
        "Recensement en vigueur une autre année",
        "Les populations authentifiées une année sont celles du recensement d’il y a trois ans.",
        "décret n° 2003-485 du 5 juin 2003",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        millesimes_et_vigueur,
    ),
    Controle(
        "populations-manquantes",
        "Commune sans population",
        "Les majorités et les clés par habitant demandent la population de chaque commune membre.",
        "CGCT, art. R. 2151-1",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        populations_manquantes,
    ),
    Controle(
        "etapes",
        "Étape qui ne compte pas les communes membres",
        "Le nombre de communes d’une étape est celui des membres ce jour-là.",
        "lecture des données",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        etapes_et_membres,
    ),
    Controle(
        "entrees",
        "Entrée d’une commune à une autre date que son étape",
        "L’étape qui fait entrer une commune dit quand elle entre.",
        "lecture des données",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        entrees_et_etapes,
    ),
    Controle(
        "communes-nouvelles",
        "Commune nouvelle qui ne prend pas la suite",
        "Il n’y a ni jour sans commune, ni jour à deux communes pour le même territoire.",
        "CGCT, art. L. 2113-1",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        communes_nouvelles,
    ),
    Controle(
        "coordonnees",
        "Commune loin des autres sur la carte",
        "Une métropole est d’un seul tenant : un chiffre de travers envoie la commune ailleurs.",
        "CGCT, art. L. 5217-1",
        Gravite.A_EXPLIQUER,
        Theme.COLLECTIVITES,
        communes_loin_des_autres,
    ),
)
