import django_tables2 as tables
from django.urls import reverse
from django_tables2 import A

from finances.chapitres import libelle_du_payeur
from finances.models import CleRepartition, EvaluationCLECT, Participation, Scenario
from gouvernance.francais import INSECABLE
from gouvernance.listes import DateColumn, EurosColumn, NombreColumn, adresse_de_la_commune
from gouvernance.models import Collectivite


def un_seul_exercice(table: tables.Table) -> bool:
    return any(table.criteres.get(nom) for nom in ["exercice", "premier_exercice", "au"])


def titre_du_total(table: tables.Table) -> str:
    return "Total" if un_seul_exercice(table) else ""


def adresse_du_decompte(record: Participation, table: tables.Table) -> str | None:
    """Décompte de l'attribution pour l'exercice choisi, sinon le premier."""
    est_commune = record.payeur.nature == Collectivite.Nature.COMMUNE
    if record.mode != Participation.Mode.IMPUTATION_AC or not est_commune:
        return None
    jour = table.criteres.get("au")
    exercice = table.criteres.get("exercice") or (jour.year if jour else record.exercice_debut)
    return reverse("attribution_detail", args=[record.payeur.code_insee, exercice])


class MontantColumn(EurosColumn):
    """Montant totalisé en pied si un seul exercice est choisi : deux ne s'additionnent pas."""

    def est_totalisee(self, table):
        return super().est_totalisee(table) and un_seul_exercice(table)


class ParticipationTable(tables.Table):
    legende = "Participations votées, en euros"

    payeur = tables.Column(
        footer=titre_du_total, linkify=adresse_de_la_commune, order_by=["payeur__nom_de_tri"]
    )
    exercices = tables.Column(verbose_name="exercice", order_by=["exercice_debut"])
    objet = tables.Column()
    mode = tables.Column()
    montant = MontantColumn(verbose_name="montant voté", total=True, linkify=True)
    deja_valorise = MontantColumn(verbose_name="déjà valorisé", total=True)
    effet_sur_l_ac = MontantColumn(
        verbose_name="effet sur l’attribution", total=True, linkify=adresse_du_decompte
    )

    class Meta:
        model = Participation
        fields = [
            "payeur",
            "exercices",
            "objet",
            "mode",
            "montant",
            "deja_valorise",
            "effet_sur_l_ac",
        ]
        empty_text = "Aucune participation ne correspond à ces critères."

    def render_payeur(self, value):
        return libelle_du_payeur(value)

    def render_exercices(self, value):
        return value.replace(" ", INSECABLE)

    def render_mode(self, record):
        return record.mode_en_clair


class EvaluationTable(tables.Table):
    legende = "Séances de la CLECT, la plus récente d’abord"

    date = DateColumn(verbose_name="séance du", linkify=True)
    objet = tables.Column()
    etat = tables.Column(verbose_name="état")
    resultat = tables.Column(verbose_name="résultat du vote")

    class Meta:
        model = EvaluationCLECT
        fields = ["date", "objet", "etat", "resultat"]
        empty_text = "Aucune évaluation ne correspond à ces critères."


class CleRepartitionTable(tables.Table):
    legende = "Clés de répartition, par service"

    service = tables.Column(
        linkify=("cle_detail", {"pk": A("pk")}), order_by=["service__nom_de_tri"]
    )
    nature = tables.Column()
    part_metropole = NombreColumn(verbose_name="part de la métropole (%)")
    date_debut = DateColumn(verbose_name="depuis le")
    date_fin = DateColumn(verbose_name="jusqu’au")

    class Meta:
        model = CleRepartition
        fields = ["service", "nature", "part_metropole", "date_debut", "date_fin"]
        empty_text = "Aucune clé ne correspond à ces critères."


class ScenarioTable(tables.Table):
    legende = "Scénarios enregistrés"
    rien_d_enregistre = "Aucun scénario. Créez le premier : rien de réel n’en sera changé."

    nom = tables.Column(linkify=True)
    exercices = tables.Column(order_by=["premier_exercice", "dernier_exercice"])
    nombre_hypotheses = NombreColumn(verbose_name="hypothèses")

    class Meta:
        model = Scenario
        fields = ["nom", "auteur", "exercices", "nombre_hypotheses"]
        empty_text = "Aucun scénario ne correspond à ces critères."
