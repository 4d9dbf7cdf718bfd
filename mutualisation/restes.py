"""Ce qu'il reste à faire, tâche par tâche, pour l'accueil de l'administration."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import ModelAdmin
from django.db.models import Count, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from finances.models import EvaluationCLECT
from finances.ressources import ParticipationRessource, ValeurCleRessource
from gouvernance.a_completer import ACompleter
from gouvernance.constats import Gravite
from gouvernance.consultations.contenu import lire_consultations
from gouvernance.droits.comptes import CONSULTER
from gouvernance.francais import INSECABLE, accord, date_en_lettres, nombre
from gouvernance.imports.ressource import Ressource
from gouvernance.models import Consultation, Seance, Utilisateur
from gouvernance.ressources import (
    CommuneRessource,
    DeliberationRessource,
    PopulationRessource,
    SiegesRessource,
)
from mutualisation.campagne.restes import Campagne, Reste, lire_campagne
from mutualisation.controles.comptes import EcartsComptes, compter_ecarts, dernier_compte
from mutualisation.controles.lecture import Etat
from services_communs.ressources import (
    AdhesionRessource,
    EffectifRessource,
    MesureRessource,
    TransfertRessource,
)

EXPLIQUER = "mutualisation.add_constatexplique"
SANS_PARTICIPATION = "adhesions-sans-participation"
FORMES = {
    Gravite.BLOQUANT: ("écart bloquant", "écarts bloquants"),
    Gravite.A_EXPLIQUER: ("écart à expliquer", "écarts à expliquer"),
    Gravite.A_SAVOIR: ("constat à savoir", "constats à savoir"),
}
A_REVOIR = ("explication à revoir", "explications à revoir")


# Ce qui se fait ailleurs que dans une liste : titre, adresse, droit de l'ouvrir.
AILLEURS = {
    "Préparer le rapport": [
        ("Saisir les mesures en grille", "grille_mesures", "services_communs.change_mesure"),
        ("Saisir les effectifs en grille", "grille_effectifs", "services_communs.change_effectif"),
        ("Saisir les demandes en grille", "grille_saisines", "services_communs.change_saisine"),
    ],
    "Finances": [("Simulations", "scenario_liste", "finances.view_scenario")],
    "Gouvernance": [("Échéances", "echeance_liste", "gouvernance.change_seance")],
    "Comptes": [("Qui voit et peut quoi", "droits", CONSULTER)],
}
# Ce qui s'importe pour chaque tâche.
IMPORTS: dict[str, list[type[Ressource]]] = {
    "Préparer le rapport": [MesureRessource, EffectifRessource],
    "Services communs": [AdhesionRessource, TransfertRessource],
    "Finances": [ParticipationRessource, ValeurCleRessource],
    "Gouvernance": [DeliberationRessource, SiegesRessource],
    "Référentiel": [CommuneRessource, PopulationRessource],
}


@dataclass(frozen=True, slots=True)
class Ecarts:
    """Le dernier compte du jour, et son heure ; s'il n'y en a pas, aucun nombre."""

    annee: int
    restes: tuple[Reste, ...]
    comptes_a: datetime | None


@dataclass(frozen=True, slots=True)
class Tache:
    """Une tâche : ce qui y attend, où elle se fait, et les listes qu'elle réunit."""

    nom: str
    restes: tuple[Reste, ...]
    precision: str
    ailleurs: tuple[Reste, ...]
    imports: tuple[Reste, ...]
    listes: tuple[dict, ...]


@dataclass(frozen=True, slots=True)
class Accueil:
    campagne: Campagne | None
    ecarts: Ecarts | None
    taches: tuple[Tache, ...]


def lire_accueil(
    request: HttpRequest, taches: Iterable[dict], pages: Iterable[ModelAdmin]
) -> Accueil:
    """Les tâches de l'administration que voit cette personne, avec ce qui lui reste à y faire.

    Relever les écarts relit toute la base : leur compte n'est refait que si on le demande.
    """
    campagne = lire_campagne(request.user)
    compte = _compte_des_ecarts(request, campagne)
    restes = lire_restes(request, pages)
    lues = tuple(_lire_tache(request, tache, restes, campagne, compte) for tache in taches)
    voit_les_ecarts = campagne and request.user.has_perm(EXPLIQUER)
    ecarts = presenter_les_ecarts(campagne.annee, compte) if voit_les_ecarts else None
    return Accueil(campagne, ecarts, lues)


def _lire_tache(
    request: HttpRequest,
    tache: dict,
    restes: dict[str, list[Reste]],
    campagne: Campagne | None,
    compte: EcartsComptes | None,
) -> Tache:
    nom = tache["name"]
    siens = [r for liste in tache["models"] for r in restes.get(liste["model"]._meta.label, [])]
    precision = ""
    match nom:
        case "Préparer le rapport" if campagne:
            siens = [*campagne.restes, *siens]
        case "Finances" if compte:
            siens += adhesions_sans_participation(compte)
        case "Gouvernance" if siens:
            precision = echeance_des_consultations()
    ailleurs = [
        Reste(titre, reverse(page))
        for titre, page, droit in AILLEURS.get(nom, [])
        if request.user.has_perm(droit)
    ]
    ailleurs += _grilles_du_moment(request, nom)
    return Tache(
        nom,
        tuple(siens),
        precision,
        tuple(ailleurs),
        tuple(lire_imports(nom, request.user)),
        tuple(tache["models"]),
    )


