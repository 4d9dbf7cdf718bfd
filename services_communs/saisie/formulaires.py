"""Formulaires d'une fiche : enregistrés ensemble, ou montrés sans être jugés s'ils viennent
d'un brouillon."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict

from gouvernance.francais import INSECABLE, date_en_lettres, mesure
from services_communs.models import (
    CommunesConcernees,
    Effectif,
    Fiche,
    Mesure,
    Objectif,
    PisteAction,
    Realisation,
)
from services_communs.saisie import contenu
from services_communs.saisie.champs import (
    AnneeField,
    CollectivitesField,
    EntierField,
    JourField,
    NombreField,
    TexteField,
)

LIGNES_AU_PLUS = 300
# Une échéance plus lointaine est une faute de frappe.
PORTEE_EN_ANNEES = 30


class SaisieForm(forms.ModelForm):
    """`a_verifier` faux : la saisie est montrée telle quelle, sans erreurs."""

    def __init__(self, *args, annee, choix=(), a_verifier=True, **kwargs):
        self.annee = annee
        self.a_verifier = a_verifier
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            if isinstance(champ, CollectivitesField):
                champ.choices = choix
                self.cases = champ

    def full_clean(self):
        if self.a_verifier:
            return super().full_clean()
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return None

    def clean(self):
        """Sans l'unicité que `ModelForm` chercherait dans la base à chaque ligne."""


class TextesForm(SaisieForm):
    class Meta:
        model = Fiche
        fields = contenu.TEXTES
        field_classes = dict.fromkeys(contenu.TEXTES, TexteField)


class ObjectifForm(SaisieForm):
    class Meta:
        model = Objectif
        fields = ["texte"]
        field_classes = {"texte": TexteField}
        widgets = {"texte": forms.Textarea(attrs={"rows": 2})}


class AvecCollectivites:
    @property
    def noms_coches(self) -> list[str]:
        cochees = {str(pk) for pk in self[self.champ_des_cases].value() or ()}
        return [nom for pk, nom in self.cases.choices if str(pk) in cochees]


class ConcerneesForm(AvecCollectivites, SaisieForm):
    champ_des_cases = "collectivites"
    collectivites = CollectivitesField(label="Collectivités")

    class Meta:
        model = CommunesConcernees
        fields = contenu.CHAMPS_CONCERNEES
        field_classes = {"annee": AnneeField, "condition": TexteField}

    def clean_annee(self):
        annee = self.cleaned_data["annee"]
        if annee and abs(annee - self.annee) > PORTEE_EN_ANNEES:
            raise ValidationError("L’année s’écrit sur quatre chiffres, par exemple 2021.")
        return annee


