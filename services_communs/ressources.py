"""Ce qui s'importe des services communs : adhésions, transferts, effectifs, mesures."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gouvernance.imports.annuaires import Reference
from gouvernance.imports.collectivites import UneCollectivite, faute_d_appartenance
from gouvernance.imports.pourcentages import NombreOuPourcentage
from gouvernance.imports.ressource import Colonne, Ressource
from gouvernance.imports.valeurs import Annee, Choix, Entier, Jour, Nombre
from gouvernance.models import Collectivite
from gouvernance.periodes import Precision
from services_communs.annuaires import (
    AnnuaireDesConventions,
    AnnuaireDesDomaines,
    AnnuaireDesIndicateurs,
    AnnuaireDesServices,
)
from services_communs.models import Adhesion, Effectif, Mesure, TransfertAgents

Nature = Collectivite.Nature
NOM_OU_CODE = "Son nom ou son code."
QUI = "Nom officiel, code INSEE, SIREN ou graphie connue."
DANS_SON_UNITE = NombreOuPourcentage("indicateur", lambda indicateur: "%" in indicateur.unite)
COMMENT = "« au jour près », « au mois près » ou « à l’année près »."


class AdhesionRessource(Ressource):
    code = "adhesions"
    titre = "Adhésions aux services communs"
    chapeau = (
        "Qui adhère à quel service, et depuis quand. Un CCAS adhère en son nom propre : "
        "« CCAS de Dijon » et « Dijon » sont deux lignes."
    )
    service = Colonne(
        "service",
        "Service",
        Reference(AnnuaireDesServices),
        obligatoire=True,
        aide=NOM_OU_CODE,
        exemple="Ressources humaines",
    )
    collectivite = Colonne(
        "collectivite",
        "Collectivité",
        UneCollectivite(Nature.COMMUNE, Nature.CCAS),
        obligatoire=True,
        aide=QUI,
        exemple="CCAS de Dijon",
    )
    date_debut = Colonne(
        "date_debut", "Date de début", Jour(), obligatoire=True, exemple=date(2019, 1, 1)
    )
    precision_debut = Colonne(
        "precision_debut", "Précision de la date", Choix(Precision), aide=COMMENT
    )
    date_fin = Colonne(
        "date_fin", "Date de fin", Jour(), aide="Dernier jour inclus. Vide : en cours."
    )
    convention = Colonne(
        "convention",
        "Convention",
        Reference(AnnuaireDesConventions),
        aide="Son objet et sa date, comme les écrit le site.",
    )

    class Meta:
        model = Adhesion
        fields = (
            "service",
            "collectivite",
            "date_debut",
            "precision_debut",
            "date_fin",
            "convention",
        )
        import_id_fields = ("service", "collectivite", "date_debut")

    def lire_existants(self, contexte):
        """Chaque adhésion connaît d'avance celles qu'elle pourrait chevaucher."""
        existants = super().lire_existants(contexte)
        voisines = defaultdict(list)
        for adhesion in existants.values():
            adhesion.voisines = voisines[adhesion.service_id, adhesion.collectivite_id]
            adhesion.voisines.append(adhesion)
        contexte.notes["voisines"] = voisines
        return existants

    def completer(self, objet, contexte, *, est_neuve):
        if est_neuve:
            objet.voisines = contexte.notes["voisines"][objet.service_id, objet.collectivite_id]
            objet.voisines.append(objet)

    def verifier(self, objet, contexte) -> Iterable[tuple[str, str]]:
        if faute := faute_d_appartenance(objet.collectivite, objet.date_debut):
            yield "collectivite", faute


class TransfertRessource(Ressource):
    code = "transferts"
    titre = "Transferts d’agents"
    chapeau = "Des nombres d’agents et d’ETP, par collectivité d’origine : jamais un nom."
    domaine = Colonne(
        "domaine",
        "Domaine",
        Reference(AnnuaireDesDomaines),
        obligatoire=True,
        aide=NOM_OU_CODE,
        exemple="Ressources humaines",
    )
    service = Colonne(
        "service", "Service", Reference(AnnuaireDesServices), aide="Quand la source le précise."
    )
    origine = Colonne(
        "origine",
        "Collectivité d’origine",
        UneCollectivite(),
        obligatoire=True,
        aide=QUI,
        exemple="Dijon",
    )
    date_effet = Colonne(
        "date_effet", "Date d’effet", Jour(), obligatoire=True, exemple=date(2019, 1, 1)
    )
    precision = Colonne("precision", "Précision de la date", Choix(Precision), aide=COMMENT)
    agents = Colonne("agents", "Agents", Entier(), obligatoire=True, exemple=69)
    etp = Colonne("etp", "ETP", Nombre())

    class Meta:
        model = TransfertAgents
        fields = ("domaine", "service", "origine", "date_effet", "precision", "agents", "etp")
        import_id_fields = ("domaine", "origine", "date_effet")

    def verifier(self, objet, contexte) -> Iterable[tuple[str, str]]:
        if faute := faute_d_appartenance(objet.origine, objet.date_effet):
            yield "origine", faute


class EffectifRessource(Ressource):
    code = "effectifs"
    titre = "Effectifs"
    chapeau = "Les agents et les équivalents temps plein (ETP) d’un domaine, un jour donné."
    domaine = Colonne(
        "domaine",
        "Domaine",
        Reference(AnnuaireDesDomaines),
        obligatoire=True,
        aide=NOM_OU_CODE,
        exemple="Ressources humaines",
    )
    date = Colonne("date", "Observé le", Jour(), obligatoire=True, exemple=date(2020, 11, 30))
    perimetre = Colonne(
        "perimetre",
        "Périmètre particulier",
        aide="Vide : le service commun, seul compté dans les totaux.",
    )
    agents = Colonne("agents", "Agents", Entier(), exemple=72)
    etp = Colonne("etp", "ETP", Nombre(), exemple=Decimal(68))

    class Meta:
        model = Effectif
        fields = ("domaine", "date", "perimetre", "agents", "etp")
        import_id_fields = ("domaine", "date", "perimetre")


class MesureRessource(Ressource):
    code = "mesures"
    titre = "Valeurs des indicateurs"
    chapeau = (
        "La valeur de chaque indicateur, une année. L’indicateur existe déjà, dans son domaine ; "
        "un contributeur importe celles de ses domaines."
    )
    domaine = Colonne(
        "indicateur__domaine",
        "Domaine",
        Reference(AnnuaireDesDomaines),
        obligatoire=True,
        aide=NOM_OU_CODE,
        exemple="Achats publics",
        autres_noms=["domaine"],
        lue_seulement=True,
    )
    indicateur = Colonne(
        "indicateur",
        "Indicateur",
        Reference(AnnuaireDesIndicateurs, dans="indicateur__domaine"),
        obligatoire=True,
        aide="Son libellé.",
        exemple="Marchés conclus pour les nouvelles communes adhérentes",
    )
    annee = Colonne("annee", "Année", Annee(), obligatoire=True, exemple=2020)
    qualificatif = Colonne(
        "qualificatif", "Qualificatif", Choix(Mesure.Qualificatif), aide="Vide : valeur exacte."
    )
    valeur = Colonne("valeur", "Valeur", DANS_SON_UNITE, obligatoire=True, exemple=Decimal(97))
    valeur_maximale = Colonne(
        "valeur_maximale", "Valeur maximale", DANS_SON_UNITE, aide="Pour une fourchette."
    )
    date = Colonne("date", "Observée le", Jour())
    periode = Colonne("periode", "Période particulière", aide="Vide : l’année entière.")
    commentaire = Colonne("commentaire", "Commentaire")

    class Meta:
        model = Mesure
        fields = (
            "domaine",
            "indicateur",
            "annee",
            "qualificatif",
            "valeur",
            "valeur_maximale",
            "date",
            "periode",
            "commentaire",
        )
        import_id_fields = ("indicateur", "annee")

    def verifier(self, objet, contexte) -> Iterable[tuple[str, str]]:
        permis = self.domaines_permis(contexte)
        domaine = objet.indicateur.domaine
        if permis is not None and domaine.pk not in permis:
            yield "domaine", f"vous ne remplissez pas le domaine « {domaine} »."

    def domaines_permis(self, contexte) -> set[int] | None:
        """Ceux d'un contributeur ; rien pour qui les remplit tous."""
        if "domaines" not in contexte.notes:
            auteur = contexte.auteur
            limite = auteur is not None and auteur.est_contributeur
            permis = set(auteur.domaines.values_list("pk", flat=True)) if limite else None
            contexte.notes["domaines"] = permis
        return contexte.notes["domaines"]
