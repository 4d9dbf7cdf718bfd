from typing import Self

from django.db.models import OuterRef, Q

from gouvernance.cles_naturelles import CleNaturelleQuerySet
from gouvernance.recherche import Champs, CherchableQuerySet
from services_communs.querysets import compter, lignes_modifiables, lignes_visibles


def nommant(queryset, champ: str, utilisateur):
    """Toutes les lignes pour un agent ; sinon celles de toutes les communes, celles où personne
    n'est nommé, et celles qui nomment une collectivité qu'il peut lire."""
    if utilisateur.is_staff:
        return queryset.all()
    relation = queryset.model._meta.get_field(champ)
    visibles = relation.related_model.objects.visibles_par(utilisateur)
    nommees = relation.remote_field.through.objects.values(relation.m2m_field_name())
    siennes = nommees.filter(**{f"{relation.m2m_reverse_field_name()}__in": visibles})
    return queryset.filter(Q(toutes_les_communes=True) | ~Q(pk__in=nommees) | Q(pk__in=siennes))


class FicheQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; pour un élu, celles que la direction a validées."""
        return self.all() if utilisateur.is_staff else self.filter(etat="validee")

    def avec_nombres(self, utilisateur) -> Self:
        """Annote `nombre_objectifs`, `nombre_pistes` et `nombre_realisations` lisibles."""
        nombres = {}
        for nom in ["objectifs", "pistes", "realisations"]:
            lignes = self.model._meta.get_field(nom).related_model.objects
            lisibles = lignes.visibles_par(utilisateur).filter(fiche=OuterRef("pk"))
            nombres[f"nombre_{nom}"] = compter(lisibles, "fiche")
        return self.annotate(**nombres)

    def modifiables_par(self, utilisateur) -> Self:
        return lignes_modifiables(self, "domaine", utilisateur)

    def a_terminer(self, annee: int) -> Self:
        return self.filter(annee=annee).exclude(etat="validee")

    def a_rendre(self, annee: int) -> Self:
        """Fiches que leurs contributeurs n'ont pas encore soumises."""
        return self.filter(annee=annee, etat__in=["a_remplir", "en_cours"])

    def a_valider(self) -> Self:
        """Fiches que leurs contributeurs ont soumises."""
        return self.filter(etat="a_valider")

    def sans_contenu(self) -> Self:
        """Fiches où rien n'est écrit : ni ligne, ni texte."""
        lignes = dict.fromkeys(["objectifs", "pistes", "realisations"])
        textes = ["points_de_vigilance", "a_etudier", "prerequis", "faits_marquants"]
        return self.filter(**lignes, **dict.fromkeys(textes, ""))


class ObjectifQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        return lignes_visibles(self, "fiche", utilisateur)


class PisteActionQuerySet(CleNaturelleQuerySet):
    def visibles_par(self, utilisateur) -> Self:
        return lignes_visibles(self, "fiche", utilisateur)

    def pour_commune(self, commune) -> Self:
        """Actions qui concernent la commune ou son CCAS, nommément ou parce que toutes le sont."""
        lignes = self.model._meta.get_field("concernees").related_model.objects
        return self.filter(pk__in=lignes.pour_commune(commune).values("piste"))

    def modifiables_par(self, utilisateur) -> Self:
        return lignes_modifiables(self, "fiche__domaine", utilisateur)


class CommunesConcerneesQuerySet(CleNaturelleQuerySet):
    def pour_commune(self, commune) -> Self:
        siennes = self.filter(Q(collectivites=commune) | Q(collectivites__commune=commune))
        return self.filter(Q(toutes_les_communes=True) | Q(pk__in=siennes.values("pk")))

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; sinon celles qui ne nomment personne, ou les siennes."""
        return nommant(self, "collectivites", utilisateur)


class RealisationQuerySet(CherchableQuerySet, CleNaturelleQuerySet):
    champs = Champs(titre="titre", autres=("detail", "rubrique", "autres_beneficiaires"))

    def pour_commune(self, commune) -> Self:
        """Réalisations dont la commune ou son CCAS profite, nommément ou comme toutes."""
        siennes = self.filter(Q(beneficiaires=commune) | Q(beneficiaires__commune=commune))
        return self.filter(Q(toutes_les_communes=True) | Q(pk__in=siennes.values("pk")))

    def visibles_par(self, utilisateur) -> Self:
        """Toutes pour un agent ; sinon, des fiches validées, ce qui profite à tous ou aux siens."""
        visibles = lignes_visibles(self, "fiche", utilisateur)
        return nommant(visibles, "beneficiaires", utilisateur)
