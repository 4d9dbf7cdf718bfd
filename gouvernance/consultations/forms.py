"""Formulaires d'une consultation : l'ouvrir, noter une réponse, dater, conclure."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils import timezone

from gouvernance.consultations.operations import fautes_d_ouverture
from gouvernance.etat_au import JourField
from gouvernance.francais import date_en_lettres
from gouvernance.historique.formulaires import (
    CHAMP_DU_MOTIF,
    AMotiver,
    Motive,
    demander_un_motif,
)
from gouvernance.models import Collectivite, Consultation, Deliberation, Population, ReponseCommune
from gouvernance.regles import REGLES, Attente

# Champs que seule une nature de consultation demande.
CHAMPS_PROPRES = {
    "schema": ["schema"],
    "pacte": ["pacte"],
    "rapport_clect": ["population", "millesime"],
}
# La loi veut l'avis ou l'accord de chaque conseil municipal.
NATURES_DE_TOUTES = {"schema", "pacte", "rapport_clect"}


class ChoixDeCommunes(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple(attrs={"class": "communes"})

    def label_from_instance(self, commune):
        if commune.date_fin:
            return f"{commune.nom} (jusqu’au {date_en_lettres(commune.date_fin)})"
        return commune.nom


class ChoixDUneCommune(forms.ModelChoiceField):
    """Une seule commune, rendue comme une liste d'une commune."""

    def clean(self, value):
        commune = super().clean(value)
        return [commune] if commune else []


def champ_de_date(libelle: str, **options) -> forms.DateField:
    saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=libelle, widget=saisie, **options)


class OuvertureForm(forms.ModelForm):
    transmise_le = champ_de_date(
        "Transmise aux communes le", help_text="Le délai court de ce jour-là."
    )

    class Meta:
        model = Consultation
        fields = [
            "objet",
            "schema",
            "pacte",
            "transmise_le",
            "population",
            "millesime",
            "commentaire",
        ]
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, donnees=None, *, nature: str, **options):
        super().__init__(donnees, instance=Consultation(nature=nature), **options)
        propres = {champ for champs in CHAMPS_PROPRES.values() for champ in champs}
        for champ in propres - set(CHAMPS_PROPRES.get(nature, [])):
            del self.fields[champ]
        if "millesime" in self.fields:
            self.fields["millesime"] = champ_de_millesime()
        self.initial["transmise_le"] = self.initial.get("transmise_le") or timezone.localdate()
        self.fields["communes"] = champ_de_communes(nature)
        self.order_fields(["objet", "schema", "pacte", "transmise_le", "communes"])

    def clean(self):
        super().clean()
        jour, communes = (self.cleaned_data.get(nom) for nom in ["transmise_le", "communes"])
        if jour and communes is not None:
            for champ, faute in fautes_d_ouverture(self.instance.nature, jour, communes).items():
                self.add_error(champ, faute)


def champ_de_communes(nature: str) -> forms.Field:
    """Une commune à choisir, ou des cases ; toutes cochées quand la loi les veut toutes."""
    communes = Collectivite.objects.communes().order_by("nom_de_tri", "pk")
    if nature == "commune_seule":
        return ChoixDUneCommune(communes, label="Commune concernée", empty_label="Choisir")
    membres = communes.membres_le(timezone.localdate())
    aide = ""
    if REGLES[nature].attente == Attente.MAJORITE_QUALIFIEE:
        aide = "La majorité se compte sur toutes les communes."
    elif nature in NATURES_DE_TOUTES:
        aide = "Chaque conseil municipal donne son avis."
    return ChoixDeCommunes(
        communes,
        label="Communes consultées",
        help_text=aide,
        initial=list(membres) if nature in NATURES_DE_TOUTES else None,
    )


