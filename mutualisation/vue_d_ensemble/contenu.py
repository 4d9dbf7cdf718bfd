"""La vue d'ensemble : tout ce que la métropole partage un jour donné, et ce qui presse."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from gouvernance.consultations.contenu import ConsultationLue, lire_consultations
from gouvernance.echeances.contenu import Echeance, Etat, Nature, lire_echeances
from gouvernance.models import Consultation, Utilisateur
from mutualisation.campagne.restes import Campagne, campagne_du_rapport
from mutualisation.controles.comptes import EcartsComptes, compter_ecarts
from mutualisation.journal.adresses import AdressesDuJournal, adresses_du_journal
from mutualisation.models import Edition, Rapport
from mutualisation.vue_d_ensemble.etat import Lecture, lire_le_moment
from mutualisation.vue_d_ensemble.moment import Moment, lire_moment
from mutualisation.vue_d_ensemble.page_couverture import Lien
from mutualisation.vue_d_ensemble.phrases import denombrer

UN_MOIS = timedelta(days=30)
ECHEANCES_MONTREES = 6


@dataclass(frozen=True, slots=True)
class VueDEnsemble:
    """Ce qui est partagé au moment choisi, `lecture`, et ce qui se passe aujourd'hui."""

    moment: Moment
    lecture: Lecture
    annees: tuple[Lien, ...]
    presse: tuple[Lien, ...]
    ecarts: EcartsComptes
    rapports: tuple[Rapport, ...]
    campagne: Campagne | None
    echeances: tuple[Echeance, ...]
    consultations: tuple[ConsultationLue, ...]

    @property
    def journal(self) -> AdressesDuJournal:
        return adresses_du_journal(self.moment.jour)

    @property
    def adresse_de_la_couverture(self) -> str:
        return reverse("couverture", query={"au": self.moment.jour.isoformat()})

    @property
    def adresse_des_changements(self) -> str:
        """Ce qui a changé dans l'année qui finit ce jour-là."""
        debut = self.moment.an_dernier + timedelta(days=1)
        periode = {"du": debut.isoformat(), "au": self.moment.jour.isoformat()}
        return reverse("changements", query=periode)


def construire_vue(utilisateur: Utilisateur, parametres: QueryDict) -> VueDEnsemble:
    aujourd_hui = timezone.localdate()
    rapports = lire_rapports()
    defaut = rapports[0].annee if rapports else aujourd_hui.year
    moment = lire_moment(parametres, defaut, aujourd_hui)
    ecarts = compter_ecarts(moment.annee)
    echeances, consultations = lire_prochaines_echeances(aujourd_hui), lire_en_cours(aujourd_hui)
    return VueDEnsemble(
        moment=moment,
        lecture=lire_le_moment(moment),
        annees=tuple(_annees(moment)),
        presse=tuple(_presse(consultations, echeances, ecarts)),
        ecarts=ecarts,
        rapports=rapports,
        campagne=campagne_du_rapport(rapports[0], utilisateur) if rapports else None,
        echeances=echeances,
        consultations=consultations,
    )


def lire_rapports() -> tuple[Rapport, ...]:
    """Les rapports ouverts, le plus récent d'abord, et le numéro de leur `derniere_edition`."""
    editions = Edition.objects.filter(rapport=OuterRef("pk")).order_by("-numero")
    return tuple(Rapport.objects.annotate(derniere_edition=Subquery(editions.values("numero")[:1])))


def lire_prochaines_echeances(jour: date) -> tuple[Echeance, ...]:
    """Retards du mois passé, puis ce qui vient ; les consultations se lisent à part."""
    lues = lire_echeances(
        None,
        jour - UN_MOIS,
        jour + 3 * UN_MOIS,
        jour,
        natures=(Nature.SEANCE, Nature.FORMALITE, Nature.REGLE),
    )
    dues = [e for e in lues if e.etat in {Etat.EN_RETARD, Etat.A_VENIR}]
    return tuple(dues[:ECHEANCES_MONTREES])


def lire_en_cours(jour: date) -> tuple[ConsultationLue, ...]:
    ouvertes = Consultation.objects.filter(close_le=None, transmise_le__lte=jour)
    return lire_consultations(ouvertes.order_by("transmise_le", "objet", "pk"), jour)


def _annees(moment: Moment) -> Iterator[Lien]:
    """L'exercice, ses voisins, et l'état d'aujourd'hui."""
    adresse = reverse("tableau_de_bord")
    est_aujourd_hui = moment.jour == moment.aujourd_hui
    for annee in (moment.annee - 1, moment.annee, moment.annee + 1):
        if annee < moment.aujourd_hui.year:
            courante = annee == moment.annee and moment.jour == date(annee, 12, 31)
            yield Lien(str(annee), f"{adresse}?annee={annee}", courante)
    yield Lien("Aujourd’hui", f"{adresse}?au={moment.aujourd_hui.isoformat()}", est_aujourd_hui)


def _presse(
    consultations: tuple[ConsultationLue, ...],
    echeances: tuple[Echeance, ...],
    ecarts: EcartsComptes,
) -> Iterator[Lien]:
    if consultations:
        en_cours = denombrer(len(consultations), "consultation en cours", "consultations en cours")
        yield Lien(en_cours, "#consultations")
    if retards := sum(e.etat == Etat.EN_RETARD for e in echeances):
        yield Lien(denombrer(retards, "échéance en retard", "échéances en retard"), "#echeances")
    if ecarts.a_traiter:
        a_traiter = denombrer(ecarts.a_traiter, "écart à traiter", "écarts à traiter")
        yield Lien(a_traiter, reverse("controles", query={"annee": ecarts.annee}))
