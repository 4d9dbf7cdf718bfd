"""Ce qui manque encore au rapport de l'année, pour la vue d'ensemble et l'administration."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse

from gouvernance.francais import accord
from gouvernance.models import Utilisateur
from mutualisation.campagne.operations import annee_a_ouvrir
from mutualisation.models import Rapport, TexteChapitre
from services_communs.models import Domaine, Effectif, Fiche, Indicateur


@dataclass(frozen=True, slots=True)
class Reste:
    phrase: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Campagne:
    annee: int
    restes: tuple[Reste, ...]
    a_ouvrir: int | None  # année suivante, pour qui peut l'ouvrir


def lire_campagne(utilisateur: Utilisateur) -> Campagne | None:
    """Ce que cette personne peut encore remplir pour le rapport le plus récent."""
    rapport = Rapport.objects.first()
    return campagne_du_rapport(rapport, utilisateur) if rapport else None


def campagne_du_rapport(rapport: Rapport, utilisateur: Utilisateur) -> Campagne:
    restes = [
        Reste(f"{nombre}\u00a0{accord(nombre, *formes)}", adresse)
        for permission, nombre, formes, adresse in manques(rapport, utilisateur)
        if nombre and utilisateur.has_perm(permission)
    ]
    peut_ouvrir = utilisateur.has_perm("mutualisation.add_rapport")
    return Campagne(
        annee=rapport.annee,
        restes=tuple(restes),
        a_ouvrir=annee_a_ouvrir(rapport) if peut_ouvrir else None,
    )


def manques(
    rapport: Rapport, utilisateur: Utilisateur
) -> Iterator[tuple[str, int, tuple[str, str], str]]:
    """Droit de le remplir, nombre, formes au singulier et au pluriel, adresse."""
    annee = rapport.annee
    suivi = reverse("campagne_detail", args=[annee])
    nombres = compter_les_manques(rapport, utilisateur)
    yield (
        "services_communs.change_fiche",
        nombres["a_terminer"],
        ("fiche de domaine à terminer", "fiches de domaine à terminer"),
        f"{suivi}#fiches",
    )
    yield (
        "services_communs.add_fiche",
        nombres["sans_fiche"],
        ("domaine sans fiche", "domaines sans fiche"),
        f"{suivi}#fiches",
    )
    yield (
        "services_communs.add_mesure",
        nombres["sans_valeur"],
        ("indicateur attendu sans valeur", "indicateurs attendus sans valeur"),
        f"{reverse('admin:services_communs_indicateur_changelist')}?sans_valeur={annee}",
    )
    yield (
        "services_communs.add_effectif",
        nombres["sans_effectif"],
        ("domaine sans effectif", "domaines sans effectif"),
        f"{reverse('admin:services_communs_effectif_changelist')}?date__year={annee}",
    )
    yield (
        "mutualisation.change_rapport",
        len(TexteChapitre.Chapitre) - nombres["textes"],
        ("chapitre sans texte", "chapitres sans texte"),
        f"{suivi}#textes",
    )


def compter_les_manques(rapport: Rapport, utilisateur: Utilisateur) -> Counter[str]:
    """Lignes de chaque sorte, en une requête ; `textes` sont ceux qui ne manquent pas."""
    annee = rapport.annee
    fiches = Fiche.objects.filter(domaine=OuterRef("pk"), annee=annee)
    effectifs = Effectif.objects.filter(domaine=OuterRef("pk"), date__year=annee)
    comptees = {
        "a_terminer": Fiche.objects.modifiables_par(utilisateur).a_terminer(annee),
        "sans_fiche": Domaine.objects.filter(~Exists(fiches)),
        "sans_valeur": Indicateur.objects.modifiables_par(utilisateur).attendus_sans_valeur(annee),
        "sans_effectif": Domaine.objects.filter(~Exists(effectifs)),
        "textes": rapport.textes.all(),
    }
    premieres, *autres = (
        lignes.order_by().values_list(Value(sorte), "pk") for sorte, lignes in comptees.items()
    )
    return Counter(sorte for sorte, _ in premieres.union(*autres, all=True))
