"""Ce qui s'importe des finances : participations votées, valeurs des clés de répartition."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from copy import copy
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Model

from finances.models import CleRepartition, EvaluationCLECT, Participation, ValeurCle
from gouvernance.imports.annuaires import Annuaire, Reference
from gouvernance.imports.collectivites import UneCollectivite
from gouvernance.imports.fautes import Faute
from gouvernance.imports.pourcentages import NombreOuPourcentage
from gouvernance.imports.ressource import Colonne, Ressource
from gouvernance.imports.valeurs import Annee, Choix, Entier, Nombre
from gouvernance.models import Collectivite, Deliberation
from services_communs.annuaires import AnnuaireDesServices
from services_communs.models import Adhesion

Nature = Collectivite.Nature
FIGEE = "Ce qui a été voté ne change plus : une évaluation adoptée garde ses montants."


class AnnuaireDesEvaluations(Annuaire):
    sorte = "évaluation de la CLECT du"
    aucun = "aucune"

    def lire(self) -> Iterable[EvaluationCLECT]:
        return EvaluationCLECT.objects.all()

    def noms(self, objet: EvaluationCLECT) -> Iterable[str]:
        yield f"{objet.date:%d/%m/%Y}"
        yield objet.date.isoformat()
        yield str(objet)


class AnnuaireDesDeliberations(Annuaire):
    sorte = "délibération"
    aucun = "aucune"

    def lire(self) -> Iterable[Deliberation]:
        return Deliberation.objects.all()

    def noms(self, objet: Deliberation) -> Iterable[str]:
        yield str(objet)
        if objet.numero:
            yield objet.numero


class AnnuaireDesCles(Annuaire):
    """Une clé se désigne par son service et son premier jour."""

    sorte = "clé de ce service au"
    aucun = "aucune"

    def lire(self) -> Iterable[CleRepartition]:
        return CleRepartition.objects.select_related("service")

    def portee(self, objet: CleRepartition) -> Hashable:
        return objet.service_id

    def noms(self, objet: CleRepartition) -> Iterable[str]:
        yield f"{objet.date_debut:%d/%m/%Y}"
        yield objet.date_debut.isoformat()


class ParticipationRessource(Ressource):
    code = "participations"
    titre = "Participations"
    chapeau = (
        "Ce que chaque commune, avec son CCAS, ou la métropole paie. Ce qu’une évaluation adoptée "
        "porte ne se remplace pas : le montant voté fait foi."
    )
    phrases_des_regles = {"finances_participation_figee": FIGEE}
    payeur = Colonne(
        "payeur",
        "Payeur",
        UneCollectivite(Nature.COMMUNE, Nature.METROPOLE, regle=" Une commune paie pour son CCAS."),
        obligatoire=True,
        aide="La commune, pour elle et son CCAS, ou la métropole.",
        exemple="Chenôve",
    )
    exercice_debut = Colonne(
        "exercice_debut", "Premier exercice", Annee(), obligatoire=True, exemple=2020
    )
    exercice_fin = Colonne(
        "exercice_fin", "Dernier exercice", Annee(), aide="Vide : cet exercice et les suivants."
    )
    mode = Colonne(
        "mode",
        "Mode",
        Choix(Participation.Mode),
        aide="Vide : déduite de l’attribution.",
        exemple="déduite de l’attribution",
    )
    objet = Colonne("objet", "Objet", aide="Vide : « Services communs ».")
    service = Colonne(
        "service",
        "Service",
        Reference(AnnuaireDesServices),
        aide="Vide : l’ensemble des services auxquels le payeur adhère.",
    )
    evaluation = Colonne(
        "evaluation",
        "Évaluation de la CLECT",
        Reference(AnnuaireDesEvaluations),
        aide="Le jour de la séance. Vide si le montant vient d’une délibération seule.",
        exemple="11/04/2019",
    )
    deliberation = Colonne(
        "deliberation",
        "Délibération",
        Reference(AnnuaireDesDeliberations),
        aide="Son numéro, ou comme l’écrit le site.",
    )
    montant = Colonne("montant", "Montant voté", Nombre(), obligatoire=True, exemple=Decimal(51587))
    deja_valorise = Colonne("deja_valorise", "Déjà valorisé dans l’AC", Nombre())
    mois = Colonne("mois", "Mois facturés", Entier(), aide="Sur douze.")
    motif_ecart = Colonne("motif_ecart", "Motif de l’écart")
    explication = Colonne("explication", "Explication")

    class Meta:
        model = Participation
        fields = (
            "payeur",
            "exercice_debut",
            "exercice_fin",
            "mode",
            "objet",
            "service",
            "evaluation",
            "deliberation",
            "montant",
            "deja_valorise",
            "mois",
            "motif_ecart",
            "explication",
        )
        import_id_fields = ("payeur", "exercice_debut", "mode", "objet")

    def lire_existants(self, contexte):
        """Chaque participation connaît d'avance ce que son contrôle chercherait en base."""
        existants = super().lire_existants(contexte)
        par_payeur, adhesions = defaultdict(list), defaultdict(list)
        for adhesion in Adhesion.objects.select_related("collectivite"):
            adhesions[adhesion.collectivite.commune_id or adhesion.collectivite_id].append(adhesion)
        contexte.notes["par payeur"], contexte.notes["adhésions"] = par_payeur, adhesions
        for participation in existants.values():
            participation.enregistree = copy(participation)
            self.entourer(participation, contexte)
        return existants

    def entourer(self, participation: Participation, contexte) -> None:
        payeur = participation.payeur_id
        participation.voisines = contexte.notes["par payeur"][payeur]
        participation.voisines.append(participation)
        participation.adhesions = contexte.notes["adhésions"][payeur]

    def completer(self, objet, contexte, *, est_neuve):
        if est_neuve:
            self.entourer(objet, contexte)

    def refuser_creation(self, objet: Participation) -> str:
        """Une évaluation adoptée ne reçoit plus de ligne."""
        evaluation = objet.evaluation
        if evaluation is None or not evaluation.est_figee:
            return ""
        return f"{evaluation} est {evaluation.get_etat_display()} : rien ne s’y ajoute plus."


