import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from gouvernance.francais import enumerer, mesure, nombre
from gouvernance.listes import (
    AlternativeColumn,
    DateColumn,
    NombreColumn,
    adresse_de_la_commune,
)
from services_communs.models import (
    Adhesion,
    Cooperation,
    Effectif,
    Indicateur,
    Mesure,
    Mission,
    Saisine,
    ServiceCommun,
    TransfertAgents,
)


class AdherentsColumn(NombreColumn):
    """Nombre d'adhérents d'une nature, qui ouvre leur liste pour qui peut la lire en entier."""

    def __init__(self, nature: str, **kwargs):
        self.nature = nature
        super().__init__(linkify=self.adresse, **kwargs)

    def adresse(self, record: ServiceCommun, value: int, table: tables.Table) -> str | None:
        if not value or not table.request.user.is_staff:
            return None
        jour = table.criteres.get("au") or timezone.localdate()
        criteres = {"service": record.pk, "nature": self.nature, "au": jour.isoformat()}
        return reverse("adhesion_liste", query=criteres)


class ServiceCommunTable(tables.Table):
    legende = "Services communs et leurs adhérents, aujourd’hui ou au jour choisi"

    nom = tables.Column(verbose_name="service commun", linkify=True, order_by=["nom_de_tri"])
    domaine = tables.Column(linkify=True, order_by=["domaine__ordre"])
    est_gratuit = AlternativeColumn(verbose_name="pour les communes", vrai="gratuit", faux="payant")
    nombre_communes = AdherentsColumn("commune", verbose_name="communes")
    nombre_ccas = AdherentsColumn("ccas", verbose_name="CCAS")
    date_debut = DateColumn(verbose_name="depuis le")

    class Meta:
        model = ServiceCommun
        fields = ["nom", "domaine", "est_gratuit", "nombre_communes", "nombre_ccas", "date_debut"]
        empty_text = "Aucun service commun ne correspond à ces critères."


class MissionTable(tables.Table):
    legende = "Missions de chaque service commun"

    libelle = tables.Column(verbose_name="mission")
    service = tables.Column(linkify=True, order_by=["service__nom_de_tri"])
    domaine = tables.Column(
        accessor="service__domaine", linkify=True, order_by=["service__domaine__ordre"]
    )

    class Meta:
        model = Mission
        fields = ["libelle", "service", "domaine"]
        empty_text = "Aucune mission ne correspond à ces critères."


class AdhesionTable(tables.Table):
    legende = "Adhésions aux services communs"

    collectivite = tables.Column(
        verbose_name="adhérent",
        linkify=adresse_de_la_commune,
        order_by=["collectivite__nom_de_tri"],
    )
    service = tables.Column(linkify=True, order_by=["service__nom_de_tri"])
    domaine = tables.Column(
        accessor="service__domaine", linkify=True, order_by=["service__domaine__ordre"]
    )
    date_debut = DateColumn(verbose_name="depuis", precision="precision_debut")
    date_fin = DateColumn(verbose_name="jusqu’au")

    class Meta:
        model = Adhesion
        fields = ["collectivite", "service", "domaine", "date_debut", "date_fin"]
        empty_text = "Aucune adhésion ne correspond à ces critères."


class SaisineTable(tables.Table):
    legende = "Aides ponctuelles demandées par les communes"

    commune = tables.Column(linkify=adresse_de_la_commune, order_by=["commune__nom_de_tri"])
    domaine = tables.Column(linkify=True, order_by=["domaine__ordre"])
    annee = tables.Column(verbose_name="année")
    objet = tables.Column()

    class Meta:
        model = Saisine
        fields = ["commune", "domaine", "annee", "objet"]
        empty_text = "Aucune demande ne correspond à ces critères."


class TransfertAgentsTable(tables.Table):
    legende = "Agents transférés à la métropole, par domaine et collectivité d’origine"

    domaine = tables.Column(footer="Total", linkify=True, order_by=["domaine__ordre"])
    origine = tables.Column(linkify=adresse_de_la_commune, order_by=["origine__nom_de_tri"])
    date_effet = DateColumn(verbose_name="date d’effet", precision="precision")
    agents = NombreColumn(verbose_name="agents", total=True)

    class Meta:
        model = TransfertAgents
        fields = ["domaine", "origine", "date_effet", "agents"]
        empty_text = "Aucun transfert ne correspond à ces critères."


def est_un_etat(table: tables.Table) -> bool:
    """Une observation par service commun : deux dates du même domaine ne s'additionnent pas."""
    return bool(table.criteres.get("au")) and table.criteres.get("perimetre") == "service"


