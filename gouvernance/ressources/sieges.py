"""Sièges des communes au conseil métropolitain."""

from collections.abc import Iterable

from gouvernance.imports.annuaires import Annuaire, Reference
from gouvernance.imports.collectivites import UneCollectivite, faute_d_appartenance
from gouvernance.imports.ressource import Colonne, Ressource
from gouvernance.imports.valeurs import Entier
from gouvernance.models import Collectivite, Mandature, Sieges


class AnnuaireDesMandatures(Annuaire):
    sorte = "mandature"
    aucun = "aucune"

    def lire(self) -> Iterable[Mandature]:
        return Mandature.objects.all()

    def noms(self, objet: Mandature) -> Iterable[str]:
        yield objet.nom


class SiegesRessource(Ressource):
    code = "sieges"
    titre = "Sièges des communes"
    chapeau = "Le nombre de conseillers métropolitains de chaque commune, et l’acte qui le fixe."
    mandature = Colonne(
        "mandature",
        "Mandature",
        Reference(AnnuaireDesMandatures),
        obligatoire=True,
        exemple="2020-2026",
    )
    commune = Colonne(
        "commune",
        "Commune",
        UneCollectivite(Collectivite.Nature.COMMUNE),
        obligatoire=True,
        aide="Nom officiel, code INSEE, SIREN ou graphie connue.",
        exemple="Chenôve",
    )
    nombre = Colonne("nombre", "Sièges", Entier(), obligatoire=True, exemple=5)
    acte = Colonne(
        "acte",
        "Acte qui le fixe",
        obligatoire=True,
        aide="L’arrêté préfectoral et sa date.",
        exemple="arrêté du préfet de la Côte-d’Or du 21 octobre 2019",
    )

    class Meta:
        model = Sieges
        fields = ("mandature", "commune", "nombre", "acte")
        import_id_fields = ("mandature", "commune")

    def verifier(self, objet, contexte) -> Iterable[tuple[str, str]]:
        if faute := faute_d_appartenance(objet.commune, objet.mandature.date_debut):
            yield "commune", faute
