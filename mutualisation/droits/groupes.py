"""Ce que les groupes portent vraiment, face à ce que disent les règles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from mutualisation.droits.domaines import DOMAINES
from mutualisation.droits.regles import GROUPE_DES_LECTEURS, ROLES, Domaine, Ecriture

VERBES = ("add", "change", "delete")
Droits = frozenset[str]


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un groupe qui peut plus, ou moins, que ce que dit la règle."""

    groupe: str
    phrase: str


def lire_les_groupes() -> dict[str, Droits]:
    """Les droits de chaque groupe : « finances.add_scenario »."""
    groupes = Group.objects.prefetch_related("permissions__content_type").order_by("name", "pk")
    return {
        groupe.name: frozenset(
            f"{droit.content_type.app_label}.{droit.codename}" for droit in groupe.permissions.all()
        )
        for groupe in groupes
    }


def droits_d_ecrire(domaine: Domaine) -> Droits:
    """Tous ceux qu'il faut pour y écrire en tout."""
    couples = (modele.lower().split(".") for modele in domaine.modeles)
    tous = {f"{app}.{verbe}_{nom}" for app, nom in couples for verbe in VERBES}
    return frozenset(tous - set(domaine.jamais))


def ecriture_reelle(domaine: Domaine, droits: Droits) -> Ecriture:
    attendus = droits_d_ecrire(domaine)
    if not attendus & droits:
        return Ecriture.RIEN
    return Ecriture.TOUT if attendus <= droits else Ecriture.PARTIE


def relever_les_ecarts(
    groupes: Mapping[str, Droits], domaines: Iterable[Domaine] = DOMAINES
) -> list[Ecart]:
    """Ce que les règles ne disent pas, ou disent à tort, des groupes de ce site."""
    domaines = list(domaines)
    ecarts = []
    for role in ROLES:
        if role.groupe and role.groupe not in groupes:
            ecarts.append(Ecart(role.groupe, "ce groupe n’existe pas"))
        elif role.groupe:
            for domaine in domaines:
                ecarts += _ecarts(role, domaine, groupes[role.groupe])
    connus = {role.groupe for role in ROLES}
    for nom, droits in groupes.items():
        if nom in connus or (nom == GROUPE_DES_LECTEURS and not droits):
            continue
        ecarts.append(Ecart(nom, f"groupe propre à ce site : {_dire(droits, domaines)}"))
    return ecarts


def _ecarts(role, domaine: Domaine, droits: Droits) -> list[Ecart]:
    ecarts = []
    reelle, dite = ecriture_reelle(domaine, droits), domaine.ecriture(role)
    if reelle != dite:
        phrase = f"{domaine.titre} : écrit {reelle}, la règle dit {dite}"
        ecarts.append(Ecart(role.groupe, phrase))
    for geste in domaine.gestes:
        if (geste.droit in droits) != (role in geste.roles):
            verbe = "a en plus" if geste.droit in droits else "n’a plus"
            ecarts.append(Ecart(role.groupe, f"{domaine.titre} : {verbe} « {geste.phrase} »"))
    return ecarts


def _dire(droits: Droits, domaines: list[Domaine]) -> str:
    """Ce qu'un groupe inconnu des règles peut, domaine par domaine."""
    dits = []
    for domaine in domaines:
        reelle = ecriture_reelle(domaine, droits)
        if reelle != Ecriture.RIEN:
            dits.append(f"écrit {reelle} dans « {domaine.titre} »")
        dits += [geste.phrase for geste in domaine.gestes if geste.droit in droits]
    return ", ".join(dits) or "n’écrit rien"
