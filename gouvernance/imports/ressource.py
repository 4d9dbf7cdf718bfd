"""Ce qui s'importe : une ressource par sorte d'objet, ses colonnes et ce qu'elles veulent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Field as Champ
from django.db.models import Model, QuerySet
from django.utils.functional import classproperty
from import_export.fields import Field
from import_export.resources import ModelResource

from gouvernance.exports import Colonne as ColonneExportee
from gouvernance.exports import Genre
from gouvernance.imports.annuaires import Annuaire, Reference
from gouvernance.imports.contexte import Contexte
from gouvernance.imports.fautes import Faute
from gouvernance.imports.resultats import Question
from gouvernance.imports.valeurs import Annee, Nombre, Texte, Valeur, uniforme

Cle = tuple[Any, ...]


class Colonne(Field):
    """Une colonne du fichier : son nom, s'il la faut, ce qu'on y écrit, un exemple réel."""

    widget: Valeur

    def __init__(
        self,
        attribut: str,
        nom: str,
        valeur: Valeur | None = None,
        *,
        obligatoire: bool = False,
        aide: str = "",
        exemple: object = None,
        autres_noms: Iterable[str] = (),
        lue_seulement: bool = False,
    ):
        super().__init__(attribut, nom, valeur or Texte(), readonly=lue_seulement)
        self.nom = nom
        self.obligatoire = obligatoire
        self.aide = aide
        self.exemple = exemple
        self.autres_noms = tuple(autres_noms)

    @property
    def exportee(self) -> ColonneExportee:
        est_nombre = isinstance(self.widget, Nombre) and not isinstance(self.widget, Annee)
        return ColonneExportee(
            self.attribute, self.nom, Genre.NOMBRE if est_nombre else Genre.TEXTE
        )


def en_cle(valeur: object) -> object:
    """Ce qui se compare d'une valeur : un objet par son numéro, un texte sans ses insécables."""
    match valeur:
        case Model():
            return valeur.pk
        case str():
            return uniforme(valeur)
    return valeur


class Ressource(ModelResource):
    """Une sorte d'objet à importer ; `Meta.import_id_fields` désigne ce qui reconnaît une ligne.

    Une colonne absente du fichier et une cellule vide n'effacent rien ; un tiret efface.
    """

    code = ""
    titre = ""
    chapeau = ""
    # Phrase de chaque règle tenue par un déclencheur de la base, par son nom.
    phrases_des_regles: Mapping[str, str] = {}

    @classproperty
    def colonnes(cls) -> tuple[Colonne, ...]:  # noqa: N805 – une propriété de classe
        return tuple(cls.fields[nom] for nom in cls._meta.fields)

    @classproperty
    def permissions(cls) -> tuple[str, ...]:  # noqa: N805
        """Droits qu'il faut, tous, pour importer."""
        meta = cls._meta.model._meta
        return tuple(f"{meta.app_label}.{verbe}_{meta.model_name}" for verbe in ["add", "change"])

    def __init__(self, **options):
        super().__init__(**options)
        # La bibliothèque suit l'ordre du modèle ; un parent se lit avant ce qu'il contient.
        self.fields = {nom: self.fields[nom] for nom in self._meta.fields}

    def champ(self, colonne: Colonne) -> Champ:
        return self._meta.model._meta.get_field(colonne.attribute)

    def colonnes_deduites(self, titres: Collection[str]) -> Collection[str]:
        """Colonnes obligatoires qu'un fichier de cette forme peut ne pas avoir."""
        return ()

    def questions_prealables(
        self, titres: Collection[str], contexte: Contexte
    ) -> Iterable[Question]:
        """Ce que le fichier entier ne dit pas."""
        return ()

    def retenir(self, lues: dict[str, Any], brutes: Mapping[str, Any], contexte: Contexte) -> bool:
        """Faux pour une ligne qui ne concerne pas le site ; peut compléter les valeurs lues.

        `lues` va par nom de colonne, `brutes` par titre du fichier, normalisé.
        """
        return True

    def remarques(self, contexte: Contexte) -> Iterable[str]:
        """Ce qui a été laissé de côté, une fois tout lu."""
        return ()

    def cle_lue(self, valeurs: Mapping[str, Any]) -> Cle:
        """Ce qui reconnaît la ligne ; une colonne absente y vaut sa valeur par défaut."""
        colonnes = [self.fields[nom] for nom in self.get_import_id_fields()]
        return tuple(
            en_cle(
                valeurs[colonne.attribute]
                if colonne.attribute in valeurs
                else self.champ(colonne).get_default()
            )
            for colonne in colonnes
        )

    def cle_connue(self, objet: Model) -> Cle:
        meta = self._meta.model._meta
        noms = self.get_import_id_fields()
        return tuple(en_cle(getattr(objet, meta.get_field(nom).attname)) for nom in noms)

    def lire_existants(self, contexte: Contexte) -> dict[Cle, Model]:
        return {self.cle_connue(objet): objet for objet in self.lire_relies(contexte)}

    def lire_relies(self, contexte: Contexte, lignes: QuerySet | None = None) -> Iterator[Model]:
        """Objets de la base, dont les relations viennent des annuaires : une requête en tout."""
        relations = list(self.relations(contexte))
        queryset = self.get_queryset() if lignes is None else lignes
        for objet in queryset.order_by("pk"):
            for champ, annuaire in relations:
                autre = annuaire.par_pk.get(getattr(objet, champ.attname))
                if autre is not None:
                    setattr(objet, champ.name, autre)
            yield objet

    def relations(self, contexte: Contexte) -> Iterator[tuple[Champ, Annuaire]]:
        for colonne in self.fields.values():
            if isinstance(colonne.widget, Reference) and not colonne.readonly:
                yield self.champ(colonne), contexte.annuaire(colonne.widget.annuaire)

    def chercher(self, valeurs: Mapping[str, Any], existants: dict[Cle, Model]) -> Model | None:
        """L'objet dont parle la ligne ; lève `ValeurRefusee` s'il ne peut être reconnu."""
        return existants.get(self.cle_lue(valeurs))

    def connue(self, objet: Model, colonne: Colonne) -> object:
        """Ce que la base dit aujourd'hui de cette colonne."""
        return getattr(objet, colonne.attribute)

    def refuser_creation(self, objet: Model) -> str:
        """Phrase, si cette ligne ne peut créer un objet."""
        return ""

    def completer(self, objet: Model, contexte: Contexte, *, est_neuve: bool) -> None:
        """Pose ce que la ligne ne dit pas mais implique."""

    def verifier(self, objet: Model, contexte: Contexte) -> Iterable[tuple[str, str]]:
        """Fautes d'un objet neuf ou changé que le modèle ne voit pas : attribut et phrase."""
        return ()

    def verifier_ensemble(
        self, touches: Sequence[tuple[int, Model]], contexte: Contexte
    ) -> Iterable[Faute]:
        """Fautes que les lignes font ensemble, une fois toutes justes."""
        return ()

    def champs_lies(self, champs: set[str]) -> set[str]:
        """Les champs à écrire, avec ceux qui s'en déduisent."""
        return champs

    def nommer(self, objet: Model) -> str:
        return str(objet)

    def exporter_ligne(self, objet: Model, contexte: Contexte) -> tuple[object, ...]:
        return tuple(
            colonne.export(objet, lecture=contexte, objet=objet) for colonne in self.fields.values()
        )