class PisteForm(SaisieForm):
    """Une action et, dessous, les collectivités qu'elle concerne année par année."""

    class Meta:
        model = PisteAction
        fields = contenu.CHAMPS_PISTE
        field_classes = {"texte": TexteField, "formalisme": TexteField}
        widgets = {"texte": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.concernees = ConcerneesFormSet(
            self.data if self.is_bound else None,
            initial=self.initial.get("concernees", ()),
            prefix=f"{self.prefix}-concernees",
            a_verifier=self.a_verifier,
            form_kwargs={"annee": self.annee, "choix": kwargs["choix"]},
        )

    def has_changed(self):
        return super().has_changed() or self.concernees.has_changed()

    def is_valid(self):
        return super().is_valid() and self.concernees.is_valid()


class RealisationForm(AvecCollectivites, SaisieForm):
    champ_des_cases = "beneficiaires"
    echeance = JourField(label="Date ou échéance", required=False)
    beneficiaires = CollectivitesField(label="Collectivités bénéficiaires")

    class Meta:
        model = Realisation
        fields = contenu.CHAMPS_REALISATION
        field_classes = dict.fromkeys(
            ["titre", "rubrique", "detail", "autres_beneficiaires"], TexteField
        )
        labels = {"autres_beneficiaires": "Autres bénéficiaires"}

    @property
    def etat_en_clair(self) -> str:
        return dict(Realisation.Etat.choices).get(self["etat"].value(), "")

    @property
    def quand(self) -> str:
        """« septembre 2020 », d'une réalisation déjà enregistrée."""
        jour = self.initial.get("echeance")
        return date_en_lettres(jour, self.initial["precision"]) if jour else ""

    def clean(self):
        echeance, etat = self.cleaned_data.get("echeance"), self.cleaned_data.get("etat")
        if not echeance:
            return
        if abs(echeance.year - self.annee) > PORTEE_EN_ANNEES:
            self.add_error("echeance", f"Vérifiez l’année : {echeance.year}.")
        elif etat == Realisation.Etat.REALISEE and echeance.year > self.annee:
            self.add_error(
                "echeance",
                f"Réalisée en {self.annee}, elle n’est pas datée de {echeance.year} : corrigez la "
                "date, ou choisissez «\u00a0en cours\u00a0» ou «\u00a0prévue\u00a0».",
            )


class MesureForm(SaisieForm):
    """Valeur d'un indicateur ; laissée vide, l'indicateur reste sans valeur."""

    valeur = NombreField(label="Valeur", max_digits=16, decimal_places=2, required=False)
    date = JourField(label="Observée le", required=False)

    class Meta:
        model = Mesure
        fields = contenu.CHAMPS_MESURE
        field_classes = {
            "valeur_maximale": NombreField,
            "periode": TexteField,
            "commentaire": TexteField,
        }
        labels = {"valeur_maximale": "Jusqu’à (fourchette)"}
        help_texts = {"valeur_maximale": "", "periode": "Vide : l’année entière."}

    def __init__(self, *args, indicateur, precedente, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicateur = indicateur
        self.precedente = precedente
        self.instance.annee = self.annee
        self.fields["valeur"].label = f"Valeur {self.annee}"

    @property
    def precedente_en_clair(self) -> str:
        return self._en_clair(self.precedente)

    @property
    def enregistree_en_clair(self) -> str:
        return self._en_clair(self.initial if self.initial.get("valeur") is not None else None)

    def _en_clair(self, donnee: dict | None) -> str:
        """« environ 50 projets (septembre à décembre) »."""
        if donnee is None:
            return ""
        ecrite = mesure(donnee["valeur"], donnee["valeur_maximale"], donnee["qualificatif"])
        unite = f"{INSECABLE}{self.indicateur.unite}" if self.indicateur.unite else ""
        periode = f" ({donnee['periode']})" if donnee["periode"] else ""
        return f"{ecrite}{unite}{periode}"

    @property
    def est_precisee(self) -> bool:
        precisions = ["valeur_maximale", "periode", "date", "commentaire"]
        return bool(self.errors) or any(self[nom].value() for nom in precisions)

    def clean(self):
        valeur = self.cleaned_data.get("valeur")
        maximum = self.cleaned_data.get("valeur_maximale")
        if "valeur" in self.errors:
            return
        precisions = ["valeur_maximale", "periode", "date", "commentaire"]
        if valeur is None and any(self.cleaned_data.get(nom) for nom in precisions):
            self.add_error(
                "valeur", "Écrivez la valeur que vous précisez, ou videz aussi les précisions."
            )
        elif valeur is not None and maximum is not None and maximum <= valeur:
            self.add_error("valeur_maximale", "Elle doit dépasser la première valeur.")


class EffectifForm(SaisieForm):
    agents = EntierField(label="Agents", required=False, min_value=0, max_value=32_767)
    etp = NombreField(label="ETP", required=False, min_value=0, max_digits=7, decimal_places=2)
    date = JourField(label="Observé le", required=False)

    class Meta:
        model = Effectif
        fields = contenu.CHAMPS_EFFECTIF

    def clean(self):
        jour = self.cleaned_data.get("date")
        if jour and jour.year != self.annee:
            self.add_error(
                "date",
                f"L’effectif de {self.annee} se compte en {self.annee}, non le "
                f"{date_en_lettres(jour)}.",
            )
        elif jour in self.initial.get("jours_pris", ()):
            self.add_error("date", "Un autre effectif est déjà enregistré à cette date.")
        if self.est_rempli and not jour and "date" not in self.errors:
            self.add_error("date", "Dites quel jour l’effectif a été compté.")

    def _post_clean(self):
        # Laissé vide, il n'y a pas d'effectif : la base n'a rien à y redire.
        if self.est_rempli:
            super()._post_clean()

    @property
    def est_rempli(self) -> bool:
        return any(self.cleaned_data.get(nom) is not None for nom in ["agents", "etp"])


class LignesFormSet(BaseFormSet):
    """Lignes dans leur ordre ; celles qu'on laisse vides ou qu'on retire ne comptent pas."""

    def __init__(self, *args, a_verifier=True, form_kwargs, **kwargs):
        self.a_verifier = a_verifier
        super().__init__(*args, form_kwargs=form_kwargs | {"a_verifier": a_verifier}, **kwargs)
        # Sans script, il faut une ligne où commencer.
        self.extra = 0 if self.initial else 1

    def full_clean(self):
        if self.a_verifier:
            return super().full_clean()
        self._errors, self._non_form_errors = [], self.error_class()
        return None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Rang"
        form.fields["ORDER"].widget.attrs["min"] = 1
        form.fields["DELETE"].label = "Retirer"


def lignes(formulaire):
    return formset_factory(
        formulaire,
        formset=LignesFormSet,
        can_delete=True,
        can_order=True,
        max_num=LIGNES_AU_PLUS,
        absolute_max=2 * LIGNES_AU_PLUS,
        validate_max=True,
    )


ConcerneesFormSet = lignes(ConcerneesForm)
ObjectifFormSet = lignes(ObjectifForm)
PisteFormSet = lignes(PisteForm)
RealisationFormSet = lignes(RealisationForm)
