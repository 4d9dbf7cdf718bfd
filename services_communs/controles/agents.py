"""Agents transférés et effectifs : ce qui ne peut pas être, ou demande une explication."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Q

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import date_en_lettres, enumerer, nombre
from services_communs.models import Adhesion, Effectif, TransfertAgents

# Un cinquième, et plus de deux agents : un départ dans un petit service n'est pas une anomalie.
VARIATION_ADMISE = Decimal("0.20")
AGENTS_ADMIS = 2


def ligne_d_effectif(effectif: Effectif) -> Ligne:
    jour = date_en_lettres(effectif.date)
    return ligne_de(effectif, f"{effectif.domaine}, effectif au {jour}")


def ligne_de_transfert(transfert: TransfertAgents) -> Ligne:
    return ligne_de(transfert, f"{transfert.domaine}, depuis {transfert.origine}")


def effectifs_des_services() -> list[Effectif]:
    """Ceux qui comptent dans les totaux, du plus ancien au plus récent."""
    effectifs = Effectif.objects.filter(perimetre="").select_related("domaine")
    return list(effectifs.order_by("domaine__ordre", "date", "pk"))


def plus_d_etp_que_d_agents() -> Iterator[Constat]:
    effectifs = Effectif.objects.filter(etp__gt=F("agents")).select_related("domaine")
    for effectif in effectifs.order_by("domaine__ordre", "date", "pk"):
        yield Constat(
            cle=f"{effectif.domaine.code}:{effectif.date}:{effectif.perimetre}",
            phrase=f"{effectif.domaine}, au {date_en_lettres(effectif.date)} : plus d’équivalents "
            "temps plein que d’agents.",
            annonce=f"{nombre(effectif.etp, 1)} ETP",
            calcule=f"{nombre(effectif.agents)} agents",
            annee=effectif.date.year,
            point=f"etp:{effectif.domaine.code}",
            lignes=(ligne_d_effectif(effectif),),
        )


def effectif_incomplet() -> Iterator[Constat]:
    for effectif in effectifs_des_services():
        if effectif.agents is None or effectif.etp is None:
            manque = "le nombre d’agents" if effectif.agents is None else "le nombre d’ETP"
            yield Constat(
                cle=f"{effectif.domaine.code}:{effectif.date}",
                phrase=f"{effectif.domaine}, au {date_en_lettres(effectif.date)} : {manque} "
                "manque.",
                annee=effectif.date.year,
                point=f"effectif:{effectif.domaine.code}",
                lignes=(ligne_d_effectif(effectif),),
            )


def observations_a_d_autres_dates() -> Iterator[Constat]:
    """Chaque effectif qui n'est pas observé le jour où la plupart le sont."""
    par_annee = defaultdict(list)
    for effectif in effectifs_des_services():
        par_annee[effectif.date.year].append(effectif)
    for annee, effectifs in sorted(par_annee.items()):
        commun, _ = Counter(effectif.date for effectif in effectifs).most_common(1)[0]
        for effectif in effectifs:
            if effectif.date != commun:
                yield Constat(
                    cle=f"{effectif.domaine.code}:{annee}",
                    phrase=f"{effectif.domaine} : l’effectif {annee} n’est pas observé le même "
                    "jour que celui des autres domaines.",
                    annonce=date_en_lettres(effectif.date),
                    calcule=date_en_lettres(commun),
                    annee=annee,
                    point=f"effectif:{effectif.domaine.code}",
                    lignes=(ligne_d_effectif(effectif),),
                )


def effectifs_identiques() -> Iterator[Constat]:
    """Mêmes agents et mêmes ETP, quand ces derniers ne sont pas un nombre rond."""
    jumeaux = defaultdict(list)
    for effectif in effectifs_des_services():
        if effectif.agents and effectif.etp is not None and effectif.etp % 1:
            jumeaux[effectif.date.year, effectif.agents, effectif.etp].append(effectif)
    for (annee, agents, etp), effectifs in sorted(jumeaux.items()):
        if len(effectifs) > 1:
            domaines = [effectif.domaine for effectif in effectifs]
            yield Constat(
                cle=f"{annee}:{'+'.join(domaine.code for domaine in domaines)}",
                phrase=f"{enumerer(map(str, domaines))} ont en {annee} le même effectif : une "
                "ligne a pu être recopiée.",
                annonce=f"{nombre(agents)} agents, {nombre(etp, 1)} ETP",
                annee=annee,
                lignes=tuple(map(ligne_d_effectif, effectifs)),
            )


