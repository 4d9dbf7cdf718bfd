"""Les chiffres que disent les documents, face aux données et les uns aux autres."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from math import prod

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import nombre
from mutualisation.controles.chiffres import concorde, discordances, ecrire, ecrire_le_calcul
from mutualisation.controles.ecarts import porter
from mutualisation.models import ChiffreAnnonce, RelationAnnoncee

NOMMEES_PAR_LE_LIBELLE = {
    ChiffreAnnonce.Grandeur.PERIMETRE_ETP,
    ChiffreAnnonce.Grandeur.MEMBRES_INSTANCE,
    ChiffreAnnonce.Grandeur.DELAI_CONVOCATION,
}


def ligne_d_annonce(chiffre: ChiffreAnnonce) -> Ligne:
    return ligne_de(chiffre, f"{chiffre.document}, {chiffre.emplacement}")


def cle(chiffre: ChiffreAnnonce) -> str:
    return " / ".join(chiffre.natural_key())[:300]


def chiffres_et_donnees() -> Iterator[Constat]:
    for chiffre, calcule in discordances(ChiffreAnnonce.objects.exclude(grandeur="")):
        constat = Constat(
            cle=cle(chiffre),
            phrase=f"{chiffre.libelle}, {chiffre.annee} : le document et les données diffèrent.",
            annonce=ecrire(chiffre),
            calcule=ecrire_le_calcul(chiffre, calcule),
            annee=chiffre.annee,
            lignes=(ligne_d_annonce(chiffre),),
        )
        yield porter(constat, [chiffre])


def chiffres_contradictoires() -> Iterator[Constat]:
    """Une même grandeur, de la même chose, la même année : deux valeurs qui s'excluent."""
    par_sujet = defaultdict(list)
    for chiffre in ChiffreAnnonce.objects.exclude(grandeur=""):
        sujet = (
            chiffre.grandeur,
            chiffre.annee,
            chiffre.collectivite_id,
            chiffre.domaine_id,
            chiffre.service_id,
            chiffre.indicateur_id,
            chiffre.libelle if chiffre.grandeur in NOMMEES_PAR_LE_LIBELLE else "",
        )
        par_sujet[sujet].append(chiffre)
    for chiffres in par_sujet.values():
        premier, *autres = chiffres
        contraires = [autre for autre in autres if s_excluent(premier, autre)]
        if contraires:
            dits = [premier, *contraires]
            constat = Constat(
                cle=cle(premier),
                phrase=f"{premier.libelle}, {premier.annee} : deux valeurs pour une même chose.",
                annonce=ecrire(premier),
                calcule=" ; ".join(map(ecrire, contraires)),
                annee=premier.annee,
                lignes=tuple(map(ligne_d_annonce, dits)),
            )
            yield porter(constat, dits)


def s_excluent(un: ChiffreAnnonce, autre: ChiffreAnnonce) -> bool:
    """Faux s'ils disent la même chose, ou si l'un admet l'autre : « plus de 200 », « 260 »."""
    return un.valeur != autre.valeur and not (
        concorde(un.valeur, autre.valeur, un.qualificatif)
        or concorde(autre.valeur, un.valeur, autre.qualificatif)
    )


def relations_fausses() -> Iterator[Constat]:
    """Sommes, produits et parties que les chiffres du document devraient vérifier."""
    relations = RelationAnnoncee.objects.select_related("total").prefetch_related("termes")
    for relation in relations.order_by("pk"):
        termes = list(relation.termes.all())
        calcule = faire(relation.operation, [terme.valeur for terme in termes])
        if est_vraie(relation, calcule):
            continue
        constat = Constat(
            cle=relation.libelle,
            phrase=f"{relation.libelle} : ce n’est pas ce que donnent les chiffres écrits.",
            annonce=ecrire(relation.total),
            calcule=f"{nombre(calcule)} {relation.total.unite}".strip(),
            annee=relation.total.annee,
            lignes=tuple(map(ligne_d_annonce, [relation.total, *termes])),
        )
        yield porter(constat, [relation])


def faire(operation: str, valeurs: list[Decimal]) -> Decimal:
    """Somme, produit, plus grande des parties, ou pour cent de la plus grande."""
    match operation:
        case RelationAnnoncee.Operation.TAUX:
            return (100 * min(valeurs) / max(valeurs)).quantize(Decimal(1), ROUND_HALF_UP)
        case RelationAnnoncee.Operation.PRODUIT:
            return prod(valeurs)
        case RelationAnnoncee.Operation.PART:
            return max(valeurs)
    return sum(valeurs, Decimal(0))


def est_vraie(relation: RelationAnnoncee, calcule: Decimal) -> bool:
    total = relation.total
    if relation.operation == RelationAnnoncee.Operation.PART:
        return calcule <= total.valeur
    return concorde(total.valeur, calcule, total.qualificatif)


CONTROLES = (
    Controle(
        "sommes-annoncees",
        "Somme, produit ou partie que les chiffres démentent",
        "Un total est la somme de ce qu’il additionne, et une partie ne dépasse pas le tout.",
        "rapport annuel et pacte de gouvernance",
        Gravite.A_EXPLIQUER,
        Theme.DOCUMENTS,
        relations_fausses,
    ),
    Controle(
        "chiffres-annonces",
        "Chiffre d’un document et données",
        "Le total écrit dans un document est celui des lignes qu’il additionne.",
        "rapport annuel et pacte de gouvernance",
        Gravite.A_EXPLIQUER,
        Theme.DOCUMENTS,
        chiffres_et_donnees,
    ),
    Controle(
        "chiffres-contradictoires",
        "Deux valeurs pour une même chose",
        "Une même grandeur n’a qu’une valeur pour une année.",
        "rapport annuel et pacte de gouvernance",
        Gravite.A_EXPLIQUER,
        Theme.DOCUMENTS,
        chiffres_contradictoires,
    ),
)
