"""Retrouver un domaine, un service, un indicateur ou une convention par son nom ou son code."""

from collections import Counter
from collections.abc import Hashable, Iterable

from gouvernance.francais import cle_de_tri
from gouvernance.imports.annuaires import Annuaire
from services_communs.models import Convention, Domaine, Indicateur, ServiceCommun


class AnnuaireDesDomaines(Annuaire):
    sorte = "domaine"

    def lire(self) -> Iterable[Domaine]:
        lus = list(Domaine.objects.all())
        self.fois = Counter(cle_de_tri(domaine.titre) for domaine in lus)
        return lus

    def noms(self, objet: Domaine) -> Iterable[str]:
        """Le titre, sauf si deux domaines ont le même : le code, alors."""
        if self.fois[cle_de_tri(objet.titre)] == 1:
            yield objet.titre
        yield objet.code


class AnnuaireDesServices(Annuaire):
    sorte = "service"

    def lire(self) -> Iterable[ServiceCommun]:
        return ServiceCommun.objects.all()

    def noms(self, objet: ServiceCommun) -> Iterable[str]:
        yield objet.nom
        yield objet.code


class AnnuaireDesIndicateurs(Annuaire):
    """Un libellé n'est unique que dans son domaine."""

    sorte = "indicateur"

    def lire(self) -> Iterable[Indicateur]:
        return Indicateur.objects.select_related("domaine")

    def portee(self, objet: Indicateur) -> Hashable:
        return objet.domaine_id

    def noms(self, objet: Indicateur) -> Iterable[str]:
        yield objet.libelle


class AnnuaireDesConventions(Annuaire):
    sorte = "convention"
    aucun = "aucune"

    def lire(self) -> Iterable[Convention]:
        return Convention.objects.all()

    def noms(self, objet: Convention) -> Iterable[str]:
        yield str(objet)
