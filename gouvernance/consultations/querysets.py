from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.regles import REGLES, Attente, premiere_transmission_ouverte


class ConsultationQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, celles où l'une de ses communes est consultée."""
        if utilisateur.is_staff:
            return self.all()
        reponses = self.model._meta.get_field("reponses").related_model.objects
        siennes = reponses.filter(consultation=OuterRef("pk")).visibles_par(utilisateur)
        return self.filter(Exists(siennes))

    def qui_votent(self) -> Self:
        """Celles dont les communes décident ; les autres recueillent un avis."""
        avis = [regle.code for regle in REGLES.values() if regle.attente == Attente.AVIS]
        return self.exclude(nature__in=avis)

    def transmises_le(self, jour: date) -> Self:
        """Celles que les communes avaient déjà reçues ce jour-là."""
        return self.filter(transmise_le__lte=jour)

    def ouvertes_le(self, jour: date) -> Self:
        """Transmises, et pas encore closes ce jour-là."""
        return self.transmises_le(jour).filter(Q(close_le=None) | Q(close_le__gt=jour))

    def attendant_une_reponse_le(self, jour: date) -> Self:
        reponses = self.model._meta.get_field("reponses").related_model.objects
        attendues = reponses.filter(consultation=OuterRef("pk")).attendues_le(jour)
        return self.filter(Exists(attendues))


class ReponseCommuneQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent, celles de ses communes pour un élu."""
        if utilisateur.is_staff:
            return self.all()
        return self.filter(commune__in=utilisateur.collectivites.values("pk"))

    def rendues_le(self, jour: date) -> Self:
        """Celles qu'on connaît ce jour-là, tardives comprises."""
        return self.filter(rendue_le__lte=jour)

    def attendues_le(self, jour: date) -> Self:
        """Celles qui manquent ce jour-là et dont le délai court encore, ou n'existe pas."""
        court = Q()
        for regle in REGLES.values():
            premiere = premiere_transmission_ouverte(regle, jour)
            ouvertes = Q(transmise_le__gte=premiere) if premiere else Q()
            court |= Q(consultation__nature=regle.code) & ouvertes
        return self.filter(court).exclude(rendue_le__lte=jour)
