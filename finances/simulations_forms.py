from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory

from finances.models import Hypothese, Scenario
from gouvernance.models import Collectivite
from services_communs.models import ServiceCommun

LIGNES_VIDES = 4
LIGNES_AU_PLUS = 200
EXERCICES_AU_PLUS = 20
COMPARES_AU_PLUS = 2
Nature = Hypothese.Nature


class ScenarioForm(forms.ModelForm):
    premier_exercice = forms.IntegerField(label="Premier exercice", min_value=1950, max_value=2100)
    dernier_exercice = forms.IntegerField(label="Dernier exercice", min_value=1950, max_value=2120)

    class Meta:
        model = Scenario
        fields = [
            "nom",
            "premier_exercice",
            "dernier_exercice",
            "partage_par_population",
            "denominateur_cif",
            "commentaire",
        ]
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 3})}

    def clean_nom(self):
        nom = self.cleaned_data["nom"]
        memes = Scenario.objects.filter(auteur=self.instance.auteur, nom=nom)
        if memes.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Vous avez déjà un scénario de ce nom.")
        return nom

    def clean(self):
        premier = self.cleaned_data.get("premier_exercice")
        dernier = self.cleaned_data.get("dernier_exercice")
        if premier and dernier and not premier <= dernier <= premier + EXERCICES_AU_PLUS:
            self.add_error(
                "dernier_exercice",
                "Le dernier exercice suit le premier, vingt ans après au plus.",
            )


class HypotheseForm(forms.ModelForm):
    class Meta:
        model = Hypothese
        fields = ["nature", "service", "commune", "date_effet", "valeur"]
        widgets = {"date_effet": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args, communes, services, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, lignes in [("commune", communes), ("service", services)]:
            champ = self.fields[nom]
            champ.queryset = champ.queryset.filter(pk__in=[ligne.pk for ligne in lignes])
            # Lus une fois pour toutes les lignes, et non à chacune.
            champ.choices = [("", "…"), *((ligne.pk, str(ligne)) for ligne in lignes)]
        self.fields["nature"].choices = [("", "…"), *Nature.choices]
        if self.instance.valeur is not None:
            self.initial["valeur"] = f"{self.instance.valeur.normalize():f}"

    def clean(self):
        nature, commune = self.cleaned_data.get("nature"), self.cleaned_data.get("commune")
        valeur = self.cleaned_data.get("valeur")
        if nature == Nature.COUT and commune:
            self.add_error(
                "commune", "Un coût est celui du service : ne choisissez pas de commune."
            )
        if nature and nature != Nature.COUT and not commune and "commune" not in self.errors:
            self.add_error("commune", "Choisissez la commune de cette hypothèse.")
        a_une_valeur = nature in {Nature.COUT, Nature.VALEUR}
        if a_une_valeur and valeur is None and "valeur" not in self.errors:
            self.add_error("valeur", "Écrivez le coût annuel ou la valeur de clé supposés.")


class HypothesesFormSet(BaseInlineFormSet):
    def __init__(self, *args, utilisateur, **kwargs):
        communes = Collectivite.objects.visibles_par(utilisateur).communes()
        choix = {
            "communes": list(communes.order_by("nom_de_tri", "pk")),
            "services": list(ServiceCommun.objects.order_by("nom_de_tri", "pk")),
        }
        super().__init__(*args, form_kwargs=choix, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette hypothèse"


HypotheseFormSet = inlineformset_factory(
    Scenario,
    Hypothese,
    form=HypotheseForm,
    formset=HypothesesFormSet,
    extra=LIGNES_VIDES,
    can_delete_extra=False,
    max_num=LIGNES_AU_PLUS,
    absolute_max=2 * LIGNES_AU_PLUS,
    validate_max=True,
)


class ComparaisonForm(forms.Form):
    avec = forms.TypedMultipleChoiceField(
        label="Comparer avec",
        help_text="Un ou deux autres scénarios, sur les mêmes exercices.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, donnees, *, scenarios):
        super().__init__(donnees)
        self.scenarios = {scenario.pk: scenario for scenario in scenarios}
        self.fields["avec"].choices = [(pk, str(autre)) for pk, autre in self.scenarios.items()]

    def clean_avec(self):
        choisis = self.cleaned_data["avec"]
        if len(choisis) > COMPARES_AU_PLUS:
            raise forms.ValidationError("Comparez avec un ou deux scénarios.")
        return [self.scenarios[pk] for pk in choisis]
