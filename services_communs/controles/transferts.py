"""Transferts et périmètres particuliers : leurs dates, face à ce dont ils dépendent."""

from collections import defaultdict
from collections.abc import Iterator

from gouvernance.constats import Constat, Controle, Gravite, Theme
from gouvernance.francais import date_en_lettres
from gouvernance.periodes import s_accordent
from services_communs.controles.agents import ligne_d_effectif, ligne_de_transfert
from services_communs.models import Adhesion, Effectif, TransfertAgents


def transferts_a_une_autre_date() -> Iterator[Constat]:
    """Les agents sont transférés quand leur collectivité adhère à un service du domaine."""
    adhesions = defaultdict(list)
    for domaine, collectivite, commune, *debut in Adhesion.objects.values_list(
        "service__domaine",
        "collectivite",
        "collectivite__commune",
        "date_debut",
        "precision_debut",
    ):
        for membre in {collectivite, commune} - {None}:
            adhesions[domaine, membre].append(debut)
    transferts = TransfertAgents.objects.select_related("domaine", "origine")
    for transfert in transferts.order_by("domaine__ordre", "origine__nom_de_tri", "pk"):
        debuts = adhesions[transfert.domaine_id, transfert.origine_id]
        effet = (transfert.date_effet, transfert.precision)
        if debuts and not any(s_accordent(*effet, *debut) for debut in debuts):
            yield Constat(
                cle=f"{transfert.domaine.code}:{transfert.origine.nom}:{transfert.date_effet}",
                phrase=f"{transfert.origine} n’adhère à aucun service de « {transfert.domaine} » "
                "le jour où ses agents y sont transférés.",
                annonce=date_en_lettres(*effet),
                calcule=" ; ".join(
                    dict.fromkeys(date_en_lettres(*debut) for debut in sorted(debuts))
                ),
                annee=transfert.date_effet.year,
                lignes=(ligne_de_transfert(transfert),),
            )


def perimetres_a_un_autre_jour() -> Iterator[Constat]:
    """Un périmètre particulier s'observe le même jour que le service qu'il détaille."""
    services = defaultdict(set)
    perimetres = []
    for effectif in Effectif.objects.select_related("domaine").order_by("date", "pk"):
        if effectif.perimetre:
            perimetres.append(effectif)
        else:
            services[effectif.domaine_id].add(effectif.date)
    for effectif in perimetres:
        if effectif.date not in services[effectif.domaine_id]:
            yield Constat(
                cle=f"{effectif.domaine.code}:{effectif.date}:{effectif.perimetre}"[:300],
                phrase=f"{effectif.domaine}, « {effectif.perimetre} » : cet effectif n’est pas "
                "observé le jour de celui du service.",
                annonce=date_en_lettres(effectif.date),
                calcule=" ; ".join(map(date_en_lettres, sorted(services[effectif.domaine_id]))),
                annee=effectif.date.year,
                lignes=(ligne_d_effectif(effectif),),
            )


CONTROLES = (
    Controle(
        "transferts-et-dates",
        "Agents transférés à une autre date que l’adhésion",
        "Les agents d’un service mis en commun sont transférés de plein droit.",
        "CGCT, art. L. 5211-4-2",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        transferts_a_une_autre_date,
    ),
    Controle(
        "perimetres",
        "Périmètre observé un autre jour que le service",
        "Deux relevés qui se complètent sont du même jour.",
        "lecture du rapport",
        Gravite.A_EXPLIQUER,
        Theme.AGENTS,
        perimetres_a_un_autre_jour,
    ),
)
