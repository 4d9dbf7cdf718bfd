"""D'une évaluation en travaux à son entrée en vigueur : chaque passage, dans l'ordre."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from finances.calculs import ecart_d_arrondi
from gouvernance.consultations.contenu import lire_consultations
from gouvernance.francais import date_en_lettres, euros, insecables
from gouvernance.historique import ecriture
from gouvernance.models import Consultation
from gouvernance.regles import Issue


class Parcours(models.Model):
    """Ce qu'une évaluation de la CLECT sait faire, et ce qu'il lui faut pour avancer."""

    # Chacun de ces champs change par un passage : rétablir un état passé n'y touche pas.
    champs_du_parcours = ("etat", "resultat", "consultation")

    class Meta:
        abstract = True

    def proposer_a_la_clect(self) -> None:
        """Soumet les participations calculées ou saisies au vote de la commission."""
        self._exiger(self.Etat.EN_TRAVAUX, "se propose à la CLECT")
        if not self.participations.exists():
            raise ValidationError(f"{self} n’a pas de participation à proposer.")
        self._passer(self.Etat.EN_TRAVAUX, self.Etat.PROPOSEE)

    def reprendre_les_travaux(self) -> None:
        """Revient de la proposition aux travaux ; après le vote, il est trop tard."""
        self._exiger(self.Etat.PROPOSEE, "se reprend")
        self._passer(self.Etat.PROPOSEE, self.Etat.EN_TRAVAUX)

    def adopter(self, resultat: str) -> None:
        """Constate le vote : les montants ne changent plus."""
        self._exiger(self.Etat.PROPOSEE, "s’adopte")
        manques = [*self._totaux_inexpliques(), *self._ecarts_sans_motif()]
        if not resultat.strip():
            manques.insert(0, "Écrivez le résultat du vote.")
        if manques:
            raise ValidationError(manques)
        self._passer(self.Etat.PROPOSEE, self.Etat.ADOPTEE, resultat=resultat.strip())

    def consulter(self, consultation: Consultation) -> None:
        """Soumet le rapport adopté aux conseils municipaux, une seule fois."""
        self._exiger(self.Etat.ADOPTEE, "se soumet aux communes")
        libre = type(self).objects.filter(pk=self.pk, etat=self.etat, consultation=None)
        if not ecriture.changer(libre, consultation=consultation):
            raise ValidationError(f"{self} est déjà soumise aux communes : rechargez la page.")
        self.consultation = consultation

    def approuver(self) -> None:
        """Constate l'accord des conseils municipaux ; consultés, leur majorité doit être acquise.

        Sans consultation liée, l'accord a été constaté hors du site.
        """
        self._exiger(self.Etat.ADOPTEE, "s’approuve")
        self._exiger_l_accord_des_communes(timezone.localdate())
        self._passer(self.Etat.ADOPTEE, self.Etat.APPROUVEE)

    def mettre_en_vigueur(self) -> int:
        """Prend la suite des évaluations précédentes ; rend le nombre de participations closes."""
        self._exiger(self.Etat.APPROUVEE, "se met en vigueur")
        with transaction.atomic():
            self._passer(self.Etat.APPROUVEE, self.Etat.EN_VIGUEUR)
            return self._clore_les_precedentes()

    def _exiger(self, etat: str, verbe: str) -> None:
        if self.etat != etat:
            raise ValidationError(
                f"{self} est {self.get_etat_display()} : seule une évaluation "
                f"{self.Etat(etat).label} {verbe}."
            )

    def _exiger_l_accord_des_communes(self, jour: date) -> None:
        if self.consultation_id is None:
            return
        consultations = Consultation.objects.filter(pk=self.consultation_id)
        (lue,) = lire_consultations(consultations, jour)
        if lue.issue != Issue.ACQUISE:
            raise ValidationError(
                [
                    f"{self} n’est pas approuvée par les communes : majorité {lue.issue} le "
                    f"{date_en_lettres(jour)}.",
                    *lue.phrases,
                ]
            )

    def _passer(self, depuis: str, vers: str, **valeurs: str) -> None:
        """Change d'état si personne ne l'a fait entre-temps."""
        restee = type(self).objects.filter(pk=self.pk, etat=depuis)
        if not ecriture.changer(restee, etat=vers, **valeurs):
            raise ValidationError(f"{self} vient d’être modifiée : rechargez la page.")
        for champ, valeur in {"etat": vers, **valeurs}.items():
            setattr(self, champ, valeur)

    def _totaux_inexpliques(self) -> list[str]:
        """Exercices sans total voté, ou dont les parts ne le redonnent pas sans explication."""
        totaux = list(self.totaux.all())
        parts = list(self.participations.imputees())
        manques = []
        for exercice in sorted({ligne.exercice_debut for ligne in [*totaux, *parts]}):
            montants = [part.montant for part in parts if part.s_applique_en(exercice)]
            total = next((t for t in totaux if t.s_applique_en(exercice)), None)
            if total is None:
                manques.append(f"L’exercice {exercice} n’a pas de total voté.")
            elif (ecart := ecart_d_arrondi(total.montant, montants)) and (
                not total.explication_ecart.strip()
            ):
                manques.append(
                    f"En {exercice}, les parts font {euros(sum(montants), 2)} pour un total voté "
                    f"de {euros(total.montant, 2)} : expliquez {euros(ecart, 2, signe=True)}."
                )
        return [insecables(manque) for manque in manques]

    def _ecarts_sans_motif(self) -> list[str]:
        return [
            insecables(
                f"{part.payeur}, {part.objet}, {part.exercices} : {euros(part.montant, 2)} pour "
                f"{euros(part.montant_calcule, 2)} calculés, dites pourquoi."
            )
            for part in self.participations.avec_relations()
            if part.ecart_de_calcul and not part.motif_ecart.strip()
        ]

    def _clore_les_precedentes(self) -> int:
        """Clôt les participations ouvertes des mêmes payeurs pour les mêmes services."""
        debuts: dict[tuple, int] = {}
        for part in self.participations.order_by("-exercice_debut"):
            debuts[part.payeur_id, part.service_id, part.mode] = part.exercice_debut
        autres = self.participations.model.objects.votees().exclude(evaluation=self)
        closes = []
        for ouverte in autres.filter(exercice_fin=None):
            debut = debuts.get((ouverte.payeur_id, ouverte.service_id, ouverte.mode))
            if debut and ouverte.exercice_debut < debut:
                ouverte.exercice_fin = debut - 1
                closes.append(ouverte)
        ecriture.modifier(closes, ["exercice_fin"])
        return len(closes)
