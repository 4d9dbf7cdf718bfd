"""Grille des valeurs d'une clé, celles de la clé d'avant à côté."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from finances.models import CleRepartition, ValeurCle
from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    noms_connus,
)
from gouvernance.grilles.saisies import Nombre
from gouvernance.models import Collectivite, Utilisateur
from services_communs.models import Adhesion

Nature = CleRepartition.Nature
SANS_VALEURS = {
    Nature.POPULATION: "Cette clé prend les populations du recensement : rien ne s’y saisit.",
    Nature.FORFAIT: "Cette clé a un forfait par tranche, qui se saisit dans l’administration.",
    Nature.GRATUITE: "Ce service est gratuit pour les communes : sa clé n’a pas de valeur.",
}


def construire_grille_cle(utilisateur: Utilisateur, cle: CleRepartition) -> Grille:
    precedente = _precedente(cle)
    return Grille(
        modele=ValeurCle,
        titre=f"Valeurs de la clé : {cle.service}",
        chapeau=f"{cle.get_nature_display().capitalize()}, dès le {cle.date_debut:%d/%m/%Y}.",
        retour=Lien(cle.get_absolute_url(), "Clé de répartition"),
        sujet="Collectivité",
        colonnes=(
            Colonne(
                code="valeur",
                libelle="Valeur",
                saisie=Nombre("valeur"),
                est_attendue=True,
                est_totalisee=True,
                reprise="valeur",
            ),
            Calcul(code="avant", libelle="Avant", nature="precedente", source="valeur"),
            Calcul(code="variation", libelle="Variation", nature="variation", source="valeur"),
        ),
        lignes=tuple(_lire_lignes(cle, precedente)),
        nouveau=lambda ligne, _: ValeurCle(cle=cle, collectivite=ligne.sujet),
        droits=Droits.de(utilisateur, ValeurCle),
        fermee=SANS_VALEURS.get(cle.nature, ""),
        liens=(Lien(reverse("cle_reconduire", args=[cle.pk]), "Reconduire cette clé"),),
        precedente="la clé d’avant" if precedente else "",
        verifier=lambda: cle.refuser_pourcentages(cle.valeurs.select_related("collectivite")),
    )


def _precedente(cle: CleRepartition) -> CleRepartition | None:
    """Celle du même service qui la précède, si elles comptent la même chose."""
    avant = CleRepartition.objects.filter(service=cle.service, date_debut__lt=cle.date_debut)
    derniere = avant.order_by("-date_debut", "-pk").first()
    return derniere if derniere and derniere.nature == cle.nature else None


def _lire_lignes(cle: CleRepartition, precedente: CleRepartition | None) -> Iterator[Ligne]:
    actuelles, precedentes = {}, {}
    lues = ValeurCle.objects.filter(cle__in=filter(None, [cle, precedente]))
    for valeur in lues.select_related("cle"):
        vues = actuelles if valeur.cle_id == cle.pk else precedentes
        vues[valeur.collectivite_id] = valeur
    adherents = Adhesion.objects.filter(service=cle.service).qui_chevauchent(
        cle.date_debut, cle.date_fin
    )
    collectivites = Collectivite.objects.filter(
        Q(nature=Collectivite.Nature.METROPOLE)
        | Q(pk__in=adherents.values("collectivite"))
        | Q(pk__in=[*actuelles, *precedentes])
    )
    rangees = sorted(
        collectivites.prefetch_related("graphies"),
        key=lambda c: (c.nature != "metropole", c.nom_de_tri, c.pk),
    )
    for collectivite in rangees:
        yield Ligne(
            code=str(collectivite.pk),
            libelle=str(collectivite),
            noms=noms_connus(collectivite),
            sujet=collectivite,
            objets=_un(actuelles.get(collectivite.pk)),
            precedents=_un(precedentes.get(collectivite.pk)),
        )


def _un(valeur: ValeurCle | None) -> dict[str, ValeurCle]:
    return {"": valeur} if valeur else {}
