"""Vérifier une édition : ses fichiers sont-ils ceux du manifeste, et les rend-on à l'identique ?"""

from collections.abc import Iterator
from dataclasses import dataclass

from mutualisation.models import Edition
from mutualisation.rapport import logiciel
from mutualisation.rapport.donnees import DonneesIllisibles, depuis_json
from mutualisation.rapport.editions import DONNEES, PDF
from mutualisation.rapport.fiches import composer_fiches
from mutualisation.rapport.formes import composer_fichiers, composer_pdf, empreinte


@dataclass(frozen=True, slots=True)
class Verification:
    """`fautes` accusent l'édition ; `remarques` disent ce qu'un logiciel plus récent change."""

    edition: Edition
    fichiers: int
    fautes: tuple[str, ...]
    remarques: tuple[str, ...]


def verifier(edition: Edition) -> Verification:
    """Recalcule chaque empreinte, puis rend de nouveau l'édition depuis ses seules données.

    Lève `pdf.ErreurDeRendu` si le PDF ne peut être rendu ici.
    """
    lus = {ligne.nom: ligne for ligne in edition.fichiers.all()}
    fautes = list(_empreintes_fausses(edition, lus))
    changements = logiciel.differences(edition.logiciel)
    ecarts = () if fautes else tuple(_ecarts_de_rendu({n: f.octets for n, f in lus.items()}))
    if changements:
        remarques = (*changements, *ecarts)
    else:
        remarques = ()
        fautes += ecarts
    return Verification(
        edition=edition,
        fichiers=len(lus),
        fautes=tuple(fautes),
        remarques=remarques,
    )


def _empreintes_fausses(edition: Edition, lus: dict) -> Iterator[str]:
    manifeste = edition.manifeste
    for nom in sorted(manifeste.keys() | lus.keys()):
        if nom not in lus:
            yield f"{nom} : le fichier manque."
        elif nom not in manifeste:
            yield f"{nom} : le manifeste ne connaît pas ce fichier."
        elif empreinte(lus[nom].octets) != manifeste[nom]:
            yield f"{nom} : l’empreinte n’est pas celle du manifeste."
        elif (lus[nom].empreinte, lus[nom].taille) != (manifeste[nom], len(lus[nom].octets)):
            yield f"{nom} : l’empreinte ou la taille enregistrée n’est pas celle du fichier."
    if manifeste.get(DONNEES) != edition.empreinte:
        yield "L’empreinte de l’édition n’est pas celle de ses données."


def _ecarts_de_rendu(figes: dict[str, bytes]) -> Iterator[str]:
    try:
        contenu = depuis_json(figes[DONNEES])
    except DonneesIllisibles as erreur:
        yield f"{DONNEES} : illisible par ce logiciel ({erreur})."
        return
    rendus = composer_fichiers(contenu)
    rendus[PDF] = composer_pdf(contenu, figes)
    rendus |= composer_fiches(contenu)
    for nom in sorted(rendus.keys() | figes.keys()):
        if rendus.get(nom) != figes.get(nom):
            yield f"{nom} : un nouveau rendu donne d’autres octets."
