"""Ce que la métropole partage au moment choisi : lu, puis présenté sans plus rien lire."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mutualisation.vue_d_ensemble import agents, financement
from mutualisation.vue_d_ensemble.agents import Agents, lire_agents
from mutualisation.vue_d_ensemble.carte import Carte, lire_carte
from mutualisation.vue_d_ensemble.couverture import Matrice, construire_matrice
from mutualisation.vue_d_ensemble.financement import Financement, lire_montants
from mutualisation.vue_d_ensemble.moment import Moment
from mutualisation.vue_d_ensemble.partage import Partage, lire_partage
from mutualisation.vue_d_ensemble.phrases import ChiffreCle, chiffres_cles, phrase_d_ensemble

# Au-delà, la page ne montre que les services et leurs adhérents, et mène à la matrice.
LIGNES_MONTREES = 40
# Ce que la page comprend de son adresse ; le reste n'est pas gardé par les liens de la carte.
PARAMETRES = ("annee", "au", "carte", "carte_tri")


@dataclass(frozen=True, slots=True)
class Lecture:
    """Tout ce que montre l'état d'un moment, et rien d'autre : quatre requêtes."""

    partage: Partage
    agents: tuple[agents.LigneLue, ...]
    montants: tuple[financement.MontantLu, ...]


@dataclass(frozen=True, slots=True)
class Etat:
    moment: Moment
    phrase: str
    chiffres: tuple[ChiffreCle, ...]
    matrice: Matrice
    carte: Carte
    financement: Financement
    agents: Agents

    @property
    def montre_la_matrice(self) -> bool:
        return self.matrice.tient and len(self.matrice.lignes) <= LIGNES_MONTREES


@dataclass(frozen=True, slots=True)
class EtatRendu:
    """La phrase et les chiffres ; la couverture, la carte et les agents ; qui paie quoi."""

    tete: SafeString
    corps: SafeString
    financement: SafeString


def lire_le_moment(moment: Moment) -> Lecture:
    return Lecture(
        partage=lire_partage(moment.an_dernier, moment.jour),
        agents=lire_agents(moment.jour),
        montants=lire_montants(moment.annee),
    )


def presenter(lecture: Lecture, moment: Moment, parametres: QueryDict) -> Etat:
    partage = lecture.partage
    presents = agents.presenter_les_agents(lecture.agents, moment.jour, moment.an_dernier)
    finance = financement.presenter_le_financement(lecture.montants, moment.annee, partage.communes)
    return Etat(
        moment=moment,
        phrase=phrase_d_ensemble(partage, finance, moment),
        chiffres=chiffres_cles(partage, presents, finance, moment),
        matrice=construire_matrice(partage, moment.jour),
        carte=lire_carte(
            moment.jour,
            moment.annee,
            parametres.get("carte", ""),
            parametres.get("carte_tri", ""),
            partage,
            financement.par_payeur(lecture.montants, moment.annee),
        ),
        financement=finance,
        agents=presents,
    )


def rendre_etat(lecture: Lecture, moment: Moment, parametres: QueryDict) -> EtatRendu:
    """L'état en HTML : mêmes lignes lues et même adresse, même page, qui n'est pas redessinée."""
    compris = QueryDict(mutable=True)
    compris.update({nom: parametres[nom] for nom in PARAMETRES if nom in parametres})
    # En développement, un gabarit modifié se voit aussitôt.
    rendre = _rendre.__wrapped__ if settings.DEBUG else _rendre
    return rendre(lecture, moment, compris.urlencode())


@lru_cache(maxsize=8)
def _rendre(lecture: Lecture, moment: Moment, adresse: str) -> EtatRendu:
    """Ne dépend que de ses arguments : rien n'est lu ici, et aucun état périmé ne se montre."""
    parametres = QueryDict(adresse)
    etat = presenter(lecture, moment, parametres)
    contexte = {"etat": etat, "parametres": parametres}
    return EtatRendu(
        tete=render_to_string("vue_d_ensemble/_tete.html", contexte),
        corps=render_to_string("vue_d_ensemble/_etat.html", contexte),
        financement=render_to_string(
            "vue_d_ensemble/_financement.html", {"financement": etat.financement}
        ),
    )
