"""Grilles d'une évaluation : ce que chacun paie, ce que chaque service coûte."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from finances.models import CoutService, EvaluationCLECT, Participation
from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    exercice_clos,
    noms_connus,
)
from gouvernance.grilles.saisies import Entier, Montant, Nombre, Texte
from gouvernance.models import Collectivite, Utilisateur
from services_communs.models import ServiceCommun

ENSEMBLE = "ensemble"


def pourquoi_fermee(evaluation: EvaluationCLECT, exercice: int) -> str:
    if evaluation.est_figee:
        etat = evaluation.get_etat_display()
        return f"{evaluation} est {etat} : ce qui a été voté se lit et ne change plus."
    return exercice_clos([exercice])


def services_de(exercice: int, evaluation: EvaluationCLECT) -> list[ServiceCommun]:
    """Ouverts cette année-là, ou déjà dans l'évaluation."""
    ouverts = ServiceCommun.objects.pour_exercice(exercice).values("pk")
    portes = Q(couts__evaluation=evaluation) | Q(participations__evaluation=evaluation)
    services = ServiceCommun.objects.filter(Q(pk__in=ouverts) | portes).distinct()
    return list(services.select_related("domaine").order_by("domaine__ordre", "ordre", "pk"))


def construire_grille_participations(
    utilisateur: Utilisateur,
    evaluation: EvaluationCLECT,
    exercice: int,
    mode: str,
    service: ServiceCommun | str | None = None,
) -> Grille:
    """Payeurs × services ; pour un service, ou l'ensemble, tout ce que dit chaque participation."""
    libelle = Participation.Mode(mode).label
    services = services_de(exercice, evaluation)
    par_cle = {ENSEMBLE: None, **{str(s.pk): s for s in services}}
    return Grille(
        modele=Participation,
        titre=f"Participations {exercice}" + (f" : {_nommer(service)}" if service else ""),
        chapeau=(
            f"{evaluation}, part {libelle}. Une participation saisie ici vaut pour {exercice} et "
            "les exercices suivants, sauf si sa ligne dit le dernier."
        ),
        retour=Lien(evaluation.get_absolute_url(), str(evaluation)),
        sujet="Payeur",
        colonnes=_colonnes_d_un_service() if service else _colonnes(services),
        lignes=tuple(_lire_payeurs(evaluation, exercice, mode, service)),
        nouveau=lambda ligne, colonne: _nouvelle(
            evaluation, ligne.sujet, exercice, mode, par_cle[_cle_de(service) or colonne.objet]
        ),
        droits=Droits.de(utilisateur, Participation),
        fermee=pourquoi_fermee(evaluation, exercice),
        precedente=str(exercice - 1),
    )


def _nommer(service: ServiceCommun | str) -> str:
    return "ensemble des services" if service == ENSEMBLE else str(service)


def _nouvelle(
    evaluation: EvaluationCLECT,
    payeur: Collectivite,
    exercice: int,
    mode: str,
    service: ServiceCommun | None,
) -> Participation:
    participation = Participation(
        evaluation=evaluation, payeur=payeur, exercice_debut=exercice, mode=mode
    )
    if service:
        participation.service, participation.objet = service, service.nom
    return participation


def _colonnes(services: list[ServiceCommun]) -> tuple[Colonne | Calcul, ...]:
    libelles = {ENSEMBLE: "Ensemble des services", **{str(s.pk): s.nom for s in services}}
    return (
        *(
            Colonne(
                code=f"s{cle}",
                libelle=libelle,
                objet=cle,
                saisie=Nombre("montant"),
                est_totalisee=True,
                montre_la_precedente=True,
                reprise="valeur",
            )
            for cle, libelle in libelles.items()
        ),
        Calcul(code="total", libelle="Total", nature="total"),
    )


def _colonnes_d_un_service() -> tuple[Colonne | Calcul, ...]:
    return (
        Colonne(
            code="montant",
            libelle="Montant",
            saisie=Nombre("montant"),
            est_attendue=True,
            est_totalisee=True,
            reprise="valeur",
        ),
        Calcul(code="avant", libelle="Avant", nature="precedente", source="montant"),
        Calcul(code="variation", libelle="Variation", nature="variation", source="montant"),
        Colonne(
            code="deja", libelle="Déjà valorisé", saisie=Montant("deja_valorise"), reprise="valeur"
        ),
        Colonne(code="mois", libelle="Mois", saisie=Entier("mois"), aide="Sur douze."),
        Colonne(code="fin", libelle="Dernier exercice", saisie=Exercice("exercice_fin")),
        Colonne(code="motif", libelle="Motif de l’écart", saisie=Texte("motif_ecart", 300)),
    )


class Exercice(Entier):
    """Une année s'écrit sans espace."""

    def ecrire(self, objet) -> str:
        return str(getattr(objet, self.champ) or "")


