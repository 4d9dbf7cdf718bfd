from mutualisation.models import Production
from mutualisation.rapport.publication import demander_publication, preparer


def publier(rapport, motif="", par=None, empreinte=None) -> Production:
    """Publie ce que verrait la page, ou un contenu vu plus tôt."""
    vue = empreinte or preparer(rapport.annee).empreinte
    return demander_publication(rapport, par=par, motif=motif, empreinte=vue)
