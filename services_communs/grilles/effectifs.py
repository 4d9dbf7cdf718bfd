"""Grille des effectifs d'un jour : une ligne par domaine, l'observation d'avant à côté."""

from datetime import date

from django.urls import reverse
from django.utils.text import slugify

from gouvernance.francais import date_en_lettres
from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    exercice_clos,
)
from gouvernance.grilles.saisies import Entier, Nombre
from gouvernance.models import Utilisateur
from services_communs.models import Domaine, Effectif
from services_communs.querysets import lignes_modifiables


def construire_grille_effectifs(utilisateur: Utilisateur, jour: date) -> Grille:
    return Grille(
        modele=Effectif,
        titre=f"Effectifs au {date_en_lettres(jour)}",
        chapeau=(
            "Des nombres seulement : aucun agent n’est nommé. Le total ne compte que les services "
            "communs, sans les périmètres particuliers."
        ),
        retour=Lien(reverse("effectif_liste"), "Effectifs"),
        sujet="Domaine",
        colonnes=COLONNES,
        lignes=tuple(_lire_lignes(utilisateur, jour)),
        nouveau=lambda ligne, _: Effectif(
            domaine=ligne.sujet[0], perimetre=ligne.sujet[1], date=jour
        ),
        droits=Droits.de(utilisateur, Effectif),
        fermee=exercice_clos([jour.year]),
        precedente="l’observation d’avant",
    )


COLONNES = (
    Colonne(
        code="agents",
        libelle="Agents",
        saisie=Entier("agents"),
        est_attendue=True,
        est_totalisee=True,
        reprise="valeur",
    ),
    Calcul(code="agents_avant", libelle="Avant", nature="precedente", source="agents"),
    Calcul(code="agents_variation", libelle="Variation", nature="variation", source="agents"),
    Colonne(
        code="etp",
        libelle="ETP",
        saisie=Nombre("etp"),
        est_attendue=True,
        est_totalisee=True,
        reprise="valeur",
    ),
    Calcul(code="etp_avant", libelle="ETP avant", nature="precedente", source="etp"),
    Calcul(code="etp_variation", libelle="Variation des ETP", nature="variation", source="etp"),
)


def _lire_lignes(utilisateur: Utilisateur, jour: date):
    du_jour, precedents = {}, {}
    for effectif in Effectif.objects.filter(date__lte=jour).order_by("date", "pk"):
        vus = du_jour if effectif.date == jour else precedents
        vus[effectif.domaine_id, effectif.perimetre] = effectif
    domaines = lignes_modifiables(Domaine.objects.order_by("ordre"), "pk", utilisateur)
    for domaine in domaines:
        autres = {p for pk, p in [*du_jour, *precedents] if pk == domaine.pk and p}
        for perimetre in ["", *sorted(autres)]:
            cle = (domaine.pk, perimetre)
            avant = precedents.get(cle)
            yield Ligne(
                code=f"{domaine.pk}-{slugify(perimetre)}" if perimetre else str(domaine.pk),
                libelle=f"{domaine} : {perimetre}" if perimetre else str(domaine),
                noms=() if perimetre else (domaine.code,),
                sujet=(domaine, perimetre),
                precision=f"avant : {avant.date:%d/%m/%Y}" if avant else "",
                objets={"": du_jour[cle]} if cle in du_jour else {},
                precedents={"": avant} if avant else {},
                compte=not perimetre,
            )