def _lire_payeurs(
    evaluation: EvaluationCLECT, exercice: int, mode: str, service: ServiceCommun | str | None
) -> Iterator[Ligne]:
    actuelles, precedentes = defaultdict(dict), defaultdict(dict)
    lues = Participation.objects.filter(mode=mode, evaluation=evaluation, exercice_debut=exercice)
    for participation in lues.select_related("evaluation", "payeur", "service"):
        actuelles[participation.payeur_id][_cle(participation)] = participation
    avant = Participation.objects.filter(mode=mode).pour_exercice(exercice - 1)
    for participation in avant.order_by("evaluation__date", "exercice_debut", "pk"):
        precedentes[participation.payeur_id][_cle(participation)] = participation
    for payeur in _payeurs(exercice, actuelles.keys()):
        yield Ligne(
            code=str(payeur.pk),
            libelle=str(payeur),
            noms=noms_connus(payeur),
            sujet=payeur,
            objets=_garder(actuelles[payeur.pk], service),
            precedents=_garder(precedentes[payeur.pk], service),
        )


def _cle(participation: Participation) -> str:
    return str(participation.service_id) if participation.service_id else ENSEMBLE


def _cle_de(service: ServiceCommun | str | None) -> str:
    return str(service.pk) if isinstance(service, ServiceCommun) else service or ""


def _garder(objets: dict, service: ServiceCommun | str | None) -> dict:
    """Tous les services ou, pour la grille d'un seul, ce qui le concerne."""
    if service is None:
        return objets
    cle = _cle_de(service)
    return {"": objets[cle]} if cle in objets else {}


def _payeurs(exercice: int, connus) -> list[Collectivite]:
    """La métropole, puis les communes membres cette année-là et celles qui paient déjà."""
    membres = Collectivite.objects.communes().pour_exercice(exercice).values("pk")
    voulus = Q(nature=Collectivite.Nature.METROPOLE) | Q(pk__in=membres) | Q(pk__in=list(connus))
    payeurs = Collectivite.objects.filter(voulus).prefetch_related("graphies")
    return sorted(payeurs, key=lambda p: (p.nature != "metropole", p.nom_de_tri, p.pk))


def construire_grille_couts(
    utilisateur: Utilisateur, evaluation: EvaluationCLECT, exercice: int
) -> Grille:
    """Services × natures de charges, un exercice, celui d'avant à côté."""
    return Grille(
        modele=CoutService,
        titre=f"Coûts des services en {exercice}",
        chapeau=(
            f"{evaluation}. En euros et en année pleine ; les charges de support s’écrivent par "
            "un taux des charges de personnel, et ne sont pas dans le total."
        ),
        retour=Lien(evaluation.get_absolute_url(), str(evaluation)),
        sujet="Service",
        colonnes=(
            *(_colonne_de_cout(nature) for nature in CoutService.Nature),
            Calcul(code="total", libelle="Total hors support", nature="total"),
        ),
        lignes=tuple(_lire_services(evaluation, exercice)),
        nouveau=lambda ligne, colonne: CoutService(
            evaluation=evaluation, service=ligne.sujet, exercice=exercice, nature=colonne.objet
        ),
        droits=Droits.de(utilisateur, CoutService),
        fermee=pourquoi_fermee(evaluation, exercice),
        precedente=str(exercice - 1),
    )


def _colonne_de_cout(nature: CoutService.Nature) -> Colonne:
    est_un_taux = nature == CoutService.Nature.SUPPORT
    return Colonne(
        code=nature.value,
        libelle="Support, en %" if est_un_taux else nature.label.capitalize(),
        objet=nature.value,
        saisie=Nombre("taux" if est_un_taux else "montant"),
        est_totalisee=not est_un_taux,
        est_attendue=nature == CoutService.Nature.PERSONNEL,
        montre_la_precedente=True,
        reprise="valeur",
    )


def _lire_services(evaluation: EvaluationCLECT, exercice: int) -> Iterator[Ligne]:
    actuels, precedents = defaultdict(dict), defaultdict(dict)
    lus = CoutService.objects.filter(exercice__in=[exercice - 1, exercice])
    for cout in lus.select_related("evaluation", "service").order_by("evaluation__date", "pk"):
        if cout.exercice == exercice - 1:
            precedents[cout.service_id][cout.nature] = cout
        elif cout.evaluation_id == evaluation.pk:
            actuels[cout.service_id][cout.nature] = cout
    for service in services_de(exercice, evaluation):
        yield Ligne(
            code=str(service.pk),
            libelle=str(service),
            noms=(service.code,),
            groupe=service.domaine.titre,
            sujet=service,
            objets=actuels[service.pk],
            precedents=precedents[service.pk],
        )