def lire_imports(tache: str, utilisateur: Utilisateur) -> Iterator[Reste]:
    """Les pages d'import de cette tâche ouvertes à cette personne."""
    for ressource in IMPORTS.get(tache, []):
        if utilisateur.has_perms(ressource.permissions):
            titre = f"{ressource.titre[0].lower()}{ressource.titre[1:]}"
            yield Reste(titre, reverse("import_envoyer", args=[ressource.code]))


def _grilles_du_moment(request: HttpRequest, tache: str) -> Iterator[Reste]:
    """Grilles de l'évaluation en travaux la plus récente et de la prochaine séance."""
    peut = request.user.has_perm
    if tache == "Finances" and peut("finances.change_participation"):
        travaux = EvaluationCLECT.objects.filter(etat=EvaluationCLECT.Etat.EN_TRAVAUX)
        if evaluation := travaux.order_by("-date", "-pk").first():
            for quoi, page in [
                ("participations", "grille_participations"),
                ("coûts", "grille_couts"),
            ]:
                phrase = f"Saisir les {quoi} en grille : {evaluation}"
                yield Reste(phrase, reverse(page, args=[evaluation.pk]))
    if tache == "Gouvernance" and peut("gouvernance.change_presence"):
        prochaines = Seance.objects.filter(jour__gte=timezone.localdate())
        if seance := prochaines.select_related("instance").order_by("jour", "pk").first():
            yield Reste(
                f"Noter les présences : {seance}", reverse("grille_presences", args=[seance.pk])
            )


def _compte_des_ecarts(request: HttpRequest, campagne: Campagne | None) -> EcartsComptes | None:
    if campagne is None or not request.user.has_perm(EXPLIQUER):
        return None
    if "compter" in request.GET:
        return compter_ecarts(campagne.annee)
    return dernier_compte(campagne.annee)


def lire_restes(request: HttpRequest, pages: Iterable[ModelAdmin]) -> dict[str, list[Reste]]:
    """Restes de chaque modèle, sous son nom complet, qu'a le droit de traiter qui le demande.

    Une seule requête, et chaque nombre ouvre les lignes qu'il compte.
    """
    attendus = [(page, a) for page in pages for a in _a_sa_portee(request, page)]
    nombres = _compter(request, attendus)
    restes: dict[str, list[Reste]] = {}
    for rang, (page, attendu) in enumerate(attendus):
        if combien := nombres[rang]:
            meta = page.opts
            nom = f"admin:{meta.app_label}_{meta.model_name}_changelist"
            adresse = reverse(nom, query={"a_completer": attendu.nom})
            phrase = _denombrer(combien, attendu.singulier, attendu.pluriel)
            restes.setdefault(meta.label, []).append(Reste(phrase, adresse))
    return restes


def _a_sa_portee(request: HttpRequest, page: ModelAdmin) -> Iterator[ACompleter]:
    for attendu in getattr(page, "a_completer", []):
        droit = attendu.droit
        if request.user.has_perm(droit) if droit else page.has_change_permission(request):
            yield attendu


def _compter(request: HttpRequest, attendus: list[tuple[ModelAdmin, ACompleter]]) -> Counter[int]:
    if not attendus:
        return Counter()
    premieres, *autres = (
        attendu.choisir(page.get_queryset(request))
        .order_by()
        .annotate(rang=Value(rang))
        .values_list("rang")
        .annotate(combien=Count("pk"))
        for rang, (page, attendu) in enumerate(attendus)
    )
    return Counter(dict(premieres.union(*autres, all=True)))


def echeance_des_consultations() -> str:
    """« prochaine réponse attendue le 15 avril 2021 », ou rien."""
    jour = timezone.localdate()
    ouvertes = lire_consultations(Consultation.objects.ouvertes_le(jour), jour)
    echeances = [lue.echeance for lue in ouvertes if lue.echeance and lue.echeance >= jour]
    return f"prochaine échéance le {date_en_lettres(min(echeances))}" if echeances else ""


def presenter_les_ecarts(annee: int, compte: EcartsComptes | None) -> Ecarts:
    if compte is None:
        return Ecarts(annee, (), None)
    sortes = [
        (combien, FORMES[gravite], {"gravite": gravite, "etat": Etat.A_TRAITER})
        for gravite, combien in compte.par_gravite
    ]
    sortes.append((compte.a_revoir, A_REVOIR, {"etat": Etat.A_REVOIR}))
    restes = [
        Reste(_denombrer(n, *formes), reverse("controles", query={"annee": annee, **criteres}))
        for n, formes, criteres in sortes
        if n
    ]
    return Ecarts(annee, tuple(restes), compte.comptes_a)


def adhesions_sans_participation(compte: EcartsComptes) -> list[Reste]:
    """Celles que les contrôles relèvent : il faut pour les trouver le coût de chaque service."""
    combien = compte.du_controle(SANS_PARTICIPATION)
    if not combien:
        return []
    phrase = _denombrer(combien, "adhésion sans participation", "adhésions sans participation")
    return [
        Reste(phrase, f"{reverse('controles', query={'annee': compte.annee})}#{SANS_PARTICIPATION}")
    ]


def _denombrer(combien: int, singulier: str, pluriel: str) -> str:
    return f"{nombre(combien)}{INSECABLE}{accord(combien, singulier, pluriel)}"
