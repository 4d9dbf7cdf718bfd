"""Où en est la campagne d'une année : fiches des domaines, textes des chapitres, publication."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from gouvernance.francais import accord
from gouvernance.models import Utilisateur
from mutualisation.campagne.operations import exiger_le_precedent, un_an_apres
from mutualisation.campagne.relances import a_relancer, destinataires
from mutualisation.models import Edition, Rapport, TexteChapitre
from services_communs.campagne import passages
from services_communs.completude import Manque, lire_completude
from services_communs.models import CommentaireFiche, Domaine, Fiche
from services_communs.querysets import lignes_modifiables

EN_RETARD = "en_retard"


@dataclass(frozen=True, slots=True)
class SuiviFiche:
    """Une fiche vue par la direction ; sans fiche, le domaine seul."""

    domaine: Domaine
    fiche: Fiche | None
    responsable: str
    retard: int
    manques: tuple[Manque, ...]
    dernier_mot: CommentaireFiche | None
    destinataires: tuple[str, ...]
    passages: dict[str, str]
    peut_etre_relancee: bool
    est_a_remplir: bool
    journal: tuple[CommentaireFiche, ...] = ()


@dataclass(frozen=True, slots=True)
class Etape:
    """Nombre de fiches dans un état, et le filtre qui les montre."""

    filtre: str
    libelle: str
    nombre: int


@dataclass(frozen=True, slots=True)
class TexteAttendu:
    chapitre: str
    titre: str
    est_ecrit: bool


@dataclass(frozen=True, slots=True)
class Depart:
    """Ce qu'ouvrir l'année ferait, ou ce qui l'empêche."""

    annee: int
    obstacle: str
    est_ouverte: bool
    domaines: int
    observation: date | None


@dataclass(frozen=True, slots=True)
class Suivi:
    rapport: Rapport
    edition: Edition | None
    etapes: tuple[Etape, ...]
    fiches: tuple[SuiviFiche, ...]
    filtre: Etape | None
    total: int
    validees: int
    a_relancer: int
    textes: tuple[TexteAttendu, ...]

    @property
    def textes_ecrits(self) -> int:
        return sum(texte.est_ecrit for texte in self.textes)


def lire_suivi(annee: int, utilisateur: Utilisateur, filtre: str = "") -> Suivi:
    """Fiches que cette personne suit ; un filtre inconnu les montre toutes.

    Erreurs : `Rapport.DoesNotExist` si la campagne n'est pas ouverte.
    """
    rapport = Rapport.objects.get(annee=annee)
    siens = lignes_modifiables(Domaine.objects, "pk", utilisateur)
    fiches = lire_fiches(rapport, siens, utilisateur)
    etapes = _etapes(fiches)
    choisie = next((etape for etape in etapes if etape.filtre == filtre), None)
    return Suivi(
        rapport=rapport,
        edition=rapport.editions.first(),
        etapes=etapes,
        fiches=tuple(f for f in fiches if choisie is None or _est_dans(f, choisie.filtre)),
        filtre=choisie,
        total=len(fiches),
        validees=sum(_est_dans(fiche, Fiche.Etat.VALIDEE) for fiche in fiches),
        a_relancer=sum(fiche.peut_etre_relancee for fiche in fiches),
        textes=_textes(rapport, utilisateur),
    )


def lire_fiche(annee: int, code: str, utilisateur: Utilisateur) -> SuiviFiche:
    """Une seule fiche et son journal ; lève `Rapport.DoesNotExist` ou `Fiche.DoesNotExist`."""
    rapport = Rapport.objects.get(annee=annee)
    siens = lignes_modifiables(Domaine.objects.filter(code=code), "pk", utilisateur)
    for suivie in lire_fiches(rapport, siens, utilisateur):
        if suivie.fiche:
            journal = suivie.fiche.commentaires.select_related("auteur")
            return replace(suivie, journal=tuple(journal))
    raise Fiche.DoesNotExist(f"Le domaine {code} n’a pas de fiche {annee}.")


