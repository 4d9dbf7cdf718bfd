"""Tout ce qui a été modifié, par qui, quand, et de quel exercice sont les données."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from gouvernance.francais import cle_de_tri
from gouvernance.historique.lecture import PageDeChangements, paginer
from gouvernance.historique.suivi import est_suivi
from gouvernance.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Criteres:
    """Ce que la page montre ; sans critère, tout ce que la personne peut lire."""

    lecteur: Utilisateur
    du: date | None = None
    au: date | None = None
    personne: Utilisateur | None = None
    sorte: str = ""
    genre: str = ""
    motif: str = ""
    exercice: int | None = None

    @property
    def sont_choisis(self) -> bool:
        choix = (self.du, self.au, self.personne, self.sorte, self.genre, self.motif, self.exercice)
        return any(valeur not in (None, "") for valeur in choix)


def sortes_lisibles(lecteur: Utilisateur) -> dict[str, type[models.Model]]:
    """Modèles suivis que la personne a le droit de voir, par étiquette, dans l'ordre des noms."""
    lisibles = {
        modele._meta.label_lower: modele
        for modele in apps.get_models()
        if est_suivi(modele)
        and not modele._meta.proxy
        and lecteur.has_perm(f"{modele._meta.app_label}.view_{modele._meta.model_name}")
    }
    return dict(sorted(lisibles.items(), key=lambda paire: cle_de_tri(nom_de(paire[1]))))


def nom_de(modele: type[models.Model]) -> str:
    return capfirst(str(modele._meta.verbose_name_plural))


def lire_historique(criteres: Criteres, page: str | None) -> PageDeChangements:
    """Une page de changements : l'union des historiques, puis chaque sorte présente."""
    sortes = sortes_lisibles(criteres.lecteur)
    if criteres.sorte:
        sortes = {nom: modele for nom, modele in sortes.items() if nom == criteres.sorte}
    sources = [_retenus(modele, criteres) for modele in sortes.values()]
    return paginer([source for source in sources if source is not None], page)


def _retenus(modele: type[models.Model], criteres: Criteres) -> QuerySet | None:
    """Lignes de l'historique de ce modèle qui répondent ; rien s'il ne peut y en avoir."""
    lignes = modele.historique.model._base_manager.all()
    if criteres.du:
        lignes = lignes.filter(history_date__gte=_debut(criteres.du))
    if criteres.au:
        lignes = lignes.filter(history_date__lt=_debut(criteres.au + timedelta(days=1)))
    if criteres.personne:
        lignes = lignes.filter(history_user=criteres.personne)
    if criteres.genre:
        lignes = lignes.filter(history_type=criteres.genre)
    if criteres.motif:
        lignes = lignes.filter(history_change_reason__icontains=criteres.motif)
    if criteres.exercice:
        return de_l_exercice(lignes, modele, criteres.exercice)
    return lignes


def de_l_exercice(lignes: QuerySet, modele: type[models.Model], annee: int) -> QuerySet | None:
    """Lignes dont les données sont de cet exercice, telles qu'elles étaient alors."""
    chemin = getattr(modele.rattachement, "chemin", "")
    if not chemin:
        return None
    champ = modele
    for nom in chemin.split("__"):
        champ = champ._meta.get_field(nom)
        suivant = champ.related_model
        champ = suivant if suivant else champ
    lu = f"{chemin}__year" if isinstance(champ, models.DateField) else chemin
    return lignes.filter(**{lu: annee})


def _debut(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))