def titre_du_total(table: tables.Table) -> str:
    return "Total" if est_un_etat(table) else ""


class ObserveColumn(NombreColumn):
    """Nombre observé, totalisé quand la liste est l'état d'un jour."""

    def est_totalisee(self, table):
        return est_un_etat(table)


class EffectifTable(tables.Table):
    legende = "Effectifs observés, par domaine"

    domaine = tables.Column(linkify=True, footer=titre_du_total, order_by=["domaine__ordre"])
    perimetre = tables.Column(verbose_name="périmètre", empty_values=())
    date = DateColumn(verbose_name="observé le")
    agents = ObserveColumn(verbose_name="agents", total=True)
    etp = ObserveColumn(verbose_name="ETP", decimales=1, total=True)

    class Meta:
        model = Effectif
        fields = ["domaine", "perimetre", "date", "agents", "etp"]
        empty_text = "Aucun effectif ne correspond à ces critères."

    def render_perimetre(self, value):
        return value or "service commun"


class MesureColumn(NombreColumn):
    """Valeur d'un indicateur ; `suffixe` désigne celle d'une autre année."""

    def __init__(self, *args, suffixe: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.suffixe = suffixe

    def render(self, value, record):
        maximum = getattr(record, f"valeur_maximale{self.suffixe}")
        return mesure(value, maximum, getattr(record, f"qualificatif{self.suffixe}"))

    def value(self, value, record):
        """Un nombre s'il est exact ; sinon ce que l'écran en dit, « environ 260 »."""
        ecrite = self.render(value, record)
        return value if ecrite == nombre(value) else ecrite


def adresse_des_mesures(record: Indicateur) -> str:
    return reverse("mesure_liste", query={"indicateur": record.pk})


def ecrire_precisions(record: Indicateur | Mesure) -> str:
    """« Septembre à décembre. Commentaire », ou rien."""
    parties = [record.periode and f"{capfirst(record.periode)}.", record.commentaire]
    return " ".join(partie for partie in parties if partie)


class IndicateurTable(tables.Table):
    legende = "Indicateurs d’activité et leur valeur de l’année"

    domaine = tables.Column(linkify=True, order_by=["domaine__ordre"])
    libelle = tables.Column(verbose_name="indicateur", linkify=adresse_des_mesures)
    annee = tables.Column(verbose_name="année", orderable=False)
    valeur = MesureColumn(verbose_name="valeur")
    valeur_precedente = MesureColumn(verbose_name="l’année d’avant", suffixe="_precedente")
    unite = tables.Column(verbose_name="unité")
    precisions = tables.Column(verbose_name="précisions", orderable=False, empty_values=())

    class Meta:
        model = Indicateur
        fields = [
            "domaine",
            "libelle",
            "annee",
            "valeur",
            "valeur_precedente",
            "unite",
            "precisions",
        ]
        empty_text = "Aucun indicateur ne correspond à ces critères."

    def render_precisions(self, record):
        return ecrire_precisions(record)


class MesureTable(tables.Table):
    legende = "Valeurs relevées, la plus récente d’abord"

    libelle = tables.Column(
        accessor="indicateur__libelle", verbose_name="indicateur", order_by=["indicateur__libelle"]
    )
    domaine = tables.Column(
        accessor="indicateur__domaine", linkify=True, order_by=["indicateur__domaine__ordre"]
    )
    annee = tables.Column(verbose_name="année")
    valeur = MesureColumn(verbose_name="valeur")
    unite = tables.Column(accessor="indicateur__unite", verbose_name="unité")
    precisions = tables.Column(verbose_name="précisions", orderable=False, empty_values=())

    class Meta:
        model = Mesure
        fields = ["libelle", "domaine", "annee", "valeur", "unite", "precisions"]
        empty_text = "Aucune valeur n’a été relevée pour ces critères."

    def render_precisions(self, record):
        return ecrire_precisions(record)


class CooperationTable(tables.Table):
    legende = "Coopérations entre communes, ou avec un tiers"

    objet = tables.Column(linkify=True)
    forme = tables.Column()
    date_debut = DateColumn(verbose_name="depuis le")
    parties = tables.Column(verbose_name="parties", orderable=False, empty_values=())
    base_legale = tables.Column(verbose_name="base légale")

    class Meta:
        model = Cooperation
        fields = ["objet", "forme", "date_debut", "parties", "base_legale"]
        empty_text = "Aucune coopération ne correspond à ces critères."

    def render_parties(self, record):
        noms = [partie.collectivite.nom for partie in record.parties.all()]
        if record.toutes_les_communes:
            noms.append("toutes les communes")
        if record.autres_parties:
            noms.append(record.autres_parties)
        return enumerer(noms)
