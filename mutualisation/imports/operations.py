"""Recevoir un fichier, le confronter à la base, l'appliquer en entier ou pas du tout."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from threading import Event, Thread
from uuid import uuid4

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from gouvernance.evenements import Evenement, consigner
from gouvernance.imports.analyse import Analyse, ApercuPerime, ImportRefuse, analyser, appliquer
from gouvernance.imports.lecture import lire_tableau
from gouvernance.imports.ressource import Ressource
from gouvernance.models import Utilisateur
from mutualisation.imports.registre import chercher_ressource
from mutualisation.models import Import, Production
from mutualisation.productions import operations as productions
from mutualisation.productions.taches import ProductionReprise

# Au-delà, un serveur web couperait peut-être la réponse : le travail passe par la file.
LIGNES_IMMEDIATES = 2_000
# Entre deux signes de vie d'un long travail, en secondes.
BATTEMENT = 5
Etat = Import.Etat


def recevoir(
    *, ressource: type[Ressource], contenu: bytes, nom: str, feuille: str = "", auteur: Utilisateur
) -> Import:
    """Garde le fichier et en demande l'aperçu. Lève `FichierIllisible`, sans rien garder."""
    tableau = lire_tableau(contenu, nom, feuille=feuille)
    Import.objects.abandonner_les_perimes()
    recu = Import.objects.create(
        ressource=ressource.code,
        nom=nom[-200:],
        feuille=tableau.feuille[:120],
        autres_feuilles=list(tableau.autres_feuilles),
        taille=len(contenu),
        empreinte=sha256(contenu).hexdigest(),
        lignes=len(tableau.lignes),
        contenu=contenu,
        envoye_par=auteur,
    )
    mener(recu, auteur)
    return recu


def repondre(*, recu: Import, reponses: dict[str, str], auteur: Utilisateur) -> None:
    """Ajoute ces réponses aux précédentes, et refait l'aperçu."""
    en_attente = Import.objects.filter(pk=recu.pk, etat=Etat.A_CONFIRMER)
    if en_attente.update(etat=Etat.EN_ANALYSE, reponses=recu.reponses | reponses, raison=""):
        mener(recu, auteur)


def confirmer(*, recu: Import, empreinte: str, motif: str, auteur: Utilisateur) -> bool:
    """Applique l'aperçu de cette empreinte ; faux si ce n'est plus celui qui attend.

    Une seule instruction prend l'import : de deux confirmations, une seule l'applique.
    """
    with transaction.atomic():
        en_attente = Import.objects.filter(
            pk=recu.pk, etat=Etat.A_CONFIRMER, apercu__empreinte=empreinte
        )
        pris = en_attente.update(
            etat=Etat.CONFIRME, motif=motif, confirme_par=auteur, est_repris=False, raison=""
        )
        if pris and recu.lignes <= LIGNES_IMMEDIATES:
            # Interrompu, tout s'annule ensemble : l'import attend encore d'être confirmé.
            poursuivre(recu.pk)
            return True
    if pris:
        mener(recu, auteur)
    return bool(pris)


def abandonner(recu: Import) -> bool:
    return bool(Import.objects.ouverts().filter(pk=recu.pk).abandonner())


def mener(recu: Import, auteur: Utilisateur) -> None:
    """Fait ce que l'état de l'import attend : aussitôt s'il est petit, sinon par la file."""
    if recu.lignes <= LIGNES_IMMEDIATES:
        poursuivre(recu.pk)
        return
    production = productions.demander(
        nature=Production.Nature.IMPORT,
        cle=uuid4().hex,
        titre=f"Import de {recu.nom}"[:200],
        parametres={"import": str(recu.pk)},
        demandee_par=auteur,
    )
    Import.objects.filter(pk=recu.pk).update(production=production)


def executer(production: Production, signaler: Callable[[str], None]) -> bytes:
    """Ce que fait l'exécutant : l'analyse ou l'application, selon l'état de l'import."""
    etape = "Lecture du fichier et comparaison avec la base"
    signaler(etape)
    with signes_de_vie(partial(signaler, etape)):
        poursuivre(production.parametres["import"])
    return b""


@contextmanager
def signes_de_vie(signaler: Callable[[], None]) -> Iterator[None]:
    """Signale depuis un autre fil, hors de la longue transaction du travail.

    SQLite n'y laisse écrire personne d'autre : le signe attend, mais nul ne peut non plus
    reprendre le travail avant sa fin.
    """
    fini = Event()

    def battre() -> None:
        while not fini.wait(BATTEMENT):
            # Repris par un autre ou base occupée : c'est en finissant que le travail le saura.
            with suppress(OperationalError, ProductionReprise):
                signaler()
        connection.close()

    fil = Thread(target=battre, daemon=True)
    fil.start()
    try:
        yield
    finally:
        fini.set()
        fil.join()


@transaction.atomic
def poursuivre(pk: str) -> None:
    """Analyse ou applique ; ne fait rien d'un import déjà mené plus loin par un autre."""
    recu = Import.objects.select_for_update().get(pk=pk)
    match recu.etat:
        case Etat.EN_ANALYSE:
            montrer(recu, dresser_l_apercu(recu))
        case Etat.CONFIRME:
            ecrire(recu)


def dresser_l_apercu(recu: Import) -> Analyse:
    return analyser(
        chercher_ressource(recu.ressource),
        relire(recu),
        reponses=recu.reponses,
        auteur=recu.confirme_par or recu.envoye_par,
    )


def ecrire(recu: Import) -> None:
    try:
        bilan = appliquer(
            chercher_ressource(recu.ressource),
            relire(recu),
            reponses=recu.reponses,
            auteur=recu.confirme_par,
            motif=recu.motif_d_historique,
            empreinte=recu.apercu["empreinte"],
        )
    except (ApercuPerime, ImportRefuse) as refus:
        recu.est_repris = True
        montrer(recu, refus.analyse)
        return
    recu.etat, recu.applique_le, recu.contenu = Etat.APPLIQUE, timezone.now(), None
    recu.reponses = {}
    recu.creees, recu.changees = bilan.creees, bilan.changees
    recu.inchangees = bilan.inchangees
    recu.save()
    consigner(Evenement.IMPORT, recu.confirme_par, numero=str(recu.pk), ressource=recu.ressource)


def montrer(recu: Import, analyse: Analyse) -> None:
    recu.etat, recu.apercu = Etat.A_CONFIRMER, analyse.en_json()
    recu.save()


def relire(recu: Import):
    return lire_tableau(bytes(recu.contenu), recu.nom, feuille=recu.feuille)
