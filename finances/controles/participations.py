"""Sommes, proratas, participations et adhésions, attributions."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Min

from finances.calculs import ZERO, ecart_d_arrondi
from finances.models import AttributionCompensation, Participation, TotalVote
from finances.proratas import annees_pleines, rapprocher
from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import INSECABLE, euros
from services_communs.controles.adhesions import ligne_d_adhesion
from services_communs.models import Adhesion

# Une vingtaine de services, arrondis chacun à l'euro : au-delà, ce que dit la participation parle
# d'autre chose, et l'écart attend sa propre explication.
ARRONDI_AU_PLUS = 10


def ligne_de_participation(participation: Participation) -> Ligne:
    return ligne_de(participation, f"{participation.payeur}, {participation.exercices}")


def parts_et_total_vote() -> Iterator[Constat]:
    """Somme des parts imputées d'un exercice, face au total que la CLECT a voté."""
    imputees = list(Participation.objects.applicables().imputees())
    totaux = TotalVote.objects.applicables().select_related("evaluation")
    for total in totaux.order_by("exercice_debut", "pk"):
        annee = total.exercice_debut
        parts = [part.montant for part in imputees if part.s_applique_en(annee)]
        if ecart_d_arrondi(total.montant, parts):
            yield Constat(
                cle=f"{total.evaluation.date}:{annee}",
                phrase=f"Exercice {total.exercices} : la somme des parts n’est pas le total voté.",
                annonce=f"{euros(total.montant)} votés",
                calcule=f"{euros(sum(parts, ZERO))} en faisant la somme",
                annee=annee,
                explication=total.explication_ecart,
                lignes=(ligne_de(total.evaluation),),
            )


def montants_et_prorata() -> Iterator[Constat]:
    """Montant d'une partie d'année, face aux douzièmes de l'année pleine."""
    participations = list(Participation.objects.votees().avec_relations())
    pleines = annees_pleines(participations)
    for participation in participations:
        montant = rapprocher(participation, pleines.get(participation.pk))
        if montant and montant.ecart:
            est_un_arrondi = abs(montant.ecart) <= ARRONDI_AU_PLUS
            yield Constat(
                cle=_cle(participation),
                phrase=f"{participation.payeur}, {montant.exercice} : le montant voté n’est pas "
                f"{montant.mois}{INSECABLE}douzièmes de l’année pleine.",
                annonce=f"{euros(montant.vote)} votés",
                calcule=f"{euros(montant.arrondi)}, pour {euros(montant.annuel)} par an",
                annee=montant.exercice,
                explication=montant.explication if est_un_arrondi else "",
                lignes=(ligne_de_participation(participation),),
            )


def _cle(participation: Participation) -> str:
    return ":".join(map(str, participation.natural_key()))[:300]


def adhesions_sans_participation() -> Iterator[Constat]:
    """Communes qui adhèrent à un service payant sans rien devoir au dernier exercice voté."""
    votees = Participation.objects.applicables()
    derniere = votees.order_by("-exercice_debut").values_list("exercice_debut", flat=True).first()
    if derniere is None:
        return
    payeurs = set(votees.pour_exercice(derniere).filter(montant__gt=0).values_list("payeur"))
    payants = Adhesion.objects.pour_exercice(derniere).filter(service__est_gratuit=False)
    par_commune = defaultdict(list)
    for adhesion in payants.avec_relations().order_by("service__ordre", "pk"):
        commune = adhesion.collectivite.commune or adhesion.collectivite
        if (commune.pk,) not in payeurs:
            par_commune[commune].append(adhesion)
    for commune, adhesions in sorted(par_commune.items(), key=lambda paire: paire[0].nom_de_tri):
        yield Constat(
            cle=f"{commune.nom}:{derniere}",
            phrase=f"{commune} adhère à des services payants sans participation en {derniere}.",
            annonce=", ".join(dict.fromkeys(str(adhesion.service) for adhesion in adhesions)),
            annee=derniere,
            lignes=tuple(map(ligne_d_adhesion, adhesions)),
        )


