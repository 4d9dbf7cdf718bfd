"""La fin d'une adhésion, avec les participations qui continueraient sans elle."""

from collections import defaultdict

from django.contrib import admin

from finances.models import Participation
from gouvernance.francais import euros
from services_communs.admin import AdhesionAdmin
from services_communs.models import Adhesion

admin.site.unregister(Adhesion)


def payeur_de(adhesion: Adhesion) -> int:
    """La commune paie pour elle et pour son CCAS."""
    return adhesion.collectivite.commune_id or adhesion.collectivite_id


def phrase_de(participation: Participation) -> str:
    montant = f"{euros(participation.montant)}, {participation.exercices}"
    if participation.service_id:
        suite = "continue : à revoir par une délibération"
    else:
        suite = "à l’ensemble des services reste la même : à revoir par une délibération"
    return f"La participation de {participation.payeur} ({montant}) {suite}."


@admin.register(Adhesion)
class AdhesionFinanceeAdmin(AdhesionAdmin):
    def suites_de_cloture(self, adhesions, jour):
        """Une participation votée ne change pas d'office : une décision l'arrête."""
        adhesions = list(adhesions)
        suites = super().suites_de_cloture(adhesions, jour)
        par_payeur = defaultdict(list)
        for participation in Participation.objects.qui_continuent_apres(jour.year).avec_relations():
            par_payeur[participation.payeur_id].append(participation)
        autres = Adhesion.objects.filter(date_fin=None).exclude(pk__in=[a.pk for a in adhesions])
        restent = {(payeur_de(a), a.service_id) for a in autres.select_related("collectivite")}
        for adhesion in adhesions:
            payeur = payeur_de(adhesion)
            if (payeur, adhesion.service_id) in restent:
                continue
            suites[adhesion.pk] += [
                phrase_de(participation)
                for participation in par_payeur[payeur]
                if participation.service_id in {None, adhesion.service_id}
            ]
        return suites
