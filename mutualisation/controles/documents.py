"""Ce que disent les documents, face aux données et les uns aux autres."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme
from gouvernance.francais import nombre
from mutualisation.controles.chiffres import Confrontation, concorde
from mutualisation.models import ChiffreAnnonce


def ligne_de_chiffre(chiffre: ChiffreAnnonce) -> Ligne:
    return Ligne(
        f"{chiffre.document}, {chiffre.emplacement}",
        reverse("admin:mutualisation_chiffreannonce_change", args=[chiffre.pk]),
    )


def ecrire(chiffre: ChiffreAnnonce) -> str:
    ecrit = f"{chiffre.qualificatif} {nombre(chiffre.valeur)} {chiffre.unite}".strip()
    return f"{ecrit} selon « {chiffre.document} »"


def cle(chiffre: ChiffreAnnonce) -> str:
    return " / ".join(chiffre.natural_key())[:300]


def chiffres_et_donnees() -> Iterator[Constat]:
    confrontation = Confrontation()
    for chiffre in ChiffreAnnonce.objects.exclude(grandeur=""):
        calcule = confrontation.recalculer(chiffre)
        if calcule is None or concorde(chiffre.valeur, calcule, chiffre.qualificatif):
            continue
        yield Constat(
            cle=cle(chiffre),
            phrase=f"{chiffre.libelle}, {chiffre.annee} : le document et les données diffèrent.",
            annonce=ecrire(chiffre),
            calcule=f"{nombre(calcule)} {chiffre.unite} selon les données",
            annee=chiffre.annee,
            explication=chiffre.explication,
            lignes=(ligne_de_chiffre(chiffre),),
        )


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
        )
        par_sujet[sujet].append(chiffre)
    for chiffres in par_sujet.values():
        premier, *autres = chiffres
        contraires = [autre for autre in autres if s_excluent(premier, autre)]
        if contraires:
            dits = [premier, *contraires]
            yield Constat(
                cle=cle(premier),
                phrase=f"{premier.libelle}, {premier.annee} : deux valeurs pour une même chose.",
                annonce=ecrire(premier),
                calcule=" ; ".join(map(ecrire, contraires)),
                annee=premier.annee,
                explication="\n".join(dict.fromkeys(c.explication for c in dits if c.explication)),
                lignes=tuple(map(ligne_de_chiffre, dits)),
            )


def s_excluent(un: ChiffreAnnonce, autre: ChiffreAnnonce) -> bool:
    """Faux s'ils disent la même chose, ou si l'un admet l'autre : « plus de 200 », « 260 »."""
    return un.valeur != autre.valeur and not (
        concorde(un.valeur, autre.valeur, un.qualificatif)
        or concorde(autre.valeur, un.valeur, autre.qualificatif)
    )


CONTROLES = (
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