def champ_de_millesime() -> forms.Field:
    connus = Population.objects.order_by("-millesime").values_list("millesime", flat=True)
    return forms.TypedChoiceField(
        label="Millésime du recensement",
        choices=[
            ("", "celui qui est en vigueur à la transmission"),
            *((millesime, millesime) for millesime in connus.distinct()),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )


class ReponseForm(Motive, forms.Form):
    """Réponse d'une commune, et sa délibération : déjà enregistrée, ou à enregistrer."""

    sens = forms.ChoiceField(
        label="Réponse du conseil municipal",
        choices=ReponseCommune.Sens.choices,
        widget=forms.RadioSelect,
    )
    rendue_le = champ_de_date("Délibérée le")
    deliberation = forms.ModelChoiceField(
        Deliberation.objects.none(),
        label="Délibération déjà enregistrée",
        required=False,
        empty_label="aucune, ou à enregistrer ci-dessous",
    )
    numero = forms.CharField(
        label="Numéro de la délibération à enregistrer", max_length=40, required=False
    )
    adresse = forms.URLField(
        label="Adresse de l’acte publié", required=False, assume_scheme="https"
    )
    observations = forms.CharField(
        label="Observations", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args, reponse: ReponseCommune, **options):
        super().__init__(*args, **options)
        self.reponse = reponse
        siennes = Deliberation.objects.filter(collectivite=reponse.commune)
        self.fields["deliberation"].queryset = siennes.filter(
            date__gte=reponse.transmise_le
        ).order_by("-date", "pk")
        demander_un_motif(self, reponse)

    def clean(self):
        super().clean()
        acte, jour = self.cleaned_data.get("deliberation"), self.cleaned_data.get("rendue_le")
        if acte and self._a_enregistrer():
            self.add_error(
                "deliberation",
                "Choisissez une délibération, ou décrivez-en une nouvelle : pas les deux.",
            )
        elif acte and jour and acte.date != jour:
            self.add_error(
                "rendue_le",
                f"La délibération choisie est du {date_en_lettres(acte.date)}.",
            )

    def _a_enregistrer(self) -> bool:
        return bool(self.cleaned_data.get("numero") or self.cleaned_data.get("adresse"))

    def lire_deliberation(self) -> Deliberation | None:
        """Celle qui est choisie, ou une nouvelle, pas encore enregistrée."""
        if not self._a_enregistrer():
            return self.cleaned_data["deliberation"]
        commune = self.reponse.commune
        return Deliberation(
            collectivite=commune,
            assemblee=f"conseil municipal {commune.de}",
            date=self.cleaned_data["rendue_le"],
            objet=self.reponse.consultation.objet,
            numero=self.cleaned_data["numero"],
            adresse=self.cleaned_data["adresse"],
        )


class MotifSeulForm(forms.Form):
    """Un bouton qui écrit : rien à remplir, sauf un motif s'il en faut un."""

    def __init__(self, *args, objet: Model, **options):
        super().__init__(*args, **options)
        demander_un_motif(self, objet, est_exige=True)

    @property
    def motif(self) -> str:
        return self.cleaned_data.get(CHAMP_DU_MOTIF, "").strip()

    def lire(self) -> str:
        """Lève `ValidationError` si le motif demandé manque."""
        if not self.is_valid():
            raise ValidationError([faute for fautes in self.errors.values() for faute in fautes])
        return self.motif


class TransmissionForm(AMotiver, forms.ModelForm):
    transmise_le = champ_de_date("Reçue par la commune le")

    class Meta:
        model = ReponseCommune
        fields = ["transmise_le"]


class ConclusionForm(Motive, forms.ModelForm):
    """La délibération du conseil métropolitain qui suit la consultation.

    La rattacher est l'étape qui suit la clôture ; en changer demande un motif.
    """

    class Meta:
        model = Consultation
        fields = ["deliberation"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        actes = Deliberation.objects.filter(
            collectivite__nature=Collectivite.Nature.METROPOLE,
            date__gte=self.instance.transmise_le,
        )
        champ = self.fields["deliberation"]
        champ.queryset = actes.order_by("-date", "pk")
        champ.empty_label = "aucune"
        champ.help_text = "Celles de la métropole, depuis la transmission."
        if self.instance.deliberation_id:
            demander_un_motif(self, self.instance)


class JourForm(forms.Form):
    au = JourField(label="État au")


def reporter(formulaire: forms.BaseForm, erreur: ValidationError) -> None:
    """Met chaque faute sous son champ ; celle d'un champ absent, en tête du formulaire."""
    fautes = erreur.error_dict if hasattr(erreur, "error_dict") else {NON_FIELD_ERRORS: erreur}
    for champ, faute in fautes.items():
        formulaire.add_error(champ if champ in formulaire.fields else None, faute)
