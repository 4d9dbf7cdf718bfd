"""D'une fiche à remplir à une fiche validée : chaque passage, et le mot qui l'accompagne."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from gouvernance.historique import ecriture
from gouvernance.models import Utilisateur


class Parcours(models.Model):
    """Ce qu'une fiche sait faire pendant la collecte, et qui peut le lui demander.

    Un passage qui n'est pas le prochain lève `ValidationError` ; une personne qui n'y a pas
    droit, `PermissionDenied`. Chacun s'inscrit au journal de la fiche.
    """

    # Chacun de ces champs change par un passage : rétablir un état passé n'y touche pas.
    champs_du_parcours = ("etat",)

    class Meta:
        abstract = True

    def commencer(self, par: Utilisateur) -> None:
        """Note que la saisie a débuté ; ne change rien si elle l'est déjà."""
        self._exiger_de_la_remplir(par)
        if self.etat == self.Etat.EN_COURS:
            return
        self._exiger(self.Etat.A_REMPLIR, "se remplit")
        self._passer(self.Etat.EN_COURS, par)

    def soumettre(self, par: Utilisateur, mot: str = "") -> None:
        """Remet la fiche à la direction, qui la relit."""
        self._exiger_de_la_remplir(par)
        self._exiger(self.Etat.EN_COURS, "se soumet")
        self._passer(self.Etat.A_VALIDER, par, mot)

    def valider(self, par: Utilisateur, mot: str = "") -> None:
        self._exiger_de_la_valider(par)
        self._exiger(self.Etat.A_VALIDER, "se valide")
        self._passer(self.Etat.VALIDEE, par, mot)

    def renvoyer(self, par: Utilisateur, mot: str) -> None:
        """Rend une fiche soumise à qui la remplit, en disant ce qu'il y a à reprendre."""
        self._exiger_de_la_valider(par)
        self._exiger(self.Etat.A_VALIDER, "se renvoie")
        self._exiger_un_mot(mot, "Dites ce qu’il faut reprendre.")
        self._passer(self.Etat.EN_COURS, par, mot)

    def rouvrir(self, par: Utilisateur, mot: str) -> None:
        """Reprend une fiche validée, en disant pourquoi."""
        self._exiger_de_la_valider(par)
        self._exiger(self.Etat.VALIDEE, "se rouvre")
        self._exiger_un_mot(mot, "Dites pourquoi la fiche est rouverte.")
        self._passer(self.Etat.EN_COURS, par, mot)

    def commenter(self, par: Utilisateur, mot: str) -> None:
        """Laisse un mot au journal, sans changer l'état."""
        self._exiger_un_mot(mot, "Écrivez votre commentaire.")
        self.commentaires.create(auteur=par, texte=mot.strip())

    def peut_etre_remplie_par(self, personne: Utilisateur) -> bool:
        """Vrai pour qui remplit ce domaine, dans n'importe quel état de la fiche."""
        siennes = type(self).objects.modifiables_par(personne)
        return (
            personne.has_perm("services_communs.change_fiche")
            and siennes.filter(pk=self.pk).exists()
        )

    @property
    def est_ouverte(self) -> bool:
        """Vrai tant que son contributeur peut y écrire."""
        return self.etat in {self.Etat.A_REMPLIR, self.Etat.EN_COURS}

    def retard(self, jour: date) -> int:
        """Jours écoulés depuis l'échéance d'une fiche qui n'est pas encore soumise."""
        if self.echeance is None or not self.est_ouverte:
            return 0
        return max((jour - self.echeance).days, 0)

    def _exiger_de_la_remplir(self, par: Utilisateur) -> None:
        if not self.peut_etre_remplie_par(par):
            raise PermissionDenied(f"{par} ne remplit pas la fiche {self}.")

    def _exiger_de_la_valider(self, par: Utilisateur) -> None:
        if not par.has_perm("services_communs.valider_fiche"):
            raise PermissionDenied(f"{par} ne valide pas les fiches.")

    def _exiger(self, etat: str, verbe: str) -> None:
        if self.etat != etat:
            raise ValidationError(
                f"La fiche {self} est {self.get_etat_display()} : seule une fiche "
                f"{self.Etat(etat).label} {verbe}."
            )

    def _exiger_un_mot(self, mot: str, demande: str) -> None:
        if not mot.strip():
            raise ValidationError({"mot": demande})

    def _passer(self, vers: str, par: Utilisateur, mot: str = "") -> None:
        """Change d'état et l'inscrit au journal, si personne ne l'a fait entre-temps."""
        self.exiger_un_exercice_ouvert()
        restee = type(self).objects.filter(pk=self.pk, etat=self.etat)
        with transaction.atomic():
            if not ecriture.changer(restee, etat=vers):
                raise ValidationError(
                    f"La fiche {self} vient de changer d’état : rechargez la page."
                )
            self.commentaires.create(auteur=par, etat=vers, texte=mot.strip())
        self.etat = vers