def effectifs_en_forte_variation() -> Iterator[Constat]:
    par_domaine = defaultdict(dict)
    for effectif in effectifs_des_services():
        if effectif.agents is not None:
            par_domaine[effectif.domaine.code][effectif.date.year] = effectif
    for code, par_annee in par_domaine.items():
        for avant, apres in pairwise(sorted(par_annee)):
            ancien, nouveau = par_annee[avant], par_annee[apres]
            ecart = abs(nouveau.agents - ancien.agents)
            if ecart > AGENTS_ADMIS and ecart > VARIATION_ADMISE * ancien.agents:
                yield Constat(
                    cle=f"{code}:{avant}-{apres}",
                    phrase=f"{nouveau.domaine} : l’effectif varie de plus d’un cinquième entre "
                    f"{avant} et {apres}.",
                    annonce=f"{nombre(nouveau.agents)} agents en {apres}",
                    calcule=f"{nombre(ancien.agents)} agents en {avant}",
                    annee=apres,
                    lignes=(ligne_d_effectif(ancien), ligne_d_effectif(nouveau)),
                )


def transferts_au_dela_de_l_effectif() -> Iterator[Constat]:
    """Plus d'agents transférés vers un domaine qu'il n'en compte : l'un des deux est faux.

    Le premier effectif observé après les transferts seul en juge : des agents partent ensuite.
    """
    transferts = list(TransfertAgents.objects.select_related("domaine", "origine"))
    vus = set()
    for effectif in effectifs_des_services():
        code = effectif.domaine.code
        faits = [
            t
            for t in transferts
            if t.domaine_id == effectif.domaine_id and t.date_effet <= effectif.date
        ]
        agents = sum(transfert.agents for transfert in faits)
        if not faits or code in vus:
            continue
        vus.add(code)
        if effectif.agents is not None and agents > effectif.agents:
            yield Constat(
                cle=code,
                phrase=f"{effectif.domaine} : plus d’agents transférés que d’agents en poste.",
                annonce=f"{nombre(agents)} agents transférés",
                calcule=f"{nombre(effectif.agents)} agents au {date_en_lettres(effectif.date)}",
                annee=effectif.date.year,
                lignes=(ligne_d_effectif(effectif), *map(ligne_de_transfert, faits)),
            )


def transferts_sans_adhesion() -> Iterator[Constat]:
    """La collectivité d'origine n'adhère à aucun service du domaine où vont ses agents."""
    adhesions = Adhesion.objects.filter(
        Q(collectivite=OuterRef("origine")) | Q(collectivite=OuterRef("origine__commune")),
        service__domaine=OuterRef("domaine"),
    )
    transferts = TransfertAgents.objects.filter(~Exists(adhesions)).select_related(
        "domaine", "origine"
    )
    for transfert in transferts.order_by("domaine__ordre", "origine__nom_de_tri", "pk"):
        yield Constat(
            cle=f"{transfert.domaine.code}:{transfert.origine.nom}:{transfert.date_effet}",
            phrase=f"{transfert.origine} a transféré des agents vers « {transfert.domaine} » "
            "sans adhérer à aucun de ses services.",
            annonce=f"{nombre(transfert.agents)} agents",
            annee=transfert.date_effet.year,
            lignes=(ligne_de_transfert(transfert),),
        )


CONTROLES = (
    Controle(
        "etp-et-agents",
        "Plus d’ETP que d’agents",
        "Un agent compte au plus pour un équivalent temps plein.",
        "définition de l’équivalent temps plein",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        plus_d_etp_que_d_agents,
    ),
    Controle(
        "effectif-incomplet",
        "Effectif sans agents ou sans ETP",
        "Un total qui mêle des domaines complets et d’autres non ne se compare à rien.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        effectif_incomplet,
    ),
    Controle(
        "dates-d-observation",
        "Effectifs observés à des jours différents",
        "Des effectifs relevés à des dates différentes ne s’additionnent pas.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        observations_a_d_autres_dates,
    ),
    Controle(
        "effectifs-identiques",
        "Effectifs identiques de deux domaines",
        "Deux domaines qui ont exactement les mêmes nombres : une ligne recopiée, peut-être.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        effectifs_identiques,
    ),
    Controle(
        "variation-des-effectifs",
        "Effectif qui varie beaucoup",
        "Plus d’un cinquième et plus de deux agents d’une année à l’autre : à confirmer.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        effectifs_en_forte_variation,
    ),
    Controle(
        "transferts-et-effectif",
        "Plus d’agents transférés que d’agents en poste",
        "La partie ne dépasse pas le tout.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        transferts_au_dela_de_l_effectif,
    ),
    Controle(
        "transferts-et-adhesions",
        "Agents transférés sans adhésion",
        "Seuls les agents d’une collectivité adhérente sont transférés au service commun.",
        "CGCT, art. L. 5211-4-2",
        Gravite.BLOQUANT,
        Theme.AGENTS,
        transferts_sans_adhesion,
    ),
)