class ValeurCleRessource(Ressource):
    code = "valeurs-de-cles"
    titre = "Valeurs des clés de répartition"
    chapeau = (
        "Les postes, les contrats, les pourcentages… de chaque collectivité, dans une clé qui "
        "existe déjà. Les pourcentages d’une clé font 100."
    )
    service = Colonne(
        "cle__service",
        "Service",
        Reference(AnnuaireDesServices),
        obligatoire=True,
        aide="Son nom ou son code.",
        autres_noms=["service"],
        lue_seulement=True,
    )
    cle = Colonne(
        "cle",
        "Clé en vigueur depuis le",
        Reference(AnnuaireDesCles, dans="cle__service"),
        obligatoire=True,
        aide="Le premier jour de la clé.",
    )
    collectivite = Colonne(
        "collectivite",
        "Collectivité",
        UneCollectivite(),
        obligatoire=True,
        aide="Nom officiel, code INSEE, SIREN ou graphie connue.",
    )
    valeur = Colonne(
        "valeur",
        "Valeur",
        NombreOuPourcentage("cle", lambda cle: cle.nature == CleRepartition.Nature.POURCENTAGES),
        obligatoire=True,
    )

    class Meta:
        model = ValeurCle
        fields = ("service", "cle", "collectivite", "valeur")
        import_id_fields = ("cle", "collectivite")

    def lire_existants(self, contexte):
        existants = super().lire_existants(contexte)
        contexte.notes["par clé"] = defaultdict(list)
        for valeur in existants.values():
            contexte.notes["par clé"][valeur.cle_id].append(valeur)
        return existants

    def verifier_ensemble(self, touches: Sequence[tuple[int, Model]], contexte) -> Iterable[Faute]:
        """Les pourcentages de chaque clé touchée font 100, lignes du fichier comprises."""
        par_cle = contexte.notes["par clé"]
        cles = {}
        for _, valeur in touches:
            cles[valeur.cle_id] = valeur.cle
            if valeur.pk is None:
                par_cle[valeur.cle_id].append(valeur)
        for pk, cle in cles.items():
            try:
                cle.refuser_pourcentages(par_cle[pk])
            except ValidationError as refus:
                yield from (Faute(None, "Valeur", phrase) for phrase in refus.messages)
