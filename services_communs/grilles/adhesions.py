"""Grille des adhésions d'un service : communes et CCAS, chacun à son nom."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from gouvernance.grilles.declaration import (
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    noms_connus,
)
from gouvernance.grilles.saisies import Choix, Jour, JourConnu
from gouvernance.models import Collectivite, Utilisateur
from services_communs.models import Adhesion, Convention, ServiceCommun


def construire_grille_adhesions(utilisateur: Utilisateur, service: ServiceCommun) -> Grille:
    conventions = Convention.objects.filter(Q(services=service) | Q(adhesions__service=service))
    return Grille(
        modele=Adhesion,
        titre=f"Adhésions : {service}",
        chapeau=(
            "Une commune et son CCAS sont deux personnes publiques : chacun adhère. Un début connu "
            "au mois ou à l’année près s’écrit « 05/2019 » ou « 2019 »."
        ),
        retour=Lien(service.get_absolute_url(), str(service)),
        sujet="Collectivité",
        colonnes=(
            Colonne(
                code="debut",
                libelle="Début",
                saisie=JourConnu("date_debut", "precision_debut"),
            ),
            Colonne(
                code="fin",
                libelle="Dernier jour",
                saisie=Jour("date_fin"),
                aide="Vide : l’adhésion continue.",
            ),
            Colonne(
                code="convention",
                libelle="Convention",
                saisie=Choix(
                    "convention", {str(c): c for c in conventions.distinct()}, est_courte=False
                ),
                est_accessoire=True,
            ),
        ),
        lignes=tuple(_lire_lignes(service)),
        nouveau=lambda ligne, _: Adhesion(service=service, collectivite=ligne.sujet),
        droits=Droits.de(utilisateur, Adhesion),
        garde_les_vides=(
            "Une adhésion qui cesse garde son début et prend un dernier jour ; une erreur se "
            "supprime sur sa page d’administration."
        ),
    )


def _lire_lignes(service: ServiceCommun):
    """Une ligne par période, et une de plus, vide, pour qui n'adhère pas ou plus."""
    adhesions = defaultdict(list)
    lues = service.adhesions.select_related("convention").prefetch_related("deliberations")
    for adhesion in lues.order_by("date_debut", "pk"):
        adhesions[adhesion.collectivite_id].append(adhesion)
    natures = [Collectivite.Nature.COMMUNE, Collectivite.Nature.CCAS]
    collectivites = Collectivite.objects.filter(nature__in=natures).select_related("commune")
    jour = timezone.localdate()
    rangees = sorted(collectivites.prefetch_related("graphies"), key=_rang)
    for collectivite in rangees:
        periodes = adhesions[collectivite.pk]
        est_membre = (collectivite.commune or collectivite).est_en_cours_le(jour)
        peut_entrer = est_membre and all(periode.date_fin for periode in periodes)
        for rang, periode in enumerate([*periodes, *[None] * peut_entrer], start=1):
            yield Ligne(
                code=f"{collectivite.pk}-{rang}",
                libelle=f"{collectivite}" + (f", {rang}e période" if rang > 1 else ""),
                noms=(collectivite.nom, *noms_connus(collectivite)),
                sujet=collectivite,
                objets={"": periode} if periode else {},
            )


def _rang(collectivite: Collectivite) -> tuple[str, bool, int]:
    """Chaque commune, suivie de son CCAS."""
    commune = collectivite.commune or collectivite
    return commune.nom_de_tri, collectivite.commune_id is not None, collectivite.pk