def lire_depart(annee: int) -> Depart:
    obstacle, observation = "", None
    try:
        observation = un_an_apres(exiger_le_precedent(annee).date_observation)
    except ValidationError as erreur:
        obstacle = " ".join(erreur.messages)
    return Depart(
        annee=annee,
        obstacle=obstacle,
        est_ouverte=Rapport.objects.filter(annee=annee).exists(),
        domaines=Domaine.objects.count(),
        observation=observation,
    )


def lire_fiches(
    rapport: Rapport, domaines: QuerySet[Domaine], utilisateur: Utilisateur
) -> tuple[SuiviFiche, ...]:
    jour = timezone.localdate()
    domaines = list(
        domaines.prefetch_related(
            Prefetch("fiches", queryset=_avec_dernier_mot(rapport.annee), to_attr="de_l_annee"),
            "contributeurs",
        )
    )
    manques = lire_completude(rapport.annee, domaines, rapport.date_observation)
    fiches = {domaine.pk: fiche for domaine in domaines for fiche in domaine.de_l_annee}
    mots = CommentaireFiche.objects.select_related("auteur").in_bulk(
        [fiche.dernier_mot for fiche in fiches.values() if fiche.dernier_mot]
    )
    return tuple(
        _suivre(domaine, fiches.get(domaine.pk), manques[domaine.pk], mots, utilisateur, jour)
        for domaine in domaines
    )


def _suivre(
    domaine: Domaine,
    fiche: Fiche | None,
    manques: tuple[Manque, ...],
    mots: dict[int, CommentaireFiche],
    utilisateur: Utilisateur,
    jour: date,
) -> SuiviFiche:
    if fiche is None:
        return SuiviFiche(domaine, None, "", 0, manques, None, (), {}, False, False)
    fiche.domaine = domaine
    adresses = destinataires(fiche)
    return SuiviFiche(
        domaine=domaine,
        fiche=fiche,
        responsable=str(fiche.responsable or ""),
        retard=fiche.retard(jour),
        manques=manques,
        dernier_mot=mots.get(fiche.dernier_mot),
        destinataires=adresses,
        passages=passages(fiche, utilisateur),
        peut_etre_relancee=(
            utilisateur.has_perm("services_communs.valider_fiche")
            and a_relancer(fiche)
            and adresses != ()
            and not fiche.verrou
        ),
        est_a_remplir=utilisateur.est_contributeur and fiche.est_ouverte and not fiche.verrou,
    )


def _avec_dernier_mot(annee: int) -> QuerySet[Fiche]:
    """Annote `dernier_mot`, la clé du dernier commentaire qui suit l'ouverture."""
    mots = CommentaireFiche.objects.filter(fiche=OuterRef("pk")).order_by("-ecrit_le", "-pk")
    mots = mots.exclude(etat=Fiche.Etat.A_REMPLIR)
    return (
        Fiche.objects.filter(annee=annee)
        .select_related("responsable")
        .annotate(dernier_mot=Subquery(mots.values("pk")[:1]))
    )


def _etapes(fiches: tuple[SuiviFiche, ...]) -> tuple[Etape, ...]:
    nombres = {
        filtre: sum(_est_dans(fiche, filtre) for fiche in fiches)
        for filtre in [*Fiche.Etat.values, EN_RETARD]
    }
    libelles = {
        **dict(Fiche.Etat.choices),
        Fiche.Etat.VALIDEE: accord(nombres[Fiche.Etat.VALIDEE], "validée"),
        EN_RETARD: "en retard",
    }
    return tuple(Etape(filtre, libelles[filtre], nombre) for filtre, nombre in nombres.items())


def _est_dans(suivie: SuiviFiche, filtre: str) -> bool:
    if filtre == EN_RETARD:
        return suivie.retard > 0
    return suivie.fiche is not None and suivie.fiche.etat == filtre


def _textes(rapport: Rapport, utilisateur: Utilisateur) -> tuple[TexteAttendu, ...]:
    if not utilisateur.has_perm("mutualisation.change_textechapitre"):
        return ()
    ecrits = set(rapport.textes.values_list("chapitre", flat=True))
    return tuple(
        TexteAttendu(chapitre, titre, chapitre in ecrits)
        for chapitre, titre in TexteChapitre.Chapitre.choices
    )
