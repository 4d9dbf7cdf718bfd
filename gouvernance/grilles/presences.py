"""Grille des présences d'une séance : tous les membres de l'instance, ce jour-là."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from gouvernance.francais import date_en_lettres, enumerer
from gouvernance.grilles.declaration import (
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    exercice_clos,
)
from gouvernance.grilles.saisies import Choix
from gouvernance.models import MembreInstance, Presence, Seance, Utilisateur
from gouvernance.regles import mandataires_absents
from gouvernance.seances.contenu import PRESENTS


def construire_grille_presences(utilisateur: Utilisateur, seance: Seance) -> Grille:
    membres = _lire_membres(seance)
    noms = _nommer(membres)
    return Grille(
        modele=Presence,
        titre=f"Présences : {seance.instance}, {date_en_lettres(seance.jour)}",
        chapeau=(
            "Un membre représenté dit à qui il donne pouvoir, et ce membre est présent "
            "(CGCT, art. L. 2121-20)."
        ),
        retour=Lien(seance.get_absolute_url(), str(seance)),
        sujet="Membre",
        colonnes=(
            Colonne(
                code="etat",
                libelle="Présence",
                saisie=Choix.parmi("etat", Presence.Etat.choices),
                est_attendue=True,
            ),
            Colonne(
                code="pouvoir",
                libelle="Pouvoir donné à",
                saisie=Choix(
                    "pouvoir_a", {nom: membre for membre, nom in noms.items()}, est_courte=False
                ),
            ),
        ),
        lignes=tuple(_lire_lignes(seance, noms)),
        nouveau=lambda ligne, _: Presence(seance=seance, membre=ligne.sujet),
        droits=Droits.de(utilisateur, Presence),
        fermee=exercice_clos([seance.jour.year] if seance.jour else []),
        verifier=lambda: refuser_les_pouvoirs_perdus(seance),
    )


def refuser_les_pouvoirs_perdus(seance: Seance) -> None:
    """Lève `ValidationError` si un pouvoir est donné à qui n'est pas là."""
    presences = list(
        Presence.objects.filter(seance=seance).select_related("pouvoir_a__mandat__elu")
    )
    noms = {p.pouvoir_a_id: str(p.pouvoir_a.mandat.elu) for p in presences if p.pouvoir_a_id}
    absents = mandataires_absents(
        {p.membre_id: p.pouvoir_a_id for p in presences if p.pouvoir_a_id},
        {p.membre_id for p in presences if p.etat in PRESENTS},
    )
    if absents:
        elus = enumerer(sorted(noms[membre] for membre in absents))
        raise ValidationError(
            f"Un pouvoir se donne à un membre présent : {elus} ne l’est pas "
            "(CGCT, art. L. 2121-20)."
        )


def _lire_membres(seance: Seance) -> list[MembreInstance]:
    """Ceux du jour de la séance, et ceux dont la présence y est déjà notée."""
    du_jour = seance.instance.membres.en_cours_le(seance.jour).values("pk")
    notes = seance.presences.values("membre")
    membres = MembreInstance.objects.filter(Q(pk__in=du_jour) | Q(pk__in=notes))
    rangees = membres.select_related("mandat__elu__commune", "instance")
    return list(rangees.order_by("mandat__elu__nom", "mandat__elu__prenom", "pk"))


def _nommer(membres: list[MembreInstance]) -> dict[MembreInstance, str]:
    """Un nom distinct pour chacun : des homonymes disent leur qualité, puis leur numéro."""
    noms: dict[MembreInstance, str] = {}
    for membre in membres:
        nom = str(membre.mandat.elu)
        essais = [nom, f"{nom} ({membre.get_qualite_display()})", f"{nom} ({membre.pk})"]
        noms[membre] = next(essai for essai in essais if essai not in noms.values())
    return noms


def _lire_lignes(seance: Seance, noms: dict[MembreInstance, str]):
    presences = {
        presence.membre_id: presence
        for presence in seance.presences.select_related("membre", "pouvoir_a", "seance")
    }
    for membre, nom in noms.items():
        commune = membre.mandat.elu.commune
        presence = presences.get(membre.pk)
        yield Ligne(
            code=str(membre.pk),
            libelle=nom,
            sujet=membre,
            precision=", ".join(filter(None, [str(commune or ""), membre.get_qualite_display()])),
            objets={"": presence} if presence else {},
        )
