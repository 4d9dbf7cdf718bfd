"""Garder une saisie en cours, puis l'enregistrer dans la fiche : en entier, ou pas du tout."""

from contextlib import suppress

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from gouvernance.historique import ecriture
from gouvernance.historique.suivi import pour_motif
from gouvernance.models import Utilisateur
from services_communs.models import (
    BrouillonFiche,
    Effectif,
    Fiche,
    Mesure,
)
from services_communs.saisie.contenu import CHAMPS_EFFECTIF, CHAMPS_MESURE, TEXTES, lire_contenu
from services_communs.saisie.ensemble import SaisieFiche
from services_communs.saisie.formulaires import LignesFormSet, SaisieForm
from services_communs.saisie.fusion import est_depassee

SIGNES_D_UN_BROUILLON = 1_500_000
# Ce que la page poste sans que ce soit de la saisie.
COMMANDES = {"csrfmiddlewaretoken", "action", "ajouter", "reprendre"}


class FicheModifiee(Exception):
    """Une autre personne a enregistré la fiche depuis qu'on l'a ouverte."""


class FicheFermee(Exception):
    """La fiche a été soumise ou validée depuis qu'on l'a ouverte."""


class BrouillonTropLong(Exception):
    """La saisie dépasse ce qu'un brouillon garde."""


def garder(fiche: Fiche, auteur: Utilisateur, donnees: QueryDict) -> BrouillonFiche:
    """Garde la saisie en cours, à la place de la précédente ; la fiche passe « en cours »."""
    # PostgreSQL ne garde aucun caractère nul, et nul n'en tape.
    saisie = {
        nom.replace("\0", ""): [valeur.replace("\0", "") for valeur in valeurs]
        for nom, valeurs in donnees.lists()
        if nom not in COMMANDES
    }
    if sum(len(valeur) for valeurs in saisie.values() for valeur in valeurs) > (
        SIGNES_D_UN_BROUILLON
    ):
        raise BrouillonTropLong
    commencer(fiche, auteur)
    brouillon, _ = BrouillonFiche.objects.update_or_create(
        fiche=fiche, auteur=auteur, defaults={"saisie": saisie}
    )
    return brouillon


def commencer(fiche: Fiche, auteur: Utilisateur) -> None:
    if fiche.etat == Fiche.Etat.A_REMPLIR:
        # Quelqu'un d'autre a pu la commencer au même instant.
        with suppress(ValidationError):
            fiche.commencer(auteur)


def enregistrer(saisie: SaisieFiche, *, auteur: Utilisateur, version: str) -> None:
    """Écrit une saisie vérifiée dans la fiche, et en efface le brouillon.

    Lève `FicheModifiee` si la fiche n'est plus celle de cette `version`, `FicheFermee` si on
    n'y écrit plus ; rien n'est alors changé.
    """
    with transaction.atomic(), pour_motif(saisie.motif):
        fiche = Fiche.objects.select_for_update(of=["self"]).select_related("domaine")
        fiche = fiche.get(pk=saisie.page.fiche.pk)
        if not fiche.est_ouverte:
            raise FicheFermee
        if est_depassee(version, lire_contenu(fiche)):
            raise FicheModifiee
        commencer(fiche, auteur)
        _ecrire_textes(fiche, saisie.textes)
        _ecrire_objectifs(fiche, saisie.objectifs)
        _ecrire_pistes(fiche, saisie.pistes)
        _ecrire_realisations(fiche, saisie.realisations)
        for mesure in saisie.mesures:
            _ecrire_mesure(mesure, fiche.annee)
        _ecrire_effectif(fiche, saisie.effectif)
        fiche.brouillons.filter(auteur=auteur).delete()
        if changees := saisie.rubriques_changees:
            LogEntry.objects.log_actions(
                auteur.pk,
                [fiche],
                CHANGE,
                f"Page de saisie : {', '.join(changees)}.",
                single_object=True,
            )


def dernier_enregistrement(fiche: Fiche) -> LogEntry | None:
    """Qui a modifié la fiche en dernier, et quand."""
    return (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Fiche), object_id=str(fiche.pk)
        )
        .select_related("user")
        .first()
    )


def _ecrire_textes(fiche: Fiche, formulaire: SaisieForm) -> None:
    if not formulaire.has_changed():
        return
    for nom in TEXTES:
        setattr(fiche, nom, formulaire.cleaned_data[nom])
    fiche.save(update_fields=TEXTES)


def _lignes(formset: LignesFormSet, **parent) -> list:
    """Lignes saisies, dans leur ordre, prêtes à écrire."""
    lignes = []
    for ordre, formulaire in enumerate(formset.ordered_forms, start=1):
        ligne = formulaire.instance
        ligne.ordre = ordre
        for nom, objet in parent.items():
            setattr(ligne, nom, objet)
        lignes.append(ligne)
    return lignes


def _ecrire_objectifs(fiche: Fiche, formset: LignesFormSet) -> None:
    if formset.has_changed():
        fiche.objectifs.all().delete()
        ecriture.creer(_lignes(formset, fiche=fiche))


def _ecrire_pistes(fiche: Fiche, formset: LignesFormSet) -> None:
    if not formset.has_changed():
        return
    fiche.pistes.all().delete()
    pistes = ecriture.creer(_lignes(formset, fiche=fiche))
    concernees, cochees = [], []
    for piste, formulaire in zip(pistes, formset.ordered_forms, strict=True):
        concernees += _lignes(formulaire.concernees, piste=piste)
        cochees += [f.cleaned_data["collectivites"] for f in formulaire.concernees.ordered_forms]
    ecriture.creer(concernees, liens={"collectivites": cochees})


def _ecrire_realisations(fiche: Fiche, formset: LignesFormSet) -> None:
    if not formset.has_changed():
        return
    fiche.realisations.all().delete()
    cochees = [f.cleaned_data["beneficiaires"] for f in formset.ordered_forms]
    ecriture.creer(_lignes(formset, fiche=fiche), liens={"beneficiaires": cochees})


def _ecrire_mesure(formulaire: SaisieForm, annee: int) -> None:
    if not formulaire.is_bound or not formulaire.has_changed():
        return
    cle = {"indicateur": formulaire.indicateur, "annee": annee}
    if formulaire.cleaned_data["valeur"] is None:
        Mesure.objects.filter(**cle).delete()
        return
    valeurs = {champ: formulaire.cleaned_data[champ] for champ in CHAMPS_MESURE}
    Mesure.objects.update_or_create(**cle, defaults=valeurs)


def _ecrire_effectif(fiche: Fiche, formulaire: SaisieForm) -> None:
    """Celui du service commun ; s'il y en avait plusieurs dans l'année, le dernier."""
    if not formulaire.is_bound or not formulaire.has_changed():
        return
    dernier = (
        Effectif.objects.filter(domaine=fiche.domaine, perimetre="", date__year=fiche.annee)
        .order_by("-date")
        .first()
    )
    if not formulaire.est_rempli:
        if dernier:
            dernier.delete()
        return
    effectif = dernier or Effectif(domaine=fiche.domaine)
    for champ in CHAMPS_EFFECTIF:
        setattr(effectif, champ, formulaire.cleaned_data[champ])
    effectif.save()
