"""Adhésions et conventions, face aux actes qui les fondent et à l'ouverture du service."""

from collections import defaultdict
from collections.abc import Iterator

from gouvernance.constats import Constat, Controle, Gravite, Theme, ligne_de
from gouvernance.francais import date_en_lettres
from gouvernance.periodes import Precision, s_accordent
from services_communs.controles.adhesions import cle, ligne_d_adhesion
from services_communs.models import Adhesion, Convention, ServiceCommun


def adhesions_avant_leur_acte() -> Iterator[Constat]:
    """Une adhésion ne commence pas avant la dernière délibération qui la décide."""
    adhesions = Adhesion.objects.filter(deliberations__isnull=False).distinct()
    for adhesion in adhesions.avec_relations().prefetch_related("deliberations").order_by("pk"):
        acte = max(adhesion.deliberations.all(), key=lambda acte: (acte.date, acte.pk))
        debut = (adhesion.date_debut, adhesion.precision_debut)
        if adhesion.date_debut < acte.date and not s_accordent(*debut, acte.date, acte.precision):
            yield Constat(
                cle=cle(adhesion),
                phrase=f"{adhesion.collectivite} adhère à « {adhesion.service} » avant de l’avoir "
                "décidé.",
                annonce=f"adhésion : {date_en_lettres(*debut)}",
                calcule=f"délibération : {date_en_lettres(acte.date, acte.precision)}",
                annee=adhesion.date_debut.year,
                lignes=(ligne_d_adhesion(adhesion), ligne_de(acte)),
            )


def adhesions_et_convention() -> Iterator[Constat]:
    """L'adhésion que règle une convention commence le jour où celle-ci prend effet."""
    adhesions = Adhesion.objects.exclude(convention=None).select_related("convention")
    for adhesion in adhesions.avec_relations().order_by("pk"):
        effet = (adhesion.convention.date_debut, Precision.JOUR)
        debut = (adhesion.date_debut, adhesion.precision_debut)
        if not s_accordent(*debut, *effet):
            yield Constat(
                cle=cle(adhesion),
                phrase=f"{adhesion.collectivite} n’adhère pas à « {adhesion.service} » le jour où "
                "sa convention prend effet.",
                annonce=f"adhésion : {date_en_lettres(*debut)}",
                calcule=f"convention : {date_en_lettres(*effet)}",
                annee=adhesion.date_debut.year,
                lignes=(ligne_d_adhesion(adhesion), ligne_de(adhesion.convention)),
            )


def conventions_et_actes() -> Iterator[Constat]:
    """Délibérations, puis signature, puis effet."""
    for convention in Convention.objects.prefetch_related("deliberations").order_by("pk"):
        signature = convention.date_signature
        if not signature:
            continue
        actes = [acte for acte in convention.deliberations.all() if acte.date > signature]
        if convention.date_debut < signature or actes:
            dernier = max((acte.date for acte in actes), default=None)
            yield Constat(
                cle=convention.objet[:300],
                phrase=f"« {convention.objet} » : l’ordre n’est pas délibérer, signer, appliquer.",
                annonce=f"signée le {date_en_lettres(signature)}",
                calcule=f"effet le {date_en_lettres(convention.date_debut)}"
                + (f", délibération du {date_en_lettres(dernier)}" if dernier else ""),
                annee=signature.year,
                lignes=(ligne_de(convention), *map(ligne_de, actes)),
            )


def services_ouverts_sans_adherent() -> Iterator[Constat]:
    """Un service s'ouvre le jour où une première collectivité y adhère."""
    premieres = defaultdict(list)
    for service, debut, precision in Adhesion.objects.values_list(
        "service", "date_debut", "precision_debut"
    ):
        premieres[service].append((debut, precision))
    for service in ServiceCommun.objects.order_by("ordre", "pk"):
        debuts = premieres[service.pk]
        ouverture = (service.date_debut, Precision.JOUR)
        if debuts and not any(s_accordent(*debut, *ouverture) for debut in debuts):
            premiere, precision = min(debuts)
            yield Constat(
                cle=service.code,
                phrase=f"« {service} » : aucune adhésion ne commence le jour de son ouverture.",
                annonce=f"ouvert le {date_en_lettres(service.date_debut)}",
                calcule=f"première adhésion : {date_en_lettres(premiere, precision)}",
                annee=service.date_debut.year,
                lignes=(ligne_de(service),),
            )


def ccas_a_une_autre_date() -> Iterator[Constat]:
    """Un CCAS qui adhère avec sa commune le fait le même jour qu'elle."""
    dates = defaultdict(list)
    adhesions = list(Adhesion.objects.avec_relations().order_by("service__ordre", "pk"))
    for adhesion in adhesions:
        debut = (adhesion.date_debut, adhesion.precision_debut)
        dates[adhesion.service_id, adhesion.collectivite_id].append(debut)
    for adhesion in adhesions:
        siennes = dates[adhesion.service_id, adhesion.collectivite.commune_id]
        debut = (adhesion.date_debut, adhesion.precision_debut)
        if siennes and not any(s_accordent(*debut, *autre) for autre in siennes):
            yield Constat(
                cle=cle(adhesion),
                phrase=f"{adhesion.collectivite} n’adhère pas à « {adhesion.service} » à la même "
                "date que sa commune.",
                annonce=date_en_lettres(*debut),
                calcule=" ; ".join(date_en_lettres(*autre) for autre in siennes),
                annee=adhesion.date_debut.year,
                lignes=(ligne_d_adhesion(adhesion),),
            )


CONTROLES = (
    Controle(
        "adhesions-et-actes",
        "Adhésion antérieure à sa délibération",
        "Un acte ne produit pas d’effet avant d’être pris.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        adhesions_avant_leur_acte,
    ),
    Controle(
        "adhesions-et-convention",
        "Adhésion d’un autre jour que sa convention",
        "Les effets d’une mise en commun sont réglés par convention.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        adhesions_et_convention,
    ),
    Controle(
        "conventions-et-actes",
        "Convention signée avant d’être approuvée, ou après son effet",
        "On délibère, on signe, puis on applique.",
        "CGCT, art. L. 2121-29",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        conventions_et_actes,
    ),
    Controle(
        "ouverture-des-services",
        "Service ouvert sans adhérent",
        "Un service commun naît de l’adhésion d’au moins une commune.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        services_ouverts_sans_adherent,
    ),
    Controle(
        "ccas-et-commune",
        "CCAS qui n’adhère pas à la même date que sa commune",
        "Ils paient ensemble : des dates différentes changent ce qu’ils doivent.",
        "lecture des données",
        Gravite.A_SAVOIR,
        Theme.SERVICES,
        ccas_a_une_autre_date,
    ),
)
