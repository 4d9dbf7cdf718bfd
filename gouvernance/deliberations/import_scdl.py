"""Importer un fichier SCDL : tout comparer d'abord, puis tout enregistrer, ou rien."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gouvernance.deliberations.lecture_scdl import (
    Faute,
    LigneLue,
    fautes_d_ecriture,
    lire_fichier,
)
from gouvernance.deliberations.rapprochement import Rapprochement
from gouvernance.deliberations.scdl import deuxieme_niveau
from gouvernance.francais import ABSENT, date_en_lettres
from gouvernance.models import Deliberation
from gouvernance.regles import intitule_de_la_matiere

COLONNE_DU_CHAMP = {
    "numero": "DELIB_ID",
    "date": "DELIB_DATE",
    "matiere_code": "DELIB_MATIERE_CODE",
    "matiere_nom": "DELIB_MATIERE_NOM",
    "objet": "DELIB_OBJET",
    "transmise_le": "PREF_DATE",
    "pour": "VOTE_POUR",
    "contre": "VOTE_CONTRE",
    "abstentions": "VOTE_ABSTENTION",
    "adresse": "DELIB_URL",
    "resultat": "VOTE_POUR",
    "seance": "DELIB_DATE",
    "instance": "COLL_NOM",
}
RELATIONS = ["collectivite", "instance", "seance"]


@dataclass(frozen=True, slots=True)
class Changement:
    colonne: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class ActePrepare:
    """Délibération prête à être enregistrée, et ce qui y change ; tout, si elle est neuve."""

    ligne: int
    deliberation: Deliberation
    changements: tuple[Changement, ...]

    @property
    def est_neuve(self) -> bool:
        return self.deliberation.pk is None


@dataclass(frozen=True, slots=True)
class Apercu:
    """Ce que l'import fera ; rien, tant qu'il reste une faute."""

    actes: tuple[ActePrepare, ...]
    fautes: tuple[Faute, ...]

    @property
    def creees(self) -> tuple[ActePrepare, ...]:
        return tuple(acte for acte in self.actes if acte.est_neuve)

    @property
    def changees(self) -> tuple[ActePrepare, ...]:
        return tuple(a for a in self.actes if not a.est_neuve and a.changements)

    @property
    def inchangees(self) -> int:
        return len(self.actes) - len(self.creees) - len(self.changees)

    @property
    def empreinte(self) -> str:
        """Change si la base a changé entre l'aperçu et l'enregistrement."""
        faits = [(a.ligne, a.deliberation.pk, a.changements) for a in self.actes]
        return hashlib.sha256(repr(faits).encode()).hexdigest()


def preparer(contenu: bytes) -> Apercu:
    """Compare chaque ligne à la base. Lève `FichierRefuse` si le fichier ne peut être lu."""
    lignes = lire_fichier(contenu)
    fautes = [faute for ligne in lignes for faute in fautes_d_ecriture(ligne)]
    fautives = {faute.ligne for faute in fautes}
    rapprochement = Rapprochement()
    actes = []
    for ligne in lignes:
        if ligne.numero in fautives:
            continue
        try:
            actes.append(preparer_ligne(ligne, rapprochement))
        except FautesDeLigne as erreur:
            fautes += erreur.fautes
    fautes += doublons(actes)
    return Apercu(tuple(actes), tuple(sorted(fautes, key=lambda faute: faute.ligne)))


class FautesDeLigne(Exception):
    def __init__(self, fautes: Iterable[Faute]):
        super().__init__()
        self.fautes = list(fautes)


def preparer_ligne(ligne: LigneLue, rapprochement: Rapprochement) -> ActePrepare:
    collectivite, faute = rapprochement.collectivite(ligne)
    if faute:
        raise FautesDeLigne([faute])
    acte, faute = rapprochement.deliberation(ligne, collectivite)
    if faute:
        raise FautesDeLigne([faute])
    changements = tuple(appliquer(acte, valeurs(ligne)))
    if changements:
        verifier(acte, ligne)
        if rapprochement.est_deja_prise(acte):
            phrase = "cette délibération est déjà enregistrée, sous un autre numéro."
            raise FautesDeLigne([Faute(ligne.numero, "DELIB_OBJET", phrase)])
    return ActePrepare(ligne.numero, acte, changements)


def valeurs(ligne: LigneLue) -> dict[str, object]:
    """Champs que la ligne renseigne : une cellule vide n'efface rien."""
    lues = {
        "numero": ligne["DELIB_ID"],
        "date": ligne.jour("DELIB_DATE"),
        "objet": ligne["DELIB_OBJET"],
        "matiere_code": ligne["DELIB_MATIERE_CODE"],
        "matiere_nom": ligne["DELIB_MATIERE_NOM"],
        "transmise_le": ligne.jour("PREF_DATE"),
        "pour": ligne.entier("VOTE_POUR"),
        "contre": ligne.entier("VOTE_CONTRE"),
        "abstentions": ligne.entier("VOTE_ABSTENTION"),
        "adresse": ligne["DELIB_URL"],
    }
    return {champ: lue for champ, lue in lues.items() if lue not in (None, "")}


