"""Demander une production, la relancer, la reprendre."""

from collections.abc import Sequence

from django.utils import timezone

from gouvernance.models import Utilisateur
from mutualisation.models import Production
from mutualisation.productions import documents, taches
from mutualisation.rapport import pdf


def demander_document(
    html: str,
    *,
    titre: str,
    nom: str,
    demandee_par: Utilisateur | None,
    annexes: Sequence["pdf.PieceJointe"] = (),
) -> Production:
    """Production du PDF de ce document HTML complet, annexes jointes.

    Le même contenu donne la même production : il n'est ni demandé ni rendu deux fois.
    """
    return demander(
        nature=Production.Nature.DOCUMENT,
        cle=documents.empreinte(html, annexes),
        titre=titre,
        nom=nom,
        source=html,
        parametres={"annexes": documents.ecrire_annexes(annexes)},
        demandee_par=demandee_par,
    )


def demander(*, nature: str, cle: str, demandee_par: Utilisateur | None, **champs) -> Production:
    """Production de cette nature et de cette clé : celle qui existe, sinon une nouvelle.

    Une production échouée le reste : la relancer est un choix de la personne. À appeler hors
    d'une transaction, que `TACHES=immediates` garderait ouverte le temps du travail.
    """
    production, est_nouvelle = Production.objects.sans_contenu().get_or_create(
        nature=nature,
        cle=cle,
        defaults=champs | {"demandee_par": demandee_par, "battement": timezone.now()},
    )
    if demandee_par:
        production.lecteurs.add(demandee_par)
    if est_nouvelle:
        taches.enfiler(production.pk)
    else:
        reprendre(production)
    return Production.objects.sans_contenu().get(pk=production.pk)


def relancer(production: Production) -> None:
    """Remet en file une production échouée ou interrompue ; ne fait rien d'une autre."""
    remettre_en_file(
        production,
        Production.objects.relancables(),
        raison="",
        prises=0,
        demandee_le=timezone.now(),
        terminee_le=None,
    )


def reprendre(production: Production) -> None:
    """Remet en file ce que plus personne ne mène : exécutant tué, tâche disparue de la file."""
    delaissees = Production.objects.delaissees()
    if delaissees.filter(pk=production.pk).exists() and not taches.est_en_file(production.pk):
        remettre_en_file(production, delaissees)


def remettre_en_file(production: Production, parmi, **champs) -> None:
    # Une seule instruction : de deux personnes qui relancent, une seule remet en file.
    if parmi.filter(pk=production.pk).update(
        etat=Production.Etat.EN_ATTENTE, etape="", battement=timezone.now(), **champs
    ):
        taches.enfiler(production.pk)
