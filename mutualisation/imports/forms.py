from django import forms

from gouvernance.imports.bornes import TAILLE_MAXIMALE, en_mo
from gouvernance.imports.lecture import FORMATS_LUS
from gouvernance.imports.resultats import Question

ACCEPTES = ".csv,.xlsx,.xls,.ods,text/csv"


class EnvoiForm(forms.Form):
    """Fichier choisi par un agent, pour en voir l'effet."""

    fichier = forms.FileField(
        label="Fichier",
        help_text=f"{FORMATS_LUS}, {en_mo(TAILLE_MAXIMALE)} au plus.",
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ACCEPTES, "data-octets": TAILLE_MAXIMALE}),
    )
    feuille = forms.CharField(
        label="Feuille",
        help_text="Vide : la première feuille qui contient quelque chose.",
        required=False,
        max_length=120,
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAXIMALE:
            raise forms.ValidationError(
                f"Ce fichier pèse {en_mo(fichier.size)} ; un import en accepte au plus "
                f"{en_mo(TAILLE_MAXIMALE)}. Importez-le en plusieurs fois."
            )
        return fichier


class ReponsesForm(forms.Form):
    """Une liste de choix par nom que plusieurs objets peuvent porter."""

    def __init__(self, *args, questions: tuple[Question, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.cles = {}
        for rang, question in enumerate(questions, start=1):
            self.cles[f"reponse-{rang}"] = question.cle
            self.fields[f"reponse-{rang}"] = forms.ChoiceField(
                label=libelle(question),
                help_text=ou_est_la_question(question),
                choices=[("", "Choisissez…")]
                + [(candidat.valeur, candidat.libelle) for candidat in question.candidats],
                error_messages={"required": "Choisissez une réponse."},
            )

    @property
    def reponses(self) -> dict[str, str]:
        return {cle: self.cleaned_data[champ] for champ, cle in self.cles.items()}


def libelle(question: Question) -> str:
    if question.valeur:
        return f"{question.colonne} « {question.valeur} »"
    return question.colonne


def ou_est_la_question(question: Question) -> str:
    if not question.lignes:
        return ""
    *premieres, derniere = [str(ligne) for ligne in question.lignes[:10]]
    if len(question.lignes) > 10:
        return f"Lignes {', '.join([*premieres, derniere])}…"
    if not premieres:
        return f"Ligne {derniere}."
    return f"Lignes {', '.join(premieres)} et {derniere}."


class ConfirmationForm(forms.Form):
    """L'aperçu qui est confirmé, et pourquoi."""

    empreinte = forms.CharField(widget=forms.HiddenInput, max_length=64)
    motif = forms.CharField(
        label="Motif",
        help_text="Gardé dans l’historique de chaque ligne : d’où vient ce fichier, pourquoi il "
        "est importé.",
        required=False,
        max_length=200,
    )
