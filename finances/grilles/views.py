from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from finances.grilles.cles import construire_grille_cle
from finances.grilles.evaluations import (
    ENSEMBLE,
    construire_grille_couts,
    construire_grille_participations,
    services_de,
)
from finances.grilles.reconduction import reconduire_cle
from finances.models import (
    CleRepartition,
    CoutService,
    EvaluationCLECT,
    Participation,
    ValeurCle,
)
from gouvernance.grilles.declaration import Lien
from gouvernance.grilles.reglages import AnneeForm, lire_annee, vers_l_annee_suivante
from gouvernance.grilles.views import afficher_grille, saisie_reservee
from gouvernance.historique.formulaires import Motive, demander_un_motif
from gouvernance.historique.suivi import pour_motif


class ParticipationsForm(AnneeForm):
    mode = forms.ChoiceField(label="Mode", choices=Participation.Mode.choices)
    service = forms.ChoiceField(label="Service", required=False)


class ReconductionForm(Motive, forms.Form):
    annee = forms.IntegerField(
        label="À partir du 1er janvier",
        min_value=1950,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, cle: CleRepartition, **options):
        super().__init__(*args, **options)
        demander_un_motif(self, cle, est_exige=True)


@saisie_reservee(Participation)
def grille_participations(request: HttpRequest, pk: int) -> HttpResponse:
    """Les participations d'une évaluation : tous les services, ou un seul en détail."""
    evaluation = _chercher(request, pk)
    exercice = lire_annee(request.GET, _exercice(evaluation), "exercice")
    mode = request.GET.get("mode") or Participation.Mode.IMPUTATION_AC
    if mode not in Participation.Mode.values:
        raise Http404("Ce mode n’existe pas.")
    services = services_de(exercice, evaluation)
    par_code = {ENSEMBLE: ENSEMBLE, **{s.code: s for s in services}}
    code = request.GET.get("service", "")
    if code and code not in par_code:
        raise Http404("Ce service n’est pas ouvert cette année-là.")
    choix = [("", "Tous, côte à côte"), (ENSEMBLE, "Ensemble des services")]
    reglages = ParticipationsForm(_exercices(evaluation), exercice, "Exercice", "exercice")
    reglages.fields["service"].choices = [*choix, *((s.code, s.nom) for s in services)]
    reglages.initial |= {"mode": mode, "service": code}
    return afficher_grille(
        request,
        lambda: replace(
            construire_grille_participations(
                request.user, evaluation, exercice, mode, par_code.get(code)
            ),
            reglages=reglages,
            liens=(Lien(_vers("grille_couts", evaluation, exercice), "Coûts des services"),),
        ),
    )


@saisie_reservee(CoutService)
def grille_couts(request: HttpRequest, pk: int) -> HttpResponse:
    """Les coûts des services d'une évaluation, un exercice choisi."""
    evaluation = _chercher(request, pk)
    exercice = lire_annee(request.GET, _exercice(evaluation), "exercice")
    reglages = AnneeForm(_exercices(evaluation), exercice, "Exercice", "exercice")
    vers = Lien(_vers("grille_participations", evaluation, exercice), "Participations")
    suivante = vers_l_annee_suivante("grille_couts", exercice + 1, evaluation.pk, nom="exercice")
    return afficher_grille(
        request,
        lambda: replace(
            construire_grille_couts(request.user, evaluation, exercice),
            reglages=reglages,
            liens=(vers, suivante),
        ),
    )


@saisie_reservee(ValeurCle)
def grille_cle(request: HttpRequest, pk: int) -> HttpResponse:
    """Les valeurs d'une clé, une ligne par adhérent."""
    cle = get_object_or_404(CleRepartition.objects.select_related("service"), pk=pk)
    return afficher_grille(request, lambda: construire_grille_cle(request.user, cle))


@permission_required("finances.add_clerepartition", raise_exception=True)
def cle_reconduire(request: HttpRequest, pk: int) -> HttpResponse:
    """Clôt une clé et en ouvre une copie l'année suivante ; sa grille s'ouvre ensuite."""
    cle = get_object_or_404(CleRepartition.objects.select_related("service"), pk=pk)
    form = ReconductionForm(request.POST or None, initial={"annee": _annee_suivante(cle)}, cle=cle)
    if form.is_valid():
        try:
            with pour_motif(form.motif or "Clé reconduite."):
                suivante = reconduire_cle(cle=cle, annee=form.cleaned_data["annee"])
        except ValidationError as refus:
            form.add_error("annee", refus.messages)
        else:
            messages.success(request, f"Clé reconduite : {suivante}. Ses valeurs sont à relire.")
            return redirect("grille_cle", pk=suivante.pk)
    contexte = {"cle": cle, "form": form, "nombre": cle.valeurs.count()}
    return render(request, "grilles/reconduire_cle.html", contexte)


def _chercher(request: HttpRequest, pk: int) -> EvaluationCLECT:
    return get_object_or_404(EvaluationCLECT.objects.visibles_par(request.user), pk=pk)


def _annee_suivante(cle: CleRepartition) -> int:
    return (cle.date_fin or cle.date_debut).year + 1


def _exercice(evaluation: EvaluationCLECT) -> int:
    """Le premier que l'évaluation chiffre, sinon l'année de la séance."""
    premiere = evaluation.participations.order_by("exercice_debut", "pk").first()
    return premiere.exercice_debut if premiere else evaluation.date.year


def _exercices(evaluation: EvaluationCLECT) -> range:
    return range(evaluation.date.year, evaluation.date.year + 6)


def _vers(nom: str, evaluation: EvaluationCLECT, exercice: int) -> str:
    return reverse(nom, args=[evaluation.pk], query={"exercice": exercice})
