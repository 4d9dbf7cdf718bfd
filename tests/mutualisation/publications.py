from gouvernance.exercices.operations import rouvrir
from mutualisation.models import Production
from mutualisation.rapport.publication import demander_publication, preparer
from tests.fabriques import creer_administrateur


def publier(rapport, motif="", par=None, empreinte=None) -> Production:
    """Publie ce que verrait la page, ou un contenu vu plus tôt."""
    vue = empreinte or preparer(rapport.annee).empreinte
    return demander_publication(rapport, par=par, motif=motif, empreinte=vue)


def rouvrir_l_exercice(annee=2031) -> None:
    """Le publier l'a clos : une correction commence par là."""
    rouvrir(annee=annee, par=creer_administrateur(), motif="Un effectif est faux.")
