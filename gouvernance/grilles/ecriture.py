"""Enregistrer une grille : tout ou rien, les seules cellules changées, rien par-dessus autrui."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, ProtectedError

from gouvernance.grilles.declaration import Cle, Colonne, Grille, Ligne, nom_de_cellule
from gouvernance.grilles.envoi import Envoi
from gouvernance.grilles.validation import tenir_les_relations, valider
from gouvernance.historique.formulaires import champ_du_motif
from gouvernance.historique.suivi import pour_motif

REFUS_DE_LA_BASE = (
    "La base refuse cette ligne : une autre personne vient peut-être d’y écrire. "
    "Enregistrez de nouveau."
)


@dataclass(frozen=True, slots=True)
class Conflit:
    """Valeur enregistrée par une autre personne depuis que la grille est ouverte."""

    texte: str
    auteur: str = ""
    quand: datetime | None = None


@dataclass(slots=True)
class Bilan:
    """Ce qu'un enregistrement a fait ou, s'il y a une faute, tout ce qui l'a empêché."""

    fautes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    generales: list[str] = field(default_factory=list)
    conflits: dict[str, Conflit] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    du_motif: list[str] = field(default_factory=list)
    ajoutees: int = 0
    changees: int = 0
    supprimees: int = 0
    ligne_a_ligne: bool = False

    @property
    def est_refuse(self) -> bool:
        return bool(self.fautes or self.generales or self.conflits or self.du_motif)


@dataclass(frozen=True, slots=True)
class Changement:
    """Les cellules changées d'un même objet."""

    ligne: Ligne
    objet: Model | None
    colonnes: tuple[Colonne, ...]

    def nom(self, colonne: Colonne) -> str:
        return nom_de_cellule(self.ligne, colonne)


def enregistrer(construire: Callable[[], Grille], envoi: Envoi) -> Bilan:
    """Écrit ce qui a changé depuis la lecture ; une seule faute, et rien n'est écrit.

    La base juge d'abord ses propres règles ; si elle refuse, tout est repris ligne à ligne, pour
    que chaque refus ait sa phrase et sa cellule.
    """
    try:
        return _essayer(construire, envoi, Bilan())
    except DatabaseError:
        return _essayer(construire, envoi, Bilan(ligne_a_ligne=True))


def _essayer(construire: Callable[[], Grille], envoi: Envoi, bilan: Bilan) -> Bilan:
    ecrire = _ecrire_a_part if bilan.ligne_a_ligne else _ecrire
    with transaction.atomic():
        grille = construire()
        if raison := grille.pourquoi_fermee:
            bilan.generales.append(raison)
            return bilan
        _signaler_les_disparues(grille, envoi, bilan)
        changements = _retenir(grille, envoi, bilan)
        _exiger_un_motif(grille, changements, envoi, bilan)
        with pour_motif(envoi.motif or f"Saisie en grille : {grille.titre}"):
            for changement in changements:
                ecrire(grille, changement, envoi, bilan)
        if not bilan.est_refuse:
            try:
                grille.verifier()
            except ValidationError as refus:
                bilan.generales += refus.messages
        if bilan.est_refuse:
            transaction.set_rollback(True)
    return bilan


def est_changee(colonne: Colonne, avant: str, apres: str) -> bool:
    """Faux si les deux textes disent la même chose : « 1234 » et « 1 234 »."""
    if avant == apres:
        return False
    try:
        return colonne.saisie.lire(avant) != colonne.saisie.lire(apres)
    except ValidationError:
        return True


def _signaler_les_disparues(grille: Grille, envoi: Envoi, bilan: Bilan) -> None:
    connues = {nom for nom, _, _ in grille.cellules()}
    for nom, texte in envoi.textes.items():
        if nom not in connues and texte != envoi.lue(nom):
            bilan.generales.append(
                f"« {texte} » était saisi sur une ligne qui n’est plus dans la grille."
            )


def _exiger_un_motif(
    grille: Grille, changements: list[Changement], envoi: Envoi, bilan: Bilan
) -> None:
    """Refuse de changer sans dire pourquoi ce qui le demande ; le reste n'en dit rien."""
    raisons = (grille.raison_de(c.ligne, c.colonnes[0]) for c in changements)
    raison = next(filter(None, raisons), "")
    try:
        champ_du_motif(raison, est_exige=bool(raison)).clean(envoi.motif)
    except ValidationError as refus:
        bilan.du_motif += refus.messages


def _retenir(grille: Grille, envoi: Envoi, bilan: Bilan) -> list[Changement]:
    """Objets à écrire, relus sous verrou ; les cellules qu'un autre a changées sont signalées."""
    par_objet: dict[Cle, list[Colonne]] = defaultdict(list)
    lignes = {ligne.code: ligne for ligne in grille.lignes}
    for nom, ligne, colonne in grille.cellules():
        est_touchee = est_changee(colonne, envoi.lue(nom), envoi.texte(nom))
        if est_touchee or envoi.attend_un_choix(nom):
            par_objet[ligne.code, colonne.objet].append(colonne)
    objets = {cle: lignes[cle[0]].objets.get(cle[1]) for cle in par_objet}
    frais = _verrouiller(grille, [objet for objet in objets.values() if objet])
    changements = []
    for cle, colonnes in par_objet.items():
        objet = frais.get(objets[cle].pk) if objets[cle] else None
        changement = Changement(lignes[cle[0]], objet, tuple(colonnes))
        if gardees := _sans_conflit(changement, envoi, bilan):
            changements.append(Changement(changement.ligne, objet, gardees))
    _nommer_les_auteurs(grille, bilan, {cle: frais.get(o.pk) for cle, o in objets.items() if o})
    return changements


