from operator import attrgetter

from django import forms
from django.core.exceptions import ValidationError

from gouvernance.documents.examen import EXTENSIONS, FichierRefuse, examiner
from gouvernance.francais import date_en_lettres
from gouvernance.models import Consultation, Deliberation, Seance
from gouvernance.seances.forms import saisie_de_date


class DocumentForm(forms.Form):
    """Fichier à joindre à une séance ou à une consultation."""

    titre = forms.CharField(label="Titre", max_length=200)
    date = forms.DateField(label="Date du document", widget=saisie_de_date())
    fichier = forms.FileField(
        label="Fichier",
        help_text="PDF, ODT, ODS, DOCX ou XLSX ; 20 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        error_messages={
            "empty": "Ce fichier est vide.",
            "required": "Choisissez le fichier à joindre.",
        },
    )

    def __init__(self, *args, porteur: Seance | Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.porteur = porteur

    def clean_fichier(self):
        """Le fichier et ce que son contenu dit de lui."""
        fichier = self.cleaned_data["fichier"]
        try:
            self.examen = examiner(fichier)
        except FichierRefuse as refus:
            raise ValidationError(str(refus)) from refus
        if deja := self.porteur.documents.filter(empreinte=self.examen.empreinte).first():
            jour = date_en_lettres(deja.date)
            raise ValidationError(f"Ce fichier est déjà joint : « {deja.titre} », du {jour}.")
        return fichier


class DocumentDeSeanceForm(DocumentForm):
    deliberation = forms.ModelChoiceField(
        Deliberation.objects.none(),
        label="Délibération qu’il accompagne",
        required=False,
        empty_label="Aucune : toute la séance",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deliberation"].queryset = self.porteur.deliberations.all()
        self.fields["deliberation"].label_from_instance = attrgetter("objet")
