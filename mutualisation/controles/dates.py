"""Les dates que disent les documents : entre elles, face à leur délibération et aux données."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from django.db.models import Model

from finances.models import EvaluationCLECT
from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import date_en_lettres
from gouvernance.models import Etape, Instance, Mandature, Schema
from gouvernance.periodes import Precision, s_accordent
from mutualisation.controles.ecarts import porter
from mutualisation.models import DateAnnoncee, Rapport
from services_communs.models import Convention, Effectif, Realisation


@dataclass(frozen=True, slots=True)
class DateConnue:
    """Date d'une donnée, et ce que les documents datent en l'écrivant."""

    jour: date
    precision: str
    objet: Model


def sans_insecables(fait: str) -> str:
    """Un titre entre guillemets se tape avec ou sans espaces insécables."""
    return " ".join(fait.split())


def dates_connues() -> dict[str, list[DateConnue]]:
    """Par fait, comme une date annoncée le nomme."""
    connues = defaultdict(list)
    for fait, jour, precision, objet in _dates_des_donnees():
        if jour:
            connues[sans_insecables(fait)].append(DateConnue(jour, precision, objet))
    return connues


def _dates_des_donnees() -> Iterator[tuple[str, date | None, str, Model]]:
    for etape in Etape.objects.order_by("pk"):
        yield etape.titre, etape.date, etape.precision, etape
    for realisation in Realisation.objects.select_related("fiche").order_by("pk"):
        yield realisation.titre, realisation.echeance, realisation.precision, realisation.fiche
    for convention in Convention.objects.order_by("pk"):
        yield (
            f"{convention.objet}, signature",
            convention.date_signature,
            Precision.JOUR,
            convention,
        )
        yield (
            f"{convention.objet}, prise d’effet",
            convention.date_debut,
            Precision.JOUR,
            convention,
        )
    # Une année à cinq chiffres est une faute de frappe, que d'autres contrôles relèvent.
    for schema in Schema.objects.filter(annee_fin__lte=MAXYEAR).order_by("pk"):
        debut, fin = date(schema.annee_debut, 1, 1), date(schema.annee_fin, 1, 1)
        yield f"{schema.nom}, première année", debut, Precision.ANNEE, schema
        yield f"{schema.nom}, dernière année", fin, Precision.ANNEE, schema
    for mandature in Mandature.objects.order_by("pk"):
        fait = f"Mandature {mandature.nom}, installation"
        yield fait, mandature.date_debut, Precision.JOUR, mandature
    for instance in Instance.objects.order_by("pk"):
        yield f"{instance.nom}, création", instance.date_debut, instance.precision_debut, instance
    for evaluation in EvaluationCLECT.objects.order_by("pk"):
        fait = f"Évaluation de la CLECT, {evaluation.objet}"
        yield fait, evaluation.date, Precision.JOUR, evaluation
    for effectif in Effectif.objects.select_related("domaine").order_by("pk"):
        fait = f"Effectif de {effectif.date.year}, {effectif.domaine}"
        yield fait, effectif.date, Precision.JOUR, effectif


def dates_contradictoires() -> Iterator[Constat]:
    """Un même fait daté de jours différents, ou d'un autre jour que sa délibération."""
    connues = dates_connues()
    par_fait = defaultdict(list)
    for annoncee in DateAnnoncee.objects.select_related("deliberation").order_by("fait", "pk"):
        par_fait[sans_insecables(annoncee.fait)].append(annoncee)
    for fait, annoncees in par_fait.items():
        reference = _reference(annoncees, connues.get(fait, []))
        if not (discordantes := _discordantes(annoncees, reference)):
            continue
        ecrites = dict.fromkeys(date_en_lettres(d.jour, d.precision) for d in annoncees)
        constat = Constat(
            cle=fait,
            phrase=f"{fait} : les documents et les données ne lui donnent pas la même date.",
            annonce=" ; ".join(ecrites),
            calcule=" ; ".join(
                dict.fromkeys(date_en_lettres(c.jour, c.precision) for c in reference)
            ),
            annee=annoncees[0].jour.year,
            lignes=(
                *(ligne_de(d, f"{d.document}, {d.emplacement}") for d in discordantes),
                *(ligne_de(connue.objet) for connue in reference),
            ),
        )
        yield porter(constat, annoncees)


def _reference(annoncees: list[DateAnnoncee], connues: list[DateConnue]) -> list[DateConnue]:
    """Ce que les données savent du fait : leurs dates, et celle de la délibération citée."""
    citees = {d.deliberation_id: d.deliberation for d in annoncees if d.deliberation}
    return [*connues, *(DateConnue(d.date, d.precision, d) for d in citees.values())]


def _discordantes(annoncees: list[DateAnnoncee], reference: list[DateConnue]) -> list[DateAnnoncee]:
    comparees = [(c.jour, c.precision) for c in reference] or [
        (annoncees[0].jour, annoncees[0].precision)
    ]
    return [
        annoncee
        for annoncee in annoncees
        if not all(
            s_accordent(annoncee.jour, annoncee.precision, jour, precision)
            for jour, precision in comparees
        )
    ]


def observation_du_rapport() -> Iterator[Constat]:
    """Le rapport dit un jour d'observation : il est de son année, et des effectifs l'ont."""
    effectifs = defaultdict(set)
    for jour in Effectif.objects.filter(perimetre="").values_list("date", flat=True):
        effectifs[jour.year].add(jour)
    for rapport in Rapport.objects.order_by("annee"):
        observes = effectifs[rapport.annee]
        if rapport.date_observation.year == rapport.annee and (
            not observes or rapport.date_observation in observes
        ):
            continue
        yield Constat(
            cle=str(rapport.annee),
            phrase=f"Rapport {rapport.annee} : aucun effectif n’est observé le jour qu’il annonce.",
            annonce=date_en_lettres(rapport.date_observation),
            calcule=" ; ".join(map(date_en_lettres, sorted(observes))),
            annee=rapport.annee,
            lignes=(_ligne_du_rapport(rapport),),
        )


def _ligne_du_rapport(rapport: Rapport) -> Ligne:
    return ligne_de(rapport, f"Rapport {rapport.annee}")


CONTROLES = (
    Controle(
        "dates-annoncees",
        "Plusieurs dates pour un même fait",
        "Une décision n’a qu’une date : celle de la séance qui l’a prise.",
        "rapport annuel et pacte de gouvernance",
        Gravite.A_EXPLIQUER,
        Theme.DOCUMENTS,
        dates_contradictoires,
    ),
    Controle(
        "observation-du-rapport",
        "Jour d’observation que n’a aucun effectif",
        "La date que le rapport annonce pour ses effectifs est celle de leur relevé.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        observation_du_rapport,
    ),
)
