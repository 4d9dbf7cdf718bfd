"""Publier : vérifier, figer, enregistrer l'édition et tous ses fichiers d'un coup."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gouvernance.evenements import Evenement, consigner
from gouvernance.exercices import exercices_clos, phrase_de_refus
from gouvernance.exercices.operations import attendre_les_ecritures, clore
from gouvernance.francais import insecables
from gouvernance.models import Utilisateur
from mutualisation.controles.comptes import dresser_le_bilan
from mutualisation.models import Edition, FichierEdition, Production, Rapport
from mutualisation.productions.operations import demander, relancer
from mutualisation.rapport import logiciel
from mutualisation.rapport.comparaison import phrases_des_corrections
from mutualisation.rapport.contenu import ContenuRapport, Parution, construire_rapport
from mutualisation.rapport.controles_publication import Controles, controler
from mutualisation.rapport.donnees import DonneesIllisibles, en_json
from mutualisation.rapport.editions import DONNEES, PDF, contenu_fige, derniere_edition
from mutualisation.rapport.fiches import composer_fiches
from mutualisation.rapport.formes import composer_fichiers, composer_pdf, empreinte, type_mime

CHANGE = "Les données ont changé depuis votre vérification : vérifiez de nouveau avant de publier."


class PublicationRefusee(ValidationError):
    """Ce rapport ne peut pas être publié ; le message dit pourquoi."""


class RienDeNeuf(PublicationRefusee):
    """Le contenu est celui de la dernière édition."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Ce que l'on s'apprête à publier ; `empreinte` est celle du contenu vérifié."""

    contenu: ContenuRapport
    controles: Controles
    empreinte: str
    precedente: Edition | None
    est_inchangee: bool
    clos: Mapping[int, datetime]

    @property
    def numero(self) -> int:
        return self.precedente.numero + 1 if self.precedente else 1

    @property
    def est_publiable(self) -> bool:
        return not self.est_inchangee and not self.refus_de_cloture and not self.controles.refus

    @property
    def refus_de_cloture(self) -> str:
        """Pourquoi l'exercice doit d'abord être rouvert ; vide s'il est ouvert."""
        return phrase_de_refus(self.clos) if self.clos else ""


def preparer(annee: int) -> Preparation:
    """Lève `Rapport.DoesNotExist`."""
    contenu = construire_rapport(annee)
    precedente = derniere_edition(annee)
    vue = empreinte(en_json(contenu))
    return Preparation(
        contenu=contenu,
        controles=controler(contenu),
        empreinte=vue,
        precedente=precedente,
        est_inchangee=precedente is not None and empreinte_du_projet(precedente) == vue,
        clos={clos: le for clos, le in exercices_clos().items() if clos == annee},
    )


def empreinte_du_projet(edition: Edition) -> str:
    """Empreinte qu'avaient les données avant d'être publiées."""
    try:
        fige = contenu_fige(edition)
    except DonneesIllisibles:
        return ""
    methode = replace(fige.methode, corrections=(), controles=None)
    return empreinte(en_json(replace(fige, parution=None, methode=methode)))


@transaction.atomic
def expliquer(rapport: Rapport, textes: Mapping[str, str]) -> None:
    """Garde l'explication de chaque point ; un texte vide la retire."""
    for point, texte in textes.items():
        if texte:
            rapport.explications.update_or_create(point=point, defaults={"texte": texte})
        else:
            rapport.explications.filter(point=point).delete()


def demander_publication(
    rapport: Rapport, *, par: Utilisateur | None, motif: str, empreinte: str
) -> Production:
    """Met en file la publication du contenu vu, et de nul autre.

    Lève `PublicationRefusee`. À appeler hors d'une transaction.
    """
    preparation = preparer(rapport.annee)
    demande = {
        "annee": rapport.annee,
        "numero": preparation.numero,
        "motif": motif.strip(),
        "empreinte": empreinte,
    }
    refuser_si_besoin(preparation, demande)
    cle = cle_de_la_demande(demande)
    echouee = Production.objects.filter(
        nature=Production.Nature.EDITION, cle=cle, etat=Production.Etat.ECHOUEE
    ).first()
    if echouee:
        relancer(echouee)
        return Production.objects.get(pk=echouee.pk)
    return demander(
        nature=Production.Nature.EDITION,
        cle=cle,
        titre=f"Publication du rapport {rapport.annee}, édition {preparation.numero}",
        parametres=demande,
        demandee_par=par,
    )


def cle_de_la_demande(demande: dict) -> str:
    return empreinte(json.dumps(demande, sort_keys=True).encode())


