import django_tables2 as tables
from django.urls import reverse

from gouvernance.chapitres import grouper_avec_ccas
from gouvernance.francais import enumerer, insecables
from gouvernance.listes import DateColumn, NombreColumn
from services_communs.models import (
    CommunesConcernees,
    Fiche,
    Objectif,
    PisteAction,
    Realisation,
)


class LignesColumn(NombreColumn):
    """Nombre de lignes d'une fiche, qui ouvre leur liste."""

    def __init__(self, liste: str, **kwargs):
        self.liste = liste
        super().__init__(linkify=self.adresse, **kwargs)

    def adresse(self, record: Fiche, value: int) -> str | None:
        if not value:
            return None
        return reverse(self.liste, query={"domaine": record.domaine_id, "annee": record.annee})


class FicheTable(tables.Table):
    legende = "Fiches des domaines, la plus récente d’abord"

    domaine = tables.Column(linkify=True, footer="Total", order_by=["domaine__ordre"])
    annee = tables.Column(verbose_name="année")
    etat = tables.Column(verbose_name="état")
    nombre_objectifs = LignesColumn("objectif_liste", verbose_name="objectifs", total=True)
    nombre_pistes = LignesColumn("piste_liste", verbose_name="actions", total=True)
    nombre_realisations = LignesColumn("realisation_liste", verbose_name="réalisations", total=True)

    class Meta:
        model = Fiche
        fields = [
            "domaine",
            "annee",
            "etat",
            "nombre_objectifs",
            "nombre_pistes",
            "nombre_realisations",
        ]
        empty_text = "Aucune fiche ne correspond à ces critères."


def domaine_de_la_fiche() -> tables.Column:
    return tables.Column(
        accessor="fiche__domaine",
        verbose_name="domaine",
        linkify=True,
        order_by=["fiche__domaine__ordre"],
    )


def annee_de_la_fiche() -> tables.Column:
    return tables.Column(accessor="fiche__annee", verbose_name="année")


class ObjectifTable(tables.Table):
    legende = "Objectifs assignés à chaque domaine"

    texte = tables.Column(verbose_name="objectif")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()

    class Meta:
        model = Objectif
        fields = ["texte", "domaine", "annee"]
        empty_text = "Aucun objectif ne correspond à ces critères."


class PisteActionTable(tables.Table):
    legende = "Actions prévues par le schéma de mutualisation"

    texte = tables.Column(verbose_name="action")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()
    formalisme = tables.Column()
    concernees = tables.Column(verbose_name="pour qui, et quand", orderable=False, empty_values=())

    class Meta:
        model = PisteAction
        fields = ["texte", "domaine", "annee", "formalisme", "concernees"]
        empty_text = "Aucune action ne correspond à ces critères."

    def render_concernees(self, record):
        lignes = (ecrire_concernees(ligne) for ligne in record.concernees.all())
        return insecables(" ; ".join(lignes))


class RealisationTable(tables.Table):
    legende = "Ce que les domaines ont fait, font ou prévoient"

    titre = tables.Column(verbose_name="réalisation")
    domaine = domaine_de_la_fiche()
    annee = annee_de_la_fiche()
    etat = tables.Column(verbose_name="état")
    echeance = DateColumn(verbose_name="quand", precision="precision")
    beneficiaires = tables.Column(verbose_name="bénéficiaires", orderable=False, empty_values=())

    class Meta:
        model = Realisation
        fields = ["titre", "domaine", "annee", "etat", "echeance", "beneficiaires"]
        empty_text = "Aucune réalisation ne correspond à ces critères."

    def render_beneficiaires(self, record):
        autres = [record.autres_beneficiaires] if record.autres_beneficiaires else []
        noms = grouper_avec_ccas(record.beneficiaires.all())
        return nommer(record.toutes_les_communes, [*noms, *autres])


def ecrire_concernees(ligne: CommunesConcernees) -> str:
    """« 2019 : Dijon et Quetigny (selon volonté) »."""
    noms = nommer(ligne.toutes_les_communes, grouper_avec_ccas(ligne.collectivites.all()))
    quand = str(ligne.annee or "ultérieurement")
    condition = f"({ligne.condition})" if ligne.condition else ""
    pour_qui = " ".join(partie for partie in (noms, condition) if partie)
    return f"{quand} : {pour_qui}" if pour_qui else quand


def nommer(toutes: bool, noms: list[str] | tuple[str, ...]) -> str:
    return enumerer(["toutes les communes", *noms] if toutes else noms)
