"""Grille des mesures d'une année : une ligne par indicateur, l'année d'avant à côté."""

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Prefetch
from django.urls import reverse

from gouvernance.francais import INSECABLE, nombre
from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    exercice_clos,
)
from gouvernance.grilles.saisies import SANS_NOMBRE, Jour, Saisie, Texte, lire_nombre, nettoyer
from gouvernance.models import Utilisateur
from services_communs.models import Domaine, Indicateur, Mesure

ECRITS = {"≈": "≈", "environ": "≈", ">": ">", "plus de": ">", "<": "<", "moins de": "<"}
QUALIFIEE = re.compile(r"(≈|environ|>|plus de|<|moins de) ?(.+)", re.IGNORECASE)
FOURCHETTE = re.compile(r"(?:de )?(.+) à (.+)", re.IGNORECASE)


class Grandeur(Saisie):
    """« 4 038 », « ≈ 260 », « > 850 » ou « de 0 à 4,7 »."""

    est_numerique = True
    genre = "nombre"

    def __init__(self):
        super().__init__("valeur", "valeur_maximale", "qualificatif")

    def ecrire(self, objet: Model) -> str:
        if objet.valeur_maximale is not None:
            ecart = f"de {nombre(objet.valeur)} à {nombre(objet.valeur_maximale)}"
            return ecart.replace(" ", INSECABLE)
        devant = "" if objet.qualificatif == "=" else f"{objet.qualificatif}{INSECABLE}"
        return f"{devant}{nombre(objet.valeur)}"

    def lire(self, texte: str) -> dict[str, Any]:
        net, maximum, qualificatif = nettoyer(texte), None, "="
        if trouve := FOURCHETTE.fullmatch(net):
            net, maximum = trouve[1], lire_nombre(trouve[2])
            if maximum is None:
                raise ValidationError(SANS_NOMBRE)
        elif trouve := QUALIFIEE.fullmatch(net):
            qualificatif, net = ECRITS[trouve[1].lower()], trouve[2]
        valeurs = lire_nombre(net), maximum, qualificatif
        return dict(zip(self.champs, valeurs, strict=True))

    def nombre(self, texte: str) -> Decimal | None:
        """Une fourchette ne se compare pas."""
        try:
            lue = self.lire(texte)
        except ValidationError:
            return None
        return None if lue["valeur_maximale"] is not None else lue["valeur"]


def construire_grille_mesures(
    utilisateur: Utilisateur, annee: int, domaine: Domaine | None = None
) -> Grille:
    """Indicateurs que la personne peut remplir, d'un domaine ou de tous."""
    return Grille(
        modele=Mesure,
        titre=f"Mesures de {annee}" + (f" : {domaine}" if domaine else ""),
        chapeau=(
            "Une valeur s’écrit « 1 234,5 », « ≈ 260 », « > 850 » ou « de 0 à 4,7 ». "
            "Vider une ligne retire la mesure."
        ),
        retour=Lien(f"{reverse('mesure_liste')}?annee={annee}", "Mesures"),
        sujet="Indicateur",
        colonnes=_colonnes(annee),
        lignes=tuple(_lire_lignes(utilisateur, annee, domaine)),
        nouveau=lambda ligne, _: Mesure(indicateur=ligne.sujet, annee=annee),
        droits=_droits(utilisateur),
        fermee=exercice_clos([annee]),
        precedente=str(annee - 1),
    )


def _droits(utilisateur: Utilisateur) -> Droits:
    """Qui remplit une mesure peut la vider, comme dans la fiche de son domaine."""
    droits = Droits.de(utilisateur, Mesure)
    return Droits(droits.ajouter, droits.changer, droits.supprimer or droits.changer)


def _colonnes(annee: int) -> tuple[Colonne | Calcul, ...]:
    avant = str(annee - 1)
    return (
        Colonne(
            code="valeur",
            libelle="Valeur",
            saisie=Grandeur(),
            est_attendue=True,
            reprise="valeur",
        ),
        Calcul(code="avant", libelle=avant, nature="precedente", source="valeur"),
        Calcul(code="variation", libelle="Variation", nature="variation", source="valeur"),
        Colonne(code="date", libelle="Observée le", saisie=Jour("date")),
        Colonne(
            code="periode", libelle="Période", saisie=Texte("periode", 80), reprise="structure"
        ),
        Colonne(
            code="commentaire",
            libelle="Commentaire",
            saisie=Texte("commentaire", 300),
            reprise="structure",
        ),
    )


def _lire_lignes(utilisateur: Utilisateur, annee: int, domaine: Domaine | None):
    mesures = Mesure.objects.filter(annee__in=[annee - 1, annee])
    indicateurs = Indicateur.objects.modifiables_par(utilisateur).select_related("domaine")
    if domaine:
        indicateurs = indicateurs.filter(domaine=domaine)
    rangees = indicateurs.order_by("domaine__ordre", "ordre", "pk")
    for indicateur in rangees.prefetch_related(Prefetch("mesures", mesures)):
        lues = {mesure.annee: mesure for mesure in indicateur.mesures.all()}
        yield Ligne(
            code=str(indicateur.pk),
            libelle=indicateur.libelle,
            sujet=indicateur,
            groupe=indicateur.domaine.titre,
            precision=", ".join(filter(None, [indicateur.unite, _attendu(indicateur)])),
            objets={"": lues[annee]} if annee in lues else {},
            precedents={"": lues[annee - 1]} if annee - 1 in lues else {},
            compte=indicateur.est_obligatoire or bool(lues),
        )


def _attendu(indicateur: Indicateur) -> str:
    return "attendu chaque année" if indicateur.est_obligatoire else ""
