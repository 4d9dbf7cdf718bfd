"""Services et adhésions : ce qui déborde d'une période, et les trous entre deux."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, pairwise

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from gouvernance.constats import Constat, Controle, Gravite, Ligne, Theme, ligne_de
from gouvernance.francais import date_en_lettres
from services_communs.models import Adhesion, ServiceCommun

UN_JOUR = timedelta(days=1)


def ligne_d_adhesion(adhesion: Adhesion) -> Ligne:
    return ligne_de(adhesion, f"{adhesion.collectivite}, {adhesion.service}")


def cle(adhesion: Adhesion) -> str:
    return f"{adhesion.service.code}:{adhesion.collectivite.nom}:{adhesion.date_debut}"


def _hors_de(debut: str, fin: str) -> Q:
    """Adhésions qui commencent avant, ou finissent après, la période donnée."""
    commence_avant = Q(**{f"{debut}__isnull": False}, date_debut__lt=F(debut))
    finit_apres = Q(**{f"{fin}__isnull": False}) & (Q(date_fin=None) | Q(date_fin__gt=F(fin)))
    return commence_avant | finit_apres


def adhesions_hors_du_service() -> Iterator[Constat]:
    adhesions = Adhesion.objects.filter(_hors_de("service__date_debut", "service__date_fin"))
    for adhesion in adhesions.avec_relations().order_by("service__ordre", "pk"):
        yield Constat(
            cle=cle(adhesion),
            phrase=f"{adhesion.collectivite} adhère à « {adhesion.service} » hors du temps où ce "
            "service existe.",
            annonce=f"adhésion depuis le {date_en_lettres(adhesion.date_debut)}",
            calcule=f"service ouvert le {date_en_lettres(adhesion.service.date_debut)}",
            annee=adhesion.date_debut.year,
            lignes=(ligne_d_adhesion(adhesion),),
        )


def adhesions_hors_de_la_metropole() -> Iterator[Constat]:
    """La commune, ou celle du CCAS, n'est pas membre tout le temps de l'adhésion."""
    adhesions = Adhesion.objects.annotate(
        entree=Coalesce("collectivite__commune__date_debut", "collectivite__date_debut"),
        sortie=Coalesce("collectivite__commune__date_fin", "collectivite__date_fin"),
    )
    for adhesion in (
        adhesions.filter(_hors_de("entree", "sortie"))
        .avec_relations()
        .order_by("service__ordre", "pk")
    ):
        yield Constat(
            cle=cle(adhesion),
            phrase=f"{adhesion.collectivite} adhère à « {adhesion.service} » un jour où elle n’est "
            "pas membre de la métropole.",
            annonce=f"adhésion depuis le {date_en_lettres(adhesion.date_debut)}",
            annee=adhesion.date_debut.year,
            lignes=(ligne_d_adhesion(adhesion),),
        )


def adhesions_interrompues() -> Iterator[Constat]:
    """Entre deux adhésions d'une même collectivité au même service, des jours sans adhésion."""
    adhesions = Adhesion.objects.avec_relations().order_by("service", "collectivite", "date_debut")
    # Une collectivité qui n'a adhéré qu'une fois n'a pas d'interruption : elle n'est pas lue.
    reprises = Adhesion.objects.filter(
        service=OuterRef("service"), collectivite=OuterRef("collectivite")
    ).exclude(pk=OuterRef("pk"))
    suites = groupby(
        adhesions.filter(Exists(reprises)), key=lambda a: (a.service_id, a.collectivite_id)
    )
    for _, suite in suites:
        for avant, apres in pairwise(suite):
            if avant.date_fin and avant.date_fin + UN_JOUR < apres.date_debut:
                yield Constat(
                    cle=cle(apres),
                    phrase=f"{apres.collectivite} : l’adhésion à « {apres.service} » s’interrompt, "
                    "puis reprend.",
                    annonce=f"fin le {date_en_lettres(avant.date_fin)}",
                    calcule=f"reprise le {date_en_lettres(apres.date_debut)}",
                    annee=apres.date_debut.year,
                    lignes=(ligne_d_adhesion(avant), ligne_d_adhesion(apres)),
                )


def ccas_sans_leur_commune() -> Iterator[Constat]:
    commune = Adhesion.objects.filter(
        service=OuterRef("service"), collectivite=OuterRef("collectivite__commune")
    )
    adhesions = Adhesion.objects.filter(~Exists(commune), collectivite__nature="ccas")
    for adhesion in adhesions.avec_relations().order_by("service__ordre", "pk"):
        yield Constat(
            cle=cle(adhesion),
            phrase=f"{adhesion.collectivite} adhère à « {adhesion.service} » sans sa commune.",
            annee=adhesion.date_debut.year,
            lignes=(ligne_d_adhesion(adhesion),),
        )


def services_sans_adherent() -> Iterator[Constat]:
    services = ServiceCommun.objects.filter(adhesions=None, date_fin=None)
    for service in services.order_by("ordre", "pk"):
        yield Constat(
            cle=service.code,
            phrase=f"« {service} » n’a aucun adhérent.",
            lignes=(ligne_de(service),),
        )


CONTROLES = (
    Controle(
        "adhesions-et-service",
        "Adhésion hors du temps du service",
        "On n’adhère pas à un service avant qu’il existe, ni après sa fermeture.",
        "CGCT, art. L. 5211-4-2",
        Gravite.BLOQUANT,
        Theme.SERVICES,
        adhesions_hors_du_service,
    ),
    Controle(
        "adhesions-et-membres",
        "Adhésion d’une commune qui n’est pas membre",
        "Un service commun réunit la métropole et ses communes membres, ou leurs établissements.",
        "CGCT, art. L. 5211-4-2",
        Gravite.BLOQUANT,
        Theme.SERVICES,
        adhesions_hors_de_la_metropole,
    ),
    Controle(
        "adhesions-interrompues",
        "Adhésion interrompue puis reprise",
        "Un trou entre deux adhésions est souvent une date mal saisie.",
        "lecture des données",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        adhesions_interrompues,
    ),
    Controle(
        "ccas-sans-commune",
        "CCAS adhérent sans sa commune",
        "Le CCAS adhère en son nom, mais presque toujours avec sa commune.",
        "lecture des données",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        ccas_sans_leur_commune,
    ),
    Controle(
        "services-sans-adherent",
        "Service commun sans adhérent",
        "Un service commun réunit au moins une commune et la métropole.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.SERVICES,
        services_sans_adherent,
    ),
)