def participations_sans_adhesion() -> Iterator[Constat]:
    """Un montant demandé à une commune qui n'adhère pas encore à un service payant."""
    premieres = {}
    payants = Adhesion.objects.filter(service__est_gratuit=False).order_by()
    for collectivite, commune, debut in payants.values_list(
        "collectivite", "collectivite__commune"
    ).annotate(Min("date_debut")):
        membre = commune or collectivite
        premieres[membre] = min(debut, premieres.get(membre, debut))
    demandees = Participation.objects.applicables().filter(payeur__nature="commune", montant__gt=0)
    for participation in demandees.avec_relations():
        premiere = premieres.get(participation.payeur_id)
        if premiere and premiere.year <= participation.exercice_debut:
            continue
        yield Constat(
            cle=_cle(participation),
            phrase=f"{participation.payeur} paie, {participation.exercices}, sans adhérer encore à "
            "aucun service payant.",
            annonce=euros(participation.montant),
            annee=participation.exercice_debut,
            lignes=(ligne_de_participation(participation),),
        )


def prorata_et_date_d_effet() -> Iterator[Constat]:
    """Plus de mois facturés que l'adhésion au service désigné n'en laisse dans l'année."""
    datees = Participation.objects.votees().exclude(mois=None).exclude(service=None)
    debuts = defaultdict(list)
    for service, collectivite, commune, debut in Adhesion.objects.values_list(
        "service", "collectivite", "collectivite__commune", "date_debut"
    ):
        debuts[service, commune or collectivite].append(debut)
    for participation in datees.avec_relations():
        jours = debuts[participation.service_id, participation.payeur_id]
        if not jours or min(jours).year != participation.exercice_debut:
            continue
        mois = 13 - min(jours).month
        if participation.mois > mois:
            yield Constat(
                cle=_cle(participation),
                phrase=f"{participation.payeur}, {participation.exercice_debut} : plus de mois "
                "facturés que de mois d’adhésion.",
                annonce=f"{participation.mois}{INSECABLE}mois facturés",
                calcule=f"{mois}{INSECABLE}mois d’adhésion au plus",
                annee=participation.exercice_debut,
                lignes=(ligne_de_participation(participation),),
            )


def attributions_et_ajustements() -> Iterator[Constat]:
    """Attribution votée, face à sa base et à ce que les participations en déduisent."""
    par_commune = defaultdict(list)
    for participation in Participation.objects.applicables().select_related("payeur"):
        par_commune[participation.payeur_id].append(participation)
    votees = AttributionCompensation.objects.exclude(base=None).exclude(montant_vote=None)
    for attribution in votees.select_related("commune"):
        annee = attribution.exercice
        siennes = par_commune[attribution.commune_id]
        effet = sum((p.ajustement for p in siennes if p.s_applique_en(annee)), ZERO)
        if attribution.montant_vote != attribution.base + effet:
            yield Constat(
                cle=f"{attribution.commune.nom}:{annee}:{attribution.nature}",
                phrase=f"{attribution.commune}, {annee} : l’attribution votée n’est pas le montant "
                "de base diminué de la participation.",
                annonce=f"{euros(attribution.montant_vote)} votés",
                calcule=f"{euros(attribution.base)} de base, {euros(effet, signe=True)} d’effet",
                annee=annee,
                lignes=(ligne_de(attribution),),
            )


CONTROLES = (
    Controle(
        "parts-et-total",
        "Somme des parts et total voté",
        "Ce que paient les adhérents et la métropole fait le coût que la CLECT a valorisé.",
        "CGI, art. 1609 nonies C, IV",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        parts_et_total_vote,
    ),
    Controle(
        "prorata",
        "Montant d’une partie d’année et prorata",
        "Huit mois d’un service valent huit douzièmes de son montant annuel.",
        "délibérations et conventions",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        montants_et_prorata,
    ),
    Controle(
        "prorata-et-adhesion",
        "Plus de mois facturés que de mois d’adhésion",
        "Une commune ne paie pas les mois où elle n’adhérait pas encore.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        prorata_et_date_d_effet,
    ),
    Controle(
        "adhesions-sans-participation",
        "Service payant sans participation",
        "Une commune qui adhère à un service payant en supporte une part.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        adhesions_sans_participation,
    ),
    Controle(
        "participations-sans-adhesion",
        "Participation sans adhésion",
        "Une commune ne paie pas un service auquel elle n’adhère pas.",
        "CGCT, art. L. 5211-4-2",
        Gravite.BLOQUANT,
        Theme.FINANCES,
        participations_sans_adhesion,
    ),
    Controle(
        "attributions",
        "Attribution votée et ajustement",
        "L’attribution d’une commune est son montant de base, moins sa participation, plus ce qui "
        "en était déjà déduit.",
        "CGI, art. 1609 nonies C, V",
        Gravite.A_EXPLIQUER,
        Theme.FINANCES,
        attributions_et_ajustements,
    ),
)
