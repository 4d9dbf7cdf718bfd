from finances.filters import ParticipationFilterSet
from finances.models import Participation
from finances.tables import ParticipationTable
from gouvernance.listes import afficher_liste


def participation_liste(request):
    participations = Participation.objects.visibles_par(request.user).avec_relations()
    return afficher_liste(
        request,
        participations.avec_effet_sur_l_ac(),
        ParticipationFilterSet,
        ParticipationTable,
        titre="Participations",
        chapeau="Ce que chaque payeur supporte. Choisissez un exercice pour en lire le total.",
    )
