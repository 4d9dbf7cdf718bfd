"""La collecte d'une année : ouvrir les fiches des domaines, les faire avancer."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from gouvernance.conflits.description import dater
from gouvernance.conflits.versions import verrouiller
from gouvernance.francais import insecables
from gouvernance.historique import ecriture
from gouvernance.models import Utilisateur
from services_communs.models import CommentaireFiche, Domaine, Fiche
from services_communs.reprise import a_reprendre, reprendre
from services_communs.saisie.contenu import lire_contenu
from services_communs.saisie.ecriture import dernier_enregistrement

# Pour qui valide : les verbes d'une fiche selon son état, et le bouton de chacun.
PASSAGES = {
    Fiche.Etat.A_VALIDER: {"valider": "Valider", "renvoyer": "Renvoyer à compléter"},
    Fiche.Etat.VALIDEE: {"rouvrir": "Rouvrir"},
}
ACCOMPLIS = {
    "valider": "La fiche {} est validée.",
    "renvoyer": "La fiche {} est renvoyée à compléter.",
    "rouvrir": "La fiche {} est rouverte.",
    "commenter": "Votre mot est inscrit au journal de la fiche {}.",
}


@dataclass(frozen=True, slots=True)
class FichesOuvertes:
    creees: int
    remplies: int  # existantes mais vierges, où l'année d'avant vient d'être reprise


def passages(fiche: Fiche, par: Utilisateur) -> dict[str, str]:
    if fiche.verrou or not par.has_perm("services_communs.valider_fiche"):
        return {}
    return PASSAGES.get(fiche.etat, {})


@transaction.atomic
def avancer(fiche: Fiche, verbe: str, par: Utilisateur, mot: str, *, vue: str) -> str:
    """Fait ce que demande un bouton et le dit ; lève ce que lève le verbe de la fiche.

    `vue` est l'empreinte du contenu que la page montrait : un autre ne se valide pas sans être
    relu ; un mot, lui, peut toujours s'inscrire.
    """
    if verbe not in ACCOMPLIS:
        raise ValidationError(f"« {verbe} » ne se demande pas à une fiche.")
    verrouiller(Fiche, [fiche.pk])
    if verbe != "commenter" and lire_contenu(fiche).empreinte != vue:
        raise ValidationError(phrase_de_la_modification(fiche))
    getattr(fiche, verbe)(par, mot)
    return ACCOMPLIS[verbe].format(fiche)


def phrase_de_la_modification(fiche: Fiche) -> str:
    dernier = dernier_enregistrement(fiche)
    qui = f" ({dernier.user} {dater(dernier.action_time)})" if dernier else ""
    return insecables(
        f"La fiche a été modifiée depuis que vous avez ouvert cette page{qui} : relisez-la, puis "
        "recommencez. Votre mot est conservé."
    )


@transaction.atomic
def ouvrir_fiches(
    *, annee: int, echeance: date | None = None, par: Utilisateur | None = None
) -> FichesOuvertes:
    """Une fiche par domaine, à partir de celle de l'année d'avant.

    Relancée, elle ajoute les fiches manquantes, remplit celles qui sont restées vierges et
    donne l'échéance à celles qui n'en ont pas ; rien de saisi n'est écrasé.
    """
    responsables = _responsables(annee)
    nouvelles = ecriture.creer(
        Fiche(domaine=domaine, annee=annee, responsable_id=responsables[domaine.pk])
        for domaine in Domaine.objects.exclude(fiches__annee=annee)
    )
    couples = a_reprendre(annee)
    reprendre(couples)
    if echeance:
        sans_echeance = Fiche.objects.a_terminer(annee).filter(echeance=None)
        ecriture.changer(sans_echeance, echeance=echeance)
    reprises = {fiche.pk for _, fiche in couples}
    ecriture.creer(
        CommentaireFiche(
            fiche=fiche,
            auteur=par,
            etat=fiche.etat,
            texte=f"Ouverte à partir de la fiche {annee - 1}."
            if fiche.pk in reprises
            else "Ouverte.",
        )
        for fiche in nouvelles
    )
    return FichesOuvertes(len(nouvelles), len(reprises - {fiche.pk for fiche in nouvelles}))


def _responsables(annee: int) -> dict[int, int | None]:
    """Par domaine, le responsable de l'année d'avant ; à défaut, l'unique contributeur."""
    precedents = dict(
        Fiche.objects.filter(annee=annee - 1, responsable__is_active=True).values_list(
            "domaine", "responsable"
        )
    )
    responsables = {}
    for domaine in Domaine.objects.prefetch_related("contributeurs"):
        contributeurs = [c.pk for c in domaine.contributeurs.all() if c.is_active]
        seul = contributeurs[0] if len(contributeurs) == 1 else None
        responsables[domaine.pk] = precedents.get(domaine.pk, seul)
    return responsables
