import django_tables2 as tables
from django.utils import timezone
from django.utils.functional import cached_property

from gouvernance.consultations.contenu import lire_consultations
from gouvernance.francais import date_en_lettres
from gouvernance.listes import DateColumn
from gouvernance.models import Consultation


class LueColumn(tables.Column):
    """Ce qui se lit à la date choisie, et ne se trie pas dans la base."""

    def __init__(self, champ: str, **options):
        super().__init__(empty_values=(), orderable=False, **options)
        self.champ = champ

    def lire(self, record, table):
        return getattr(table.lues[record.pk], self.champ)

    def value(self, record, table):
        return self.lire(record, table)

    def render(self, record, table):
        return str(self.lire(record, table))


class EcheanceColumn(LueColumn):
    def render(self, record, table):
        jour = self.lire(record, table)
        return date_en_lettres(jour) if jour else "sans délai"


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
        verbose_name="réponses reçues",
        attrs={"th": {"class": "nombre"}, "td": {"class": "nombre"}},
    )
    consultees = LueColumn(
        "consultees",
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

    @cached_property
    def lues(self):
        """Chaque consultation de la liste, lue une fois à la date des critères."""
        jour = self.criteres.get("au") or timezone.localdate()
        return {lue.cle: lue for lue in lire_consultations(self.data.data, jour)}
