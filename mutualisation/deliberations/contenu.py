"""Ce qu'une délibération décide dans les services communs et les finances."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from finances.chapitres import libelle_du_payeur
from finances.models import AttributionCompensation, EvaluationCLECT, Participation
from gouvernance.deliberations.contenu import Effet
from gouvernance.francais import date_en_lettres
from gouvernance.models import Deliberation
from services_communs.models import Adhesion, Avenant, Convention


def lire_effets(acte: Deliberation, utilisateur) -> list[Effet]:
    """Ceux que cette personne peut lire, en un nombre constant de requêtes."""
    return [
        *_conventions(acte, utilisateur),
        *_adhesions(acte, utilisateur),
        *_evaluations(acte, utilisateur),
        *_participations(acte, utilisateur),
        *_attributions(acte, utilisateur),
    ]


def _conventions(acte: Deliberation, utilisateur) -> list[Effet]:
    """Conventions et avenants, chacun menant à la page de la convention, en une requête."""
    visibles = Convention.objects.visibles_par(utilisateur)
    avenants = Avenant.objects.filter(deliberations=acte, convention__in=visibles)
    numero = Cast("numero", CharField())
    intitule = Concat(Value("Avenant n° "), numero, Value(" : "), F("objet"))
    lignes = [
        lignes.order_by()
        .annotate(nature=Value(nature, CharField()), libelle=libelle, cle=cle)
        .values_list("nature", "libelle", "cle")
        for nature, lignes, libelle, cle in [
            ("Avenants", avenants, intitule, F("convention")),
            ("Conventions", visibles.filter(deliberations=acte), F("objet"), F("pk")),
        ]
    ]
    return [
        Effet(nature, libelle, reverse("convention_detail", args=[cle]))
        for nature, libelle, cle in sorted(lignes[0].union(lignes[1]))
    ]


def _adhesions(acte: Deliberation, utilisateur) -> list[Effet]:
    adhesions = Adhesion.objects.visibles_par(utilisateur).filter(deliberations=acte)
    return [
        Effet("Adhésions", f"{a.collectivite} : {a.service}", a.service.get_absolute_url())
        for a in adhesions.avec_relations().rangees_par_commune()
    ]


def _evaluations(acte: Deliberation, utilisateur) -> list[Effet]:
    evaluations = EvaluationCLECT.objects.visibles_par(utilisateur).filter(deliberations=acte)
    return [
        Effet(
            "Évaluations de la CLECT",
            f"{evaluation.objet}, {date_en_lettres(evaluation.date)}",
            evaluation.get_absolute_url(),
        )
        for evaluation in evaluations
    ]


def _participations(acte: Deliberation, utilisateur) -> list[Effet]:
    participations = Participation.objects.visibles_par(utilisateur).filter(deliberation=acte)
    return [
        Effet(
            "Participations",
            f"{libelle_du_payeur(p.payeur)}, {p.exercices}",
            p.get_absolute_url(),
        )
        for p in participations.avec_relations()
    ]


def _attributions(acte: Deliberation, utilisateur) -> list[Effet]:
    attributions = AttributionCompensation.objects.visibles_par(utilisateur)
    return [
        Effet(
            "Attributions de compensation",
            f"{a.commune}, {a.exercice}",
            reverse("attribution_detail", args=[a.commune.code_insee, a.exercice]),
        )
        for a in attributions.filter(deliberation=acte).select_related("commune")
    ]