def appliquer(acte: Deliberation, lues: dict[str, object]) -> Iterable[Changement]:
    """Porte ces valeurs sur l'acte ; rend celles qui changent, avant et après."""
    est_neuve = acte.pk is None
    for champ, apres in lues.items():
        avant = valeur_connue(acte, champ)
        if avant == apres and not est_neuve:
            continue
        if champ == "matiere_nom" and apres == intitule_de_la_matiere(acte.matiere_code):
            # L'intitulé de la nomenclature se déduit du code.
            acte.matiere_nom = ""
        else:
            setattr(acte, champ, apres)
        if champ == "date":
            acte.precision = "jour"
        yield Changement(
            COLONNE_DU_CHAMP[champ], ABSENT if est_neuve else en_clair(avant), en_clair(apres)
        )


def valeur_connue(acte: Deliberation, champ: str) -> object:
    """Ce que la base dit de ce champ, comme le schéma l'écrirait."""
    match champ:
        case "matiere_code":
            return deuxieme_niveau(acte.matiere_code)
        case "matiere_nom":
            return acte.intitule_de_la_matiere
        case "date":
            return acte.date if acte.precision == "jour" else None
    return getattr(acte, champ)


def en_clair(valeur: object) -> str:
    match valeur:
        case None | "":
            return ABSENT
        case date():
            return date_en_lettres(valeur)
    return str(valeur)


def verifier(acte: Deliberation, ligne: LigneLue) -> None:
    """Lève `FautesDeLigne`, chaque règle sous le nom de sa colonne.

    Sans les contraintes, qui coûteraient trois requêtes par ligne : le format et le
    rapprochement les ont éprouvées, et la base les tient.
    """
    try:
        acte.full_clean(exclude=RELATIONS, validate_constraints=False)
    except ValidationError as erreur:
        raise FautesDeLigne(
            Faute(ligne.numero, COLONNE_DU_CHAMP.get(champ, "DELIB_ID"), message)
            for champ, messages in erreur.message_dict.items()
            for message in messages
        ) from erreur


def doublons(actes: Iterable[ActePrepare]) -> Iterable[Faute]:
    """Deux lignes du fichier ne disent pas la même délibération."""
    par_numero, par_objet = defaultdict(list), defaultdict(list)
    for prepare in actes:
        acte = prepare.deliberation
        par_numero[acte.collectivite_id, acte.numero].append(prepare.ligne)
        par_objet[acte.assemblee, acte.date, acte.objet].append(prepare.ligne)
    for colonne, groupes in [("DELIB_ID", par_numero), ("DELIB_OBJET", par_objet)]:
        for premiere, *suivantes in groupes.values():
            for ligne in suivantes:
                yield Faute(ligne, colonne, f"la ligne {premiere} dit déjà la même chose.")


@transaction.atomic
def enregistrer(apercu: Apercu) -> None:
    """Enregistre tout. Lève `ValueError` s'il reste une faute : rien n'est alors écrit."""
    if apercu.fautes:
        raise ValueError("Un fichier fautif ne s’importe pas.")
    for prepare in [*apercu.creees, *apercu.changees]:
        prepare.deliberation.save()
