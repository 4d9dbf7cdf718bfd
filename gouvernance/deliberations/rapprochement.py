"""À quelle délibération et à quelle séance se rapporte une ligne importée."""

from collections import defaultdict
from datetime import date

from gouvernance.imports.valeurs import ValeurRefusee, uniforme
from gouvernance.models import Collectivite, Deliberation, Instance, Seance
from gouvernance.models.actes import CONSEILS


class Rapprochement:
    """Ce que la base connaît déjà, lu en un nombre constant de requêtes."""

    def __init__(self):
        self.par_numero, self.sans_numero, self.jours = defaultdict(list), {}, {}
        actes = Deliberation.objects.select_related("collectivite", "instance", "seance__instance")
        for acte in actes.prefetch_related("consultations__reponses"):
            self.jours[acte.pk] = acte.date
            if acte.numero:
                self.par_numero[acte.collectivite_id, acte.numero].append(acte)
            else:
                self.sans_numero[acte.collectivite_id, acte.date, uniforme(acte.objet)] = acte
        self.instances = defaultdict(list)
        for instance in Instance.objects.filter(nature__in=CONSEILS):
            self.instances[instance.collectivite_id].append(instance)
        self.seances = {
            (seance.instance_id, seance.jour): seance
            for seance in Seance.objects.filter(instance__nature__in=CONSEILS)
        }

    def deliberation(
        self, collectivite: Collectivite, numero: str, jour: date, objet: str
    ) -> Deliberation | None:
        """Celle qui a ce numéro, sinon celle sans numéro de ce jour et de cet objet.

        Lève `ValeurRefusee` si plusieurs portent ce numéro, ce jour-là : aucune n'est devinée.
        """
        connues = self.par_numero.get((collectivite.pk, numero), [])
        if len(connues) > 1:
            connues = [acte for acte in connues if acte.date == jour]
        if len(connues) > 1:
            connues = [acte for acte in connues if uniforme(acte.objet) == uniforme(objet)]
            if len(connues) != 1:
                raise ValeurRefusee(f"plusieurs délibérations ont le numéro {numero} ce jour.")
        if connues:
            return connues[0]
        return self.sans_numero.get((collectivite.pk, jour, uniforme(objet)))

    def nouvelle(self, collectivite: Collectivite, jour: date) -> Deliberation:
        """Délibération de l'organe délibérant, rattachée à sa séance si le site la suit."""
        instance = next(
            (i for i in self.instances[collectivite.pk] if i.est_en_cours_le(jour)), None
        )
        seance = self.seances.get((instance.pk, jour)) if instance else None
        if seance:
            seance.instance = instance
        return Deliberation(
            collectivite=collectivite,
            assemblee=nom_de_l_assemblee(collectivite),
            instance=instance,
            seance=seance,
            date=jour,
        )


def nom_de_l_assemblee(collectivite: Collectivite) -> str:
    match collectivite.nature:
        case Collectivite.Nature.METROPOLE:
            return "conseil métropolitain"
        case Collectivite.Nature.CCAS:
            return f"conseil d’administration {collectivite.de}"
    return f"conseil municipal {collectivite.de}"