def _verrouiller(grille: Grille, objets: list[Model]) -> dict[Any, Model]:
    lus = {objet.pk: objet for objet in objets}
    cles = list(lus)
    return {
        objet.pk: tenir_les_relations(objet, lus[objet.pk])
        for debut in range(0, len(cles), 500)
        for objet in grille.modele._base_manager.select_for_update().filter(
            pk__in=cles[debut : debut + 500]
        )
    }


def _sans_conflit(changement: Changement, envoi: Envoi, bilan: Bilan) -> tuple[Colonne, ...]:
    """Colonnes dont la base n'a pas bougé depuis la lecture."""
    gardees = []
    for colonne in changement.colonnes:
        nom = changement.nom(colonne)
        base = colonne.saisie.ecrire(changement.objet) if changement.objet else ""
        if base != envoi.lue(nom) and est_changee(colonne, base, envoi.texte(nom)):
            bilan.conflits[nom] = Conflit(base)
            bilan.bases[nom] = base
        elif envoi.attend_un_choix(nom):
            bilan.conflits[nom] = Conflit(base)
        elif base == envoi.lue(nom):
            gardees.append(colonne)
    return tuple(gardees)


def _nommer_les_auteurs(grille: Grille, bilan: Bilan, objets: dict[Cle, Model | None]) -> None:
    if not bilan.conflits:
        return
    cles = [objet.pk for objet in objets.values() if objet]
    passages = grille.modele.historique.filter(id__in=cles).select_related("history_user")
    derniers = {p.id: p for p in passages.order_by("history_date", "history_id")}
    for nom, ligne, colonne in grille.cellules():
        objet = objets.get((ligne.code, colonne.objet))
        passage = derniers.get(objet.pk) if objet else None
        if nom in bilan.conflits and passage:
            auteur = str(passage.history_user or "")
            bilan.conflits[nom] = Conflit(bilan.conflits[nom].texte, auteur, passage.history_date)


def _ecrire(grille: Grille, changement: Changement, envoi: Envoi, bilan: Bilan) -> None:
    valeurs, est_lisible = {}, True
    for colonne in changement.colonnes:
        try:
            valeurs |= colonne.saisie.lire(envoi.texte(changement.nom(colonne)))
        except ValidationError as refus:
            bilan.fautes[changement.nom(colonne)] += refus.messages
            est_lisible = False
    if not est_lisible:
        return
    try:
        _appliquer(grille, changement, valeurs, envoi, bilan)
    except ProtectedError:
        bilan.fautes[changement.nom(changement.colonnes[0])].append(
            "D’autres données en dépendent : cette ligne ne se vide pas ici."
        )
    except ValidationError as refus:
        _placer(grille, changement, refus, bilan)


def _ecrire_a_part(grille: Grille, changement: Changement, envoi: Envoi, bilan: Bilan) -> None:
    """La même écriture, dont un refus de la base n'empêche pas de juger les lignes suivantes."""
    try:
        with transaction.atomic():
            _ecrire(grille, changement, envoi, bilan)
    except DatabaseError:
        bilan.fautes[changement.nom(changement.colonnes[0])].append(REFUS_DE_LA_BASE)


def _appliquer(
    grille: Grille, changement: Changement, valeurs: dict[str, Any], envoi: Envoi, bilan: Bilan
) -> None:
    objet, nom = changement.objet, grille.modele._meta.verbose_name
    if _est_vide(grille, changement, envoi):
        if objet is None:
            return
        if grille.garde_les_vides or not grille.droits.supprimer:
            raise ValidationError(
                grille.garde_les_vides or f"Votre compte ne supprime pas : {nom}."
            )
        objet.delete()
        bilan.supprimees += 1
        return
    if objet is None:
        if not grille.droits.ajouter:
            raise ValidationError(f"Votre compte n’ajoute pas : {nom}.")
        objet = grille.nouveau(changement.ligne, changement.colonnes[0])
        _remplir(objet, valeurs, bilan)
        objet.save()
        bilan.ajoutees += 1
        return
    if not grille.droits.changer:
        raise ValidationError(f"Votre compte ne modifie pas : {nom}.")
    _remplir(objet, valeurs, bilan)
    objet.save(update_fields=list(valeurs))
    bilan.changees += 1


def _remplir(objet: Model, valeurs: dict[str, Any], bilan: Bilan) -> None:
    for champ, valeur in valeurs.items():
        setattr(objet, champ, valeur)
    if bilan.ligne_a_ligne:
        objet.full_clean()
    else:
        valider(objet)


def _est_vide(grille: Grille, changement: Changement, envoi: Envoi) -> bool:
    """Vrai quand plus aucune cellule de l'objet ne dit rien ; un mode seul n'en est pas un."""
    cle, existe = changement.colonnes[0].objet, changement.objet is not None
    for colonne in grille.saisies:
        if colonne.objet != cle or (existe and colonne.est_accessoire):
            continue
        if colonne in changement.colonnes:
            texte = envoi.texte(changement.nom(colonne))
        else:
            texte = colonne.saisie.ecrire(changement.objet) if changement.objet else ""
        if colonne.saisie.accueillir(texte):
            return False
    return True


def _placer(grille: Grille, changement: Changement, refus: ValidationError, bilan: Bilan) -> None:
    """Chaque message va à la cellule de son champ, sinon à la première changée de la ligne."""
    objet = changement.colonnes[0].objet
    cellules = {
        champ: changement.nom(colonne)
        for colonne in grille.saisies
        if colonne.objet == objet
        for champ in colonne.saisie.champs
    }
    parties = refus.message_dict if hasattr(refus, "error_dict") else {"": refus.messages}
    for champ, messages in parties.items():
        nom = cellules.get(champ, changement.nom(changement.colonnes[0]))
        bilan.fautes[nom] += [m for m in messages if m not in bilan.fautes[nom]]
