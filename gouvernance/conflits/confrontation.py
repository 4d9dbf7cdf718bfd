"""La garde d'un formulaire : ce qu'il porte quand on l'ouvre, ce qu'on en fait quand il revient."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, QueryDict

from gouvernance.conflits.description import Conflit, decrire
from gouvernance.conflits.examen import Bilan, Examen
from gouvernance.conflits.jetons import NOM_DU_JETON, Version
from gouvernance.conflits.lignes import ExamenDesLignes
from gouvernance.conflits.versions import lire_ecritures, lire_etats, lire_numeros, verrouiller

Lignes = Sequence[BaseInlineFormSet]
Construire = Callable[[QueryDict | None], tuple[ModelForm, Lignes]]


@dataclass(frozen=True, slots=True)
class Confrontation:
    """La version à faire porter au formulaire s'il revient, et ce qui empêche de l'enregistrer."""

    jeton: str
    conflit: Conflit | None


def signer_le_formulaire(formulaire: ModelForm, lignes: Lignes = ()) -> str:
    """La version qu'on lit en ouvrant la page ; rien pour un objet à créer."""
    objet = formulaire.instance
    if objet.pk is None:
        return ""
    numero = lire_numeros(type(objet), [objet.pk]).get(str(objet.pk))
    return Version(numero, {f.prefix: _numeros(f) for f in lignes}).signer(objet)


def _numeros(formset: BaseInlineFormSet) -> dict:
    return lire_numeros(formset.model, [objet.pk for objet in formset.get_queryset()])


def verrouiller_le_formulaire(formulaire: ModelForm, lignes: Lignes = ()) -> None:
    """L'objet puis ses lignes, qu'une autre page peut changer une à une.

    Les formulaires sont à reconstruire ensuite : ils ont lu la base avant d'attendre leur tour.
    """
    verrouiller(type(formulaire.instance), [formulaire.instance.pk])
    for formset in lignes:
        verrouiller(formset.model, [objet.pk for objet in formset.get_queryset()])


def confronter(jeton: str, formulaire: ModelForm, lignes: Lignes = (), *, moi) -> Confrontation:
    """Compare à la base des formulaires postés, sous verrou, avant de les valider.

    Leur saisie commune (`data`, modifiable) reçoit ce que l'autre seul a changé et les choix
    faits : ce qui s'enregistre, ou revient à l'écran, est déjà fusionné.
    """
    objet = formulaire.instance
    lue, bilan = Version.lire(jeton, objet), Bilan()
    cle = str(objet.pk)
    actuel = lire_numeros(type(objet), [objet.pk]).get(cle)
    attente = {c: n for c, n in lue.attente.items() if c.startswith("objet:")}
    examen = Examen(formulaire, lue.numero, actuel, attente)
    if examen.est_a_faire:
        examen.etat = lire_etats([objet])[cle]
        examen.ecritures = lire_ecritures(type(objet), {cle: examen.depuis}).get(cle, [])
        examen.examiner(bilan)
    examens = [ExamenDesLignes(formset, lue) for formset in lignes]
    for lignes_examinees in examens:
        lignes_examinees.examiner(bilan)
    version = Version(actuel, {e.prefixe: e.numeros for e in examens}, bilan.attente)
    conflit = None if bilan.est_net else decrire(bilan, moi=moi, depart_connu=not lue.est_inconnue)
    return Confrontation(version.signer(objet), conflit)


def garder(request: HttpRequest, construire: Construire) -> tuple[ModelForm, Lignes, Confrontation]:
    """Les formulaires d'une page du site et leur garde, à l'ouverture comme à l'envoi.

    Dans une transaction ; `construire` reçoit les données postées, ou rien.
    """
    donnees = request.POST.copy() if request.method == "POST" else None
    formulaire, lignes = construire(donnees)
    objet = formulaire.instance
    if donnees is None or objet.pk is None:
        return formulaire, lignes, Confrontation(signer_le_formulaire(formulaire, lignes), None)
    verrouiller_le_formulaire(formulaire, lignes)
    objet.refresh_from_db()
    jeton = donnees.get(NOM_DU_JETON, "")
    confrontation = confronter(jeton, *construire(donnees), moi=request.user)
    return *construire(donnees), confrontation