def refuser_si_besoin(preparation: Preparation, demande: dict) -> None:
    """Lève `PublicationRefusee` si ce qui est demandé ne peut être publié tel quel."""
    if preparation.est_inchangee:
        raise RienDeNeuf(f"Rien n’a changé depuis l’édition {preparation.precedente.numero}.")
    if demande["numero"] != preparation.numero:
        raise PublicationRefusee(
            f"L’édition {preparation.precedente.numero} a été publiée entre-temps : "
            "vérifiez de nouveau avant de publier."
        )
    if preparation.refus_de_cloture:
        raise PublicationRefusee(preparation.refus_de_cloture)
    if demande["empreinte"] != preparation.empreinte:
        raise PublicationRefusee(insecables(CHANGE))
    if preparation.controles.refus:
        raise PublicationRefusee(list(preparation.controles.refus))
    if preparation.precedente and not demande["motif"]:
        raise PublicationRefusee("Une correction dit son motif.")


def executer(production: Production, signaler: Callable[[str], None]) -> None:
    """Publie l'édition demandée ; reprise après un arrêt, elle n'en publie pas une seconde.

    Lève `PublicationRefusee` ou `pdf.ErreurDeRendu`.
    """
    demande = production.parametres
    signaler("Vérification des données")
    edition = deja_publiee(demande)
    if edition is None:
        preparation = preparer(demande["annee"])
        refuser_si_besoin(preparation, demande)
        edition = publier(preparation, demande["motif"], production.demandee_par, signaler)
    demande["edition"] = edition.numero


def deja_publiee(demande: dict) -> Edition | None:
    """L'édition que cette demande a publiée avant d'être interrompue, s'il y en a une."""
    edition = Edition.objects.de_l_annee(demande["annee"]).filter(numero=demande["numero"]).first()
    if edition and empreinte_du_projet(edition) == demande["empreinte"]:
        return edition
    return None


def publier(
    preparation: Preparation,
    motif: str,
    par: Utilisateur | None,
    signaler: Callable[[str], None],
) -> Edition:
    maintenant = timezone.now()
    parution = Parution(preparation.numero, timezone.localdate(maintenant), motif)
    methode = replace(
        preparation.contenu.methode,
        corrections=corrections(preparation),
        controles=dresser_le_bilan(preparation.contenu.annee),
    )
    contenu = replace(preparation.contenu, parution=parution, methode=methode)
    signaler("Composition des documents")
    fichiers = composer_fichiers(contenu)
    mise_en_page = partial(signaler, "Mise en page du PDF")
    mise_en_page()
    fichiers[PDF] = composer_pdf(contenu, fichiers, mise_en_page)
    fichiers |= composer_fiches(contenu, mise_en_page)
    signaler("Enregistrement de l’édition")
    return enregistrer(preparation, parution, fichiers, par, maintenant)


def corrections(preparation: Preparation) -> tuple[str, ...]:
    """Ce qui a changé depuis l'édition précédente, pour la note de méthode."""
    precedente = preparation.precedente
    if precedente is None:
        return ()
    try:
        return phrases_des_corrections(contenu_fige(precedente), preparation.contenu)
    except DonneesIllisibles:
        return (f"Le détail manque : l’édition {precedente.numero} est d’une forme plus ancienne.",)


def clore_ou_refuser(annee: int, par: Utilisateur | None) -> None:
    """Un exercice refermé pendant la mise en page se rouvre avant de publier."""
    try:
        clore(annee=annee, par=par)
    except ValidationError as refus:
        raise PublicationRefusee(refus.messages) from refus


@transaction.atomic
def enregistrer(
    preparation: Preparation,
    parution: Parution,
    fichiers: Mapping[str, bytes],
    par: Utilisateur | None,
    maintenant: datetime,
) -> Edition:
    """L'édition, tous ses fichiers et la clôture de l'exercice, ou rien.

    Les modifications en cours finissent d'abord : relues ensuite, les données sont encore
    celles que l'on publie, ou rien ne paraît.
    """
    annee = preparation.contenu.annee
    attendre_les_ecritures()
    rapport = Rapport.objects.select_for_update().get(annee=annee)
    if rapport.editions.filter(numero=parution.numero).exists():
        raise PublicationRefusee(f"L’édition {parution.numero} a été publiée entre-temps.")
    if empreinte(en_json(construire_rapport(annee))) != preparation.empreinte:
        raise PublicationRefusee(insecables(CHANGE))
    clore_ou_refuser(annee, par)
    manifeste = {nom: empreinte(octets) for nom, octets in fichiers.items()}
    edition = Edition.objects.create(
        rapport=rapport,
        numero=parution.numero,
        publiee_le=maintenant,
        publiee_par=par,
        motif=parution.motif,
        empreinte=manifeste[DONNEES],
        logiciel=logiciel.versions(),
        manifeste=manifeste,
    )
    figer_les_fichiers(edition, fichiers)
    consigner(Evenement.PUBLICATION, par, annee=annee, edition=edition.numero)
    return edition


def figer_les_fichiers(edition: Edition, fichiers: Mapping[str, bytes]) -> None:
    FichierEdition.objects.bulk_create(
        FichierEdition(
            edition=edition,
            nom=nom,
            type_mime=type_mime(nom),
            contenu=octets,
            taille=len(octets),
            empreinte=edition.manifeste[nom],
        )
        for nom, octets in fichiers.items()
    )
