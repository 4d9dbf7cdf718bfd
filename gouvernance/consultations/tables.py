import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from gouvernance.consultations.contenu import ConsultationLue, lire_consultation
from gouvernance.francais import date_en_lettres
from gouvernance.listes import DateColumn
from gouvernance.models import Consultation, Population, ReponseCommune
from gouvernance.regles import REGLES, Attente
from gouvernance.tables import CommuneColumn

NATURES_A_MAJORITE = [
    regle.code for regle in REGLES.values() if regle.attente == Attente.MAJORITE_QUALIFIEE
]

SANS_DELAI = "sans délai"


class LueColumn(tables.Column):
    """Ce qui se lit à la date choisie, et ne se trie pas dans la base."""

    def __init__(self, champ: str, **options):
        super().__init__(empty_values=(), orderable=False, **options)
        self.champ = champ

    def lire(self, record, table):
        return getattr(table.lire(record), self.champ)

    def value(self, record, table):
        return self.lire(record, table)

    def render(self, record, table):
        return str(self.lire(record, table))


class EcheanceColumn(LueColumn):
    def value(self, record, table):
        return self.lire(record, table) or SANS_DELAI

    def render(self, record, table):
        jour = self.lire(record, table)
        return date_en_lettres(jour) if jour else SANS_DELAI


def ouvrir_reponses(consultation: Consultation, table: tables.Table, **criteres: str) -> str | None:
    """La liste des réponses, pour un agent : un élu n'en lit que les siennes."""
    if not table.request.user.is_staff:
        return None
    if au := table.criteres.get("au"):
        criteres["au"] = au.isoformat()
    return reverse("reponse_liste", query={"consultation": consultation.pk} | criteres)


class ConsultationTable(tables.Table):
    legende = "Consultations des communes, à la date choisie"

    objet = tables.Column(linkify=True)
    nature = tables.Column()
    transmise_le = DateColumn(verbose_name="transmise le")
    echeance = EcheanceColumn("echeance", verbose_name="échéance")
    avancement = LueColumn("avancement", verbose_name="état")
    issue = LueColumn("resultat", verbose_name="issue")
    recues = LueColumn(
        "recues",
        linkify=lambda record, table: ouvrir_reponses(record, table, reponse="rendue"),
        verbose_name="réponses reçues",
        attrs={"th": {"class": "nombre"}, "td": {"class": "nombre"}},
    )
    consultees = LueColumn(
        "consultees",
        linkify=lambda record, table: ouvrir_reponses(record, table),
        verbose_name="communes consultées",
        attrs={"th": {"class": "nombre"}, "td": {"class": "nombre"}},
    )

    class Meta:
        model = Consultation
        fields = [
            "objet",
            "nature",
            "transmise_le",
            "echeance",
            "avancement",
            "issue",
            "recues",
            "consultees",
        ]
        empty_text = "Aucune consultation ne correspond à ces critères."

    lue: ConsultationLue | None = None

    def lire(self, consultation: Consultation) -> ConsultationLue:
        """La consultation à la date des critères, gardée le temps d'écrire sa ligne."""
        if self.lue is None or self.lue.cle != consultation.pk:
            jour = self.criteres.get("au") or timezone.localdate()
            self.lue = lire_consultation(consultation, self.populations, jour)
        return self.lue

    @cached_property
    def populations(self) -> list[Population]:
        """Celles dont une majorité peut dépendre."""
        votes = ReponseCommune.objects.filter(consultation__nature__in=NATURES_A_MAJORITE)
        return list(Population.objects.filter(collectivite__in=votes.values("commune")))


class ReponseTable(tables.Table):
    legende = "Réponses des communes, à la date choisie"
    rien_d_enregistre = "Aucune commune n’est encore consultée."

    commune = CommuneColumn(order_by=["commune__nom_de_tri"])
    consultation = tables.Column(linkify=True, order_by=["consultation__objet"])
    transmise_le = DateColumn(verbose_name="transmise le")
    echeance = tables.Column(verbose_name="échéance", orderable=False, empty_values=())
    position = tables.Column(empty_values=(), orderable=False)
    rendue_le = DateColumn(verbose_name="délibérée le")
    deliberation = tables.Column(
        accessor="deliberation__objet",
        verbose_name="délibération",
        linkify=lambda record: record.deliberation and record.deliberation.get_absolute_url(),
    )

    class Meta:
        model = ReponseCommune
        fields = [
            "commune",
            "consultation",
            "transmise_le",
            "echeance",
            "position",
            "rendue_le",
            "deliberation",
        ]
        empty_text = "Aucune réponse ne correspond à ces critères."

    @property
    def jour(self):
        return self.criteres.get("au") or timezone.localdate()

    def value_echeance(self, record):
        return record.echeance

    def render_echeance(self, record):
        return date_en_lettres(record.echeance) if record.echeance else "sans délai"

    def render_position(self, record):
        return str(record.position_le(self.jour))

    def value_position(self, record):
        return str(record.position_le(self.jour))
