"""À quelle collectivité, quelle délibération et quelle séance se rapporte une ligne importée."""

from collections import defaultdict
from datetime import date

from gouvernance.deliberations.lecture_scdl import Faute, LigneLue
from gouvernance.francais import cle_de_tri
from gouvernance.imports.valeurs import uniforme
from gouvernance.models import Collectivite, Deliberation, Graphie, Instance, Seance
from gouvernance.models.actes import CONSEILS

Trouvaille = tuple[object | None, Faute | None]


class Rapprochement:
    """Ce que la base connaît déjà, lu en un nombre constant de requêtes."""

    def __init__(self):
        collectivites = list(Collectivite.objects.select_related("commune"))
        self.par_siret = {c.siret: c for c in collectivites if c.siret}
        self.par_siren = {c.siren: c for c in collectivites if c.siren}
        self.par_nom = {cle_de_tri(c.nom): c for c in collectivites}
        for graphie in Graphie.objects.select_related("collectivite"):
            self.par_nom.setdefault(cle_de_tri(graphie.texte), graphie.collectivite)
        self.par_numero, self.sans_numero, self.par_cle = defaultdict(list), {}, {}
        self.jours = {}
        actes = Deliberation.objects.select_related("collectivite", "instance", "seance__instance")
        for acte in actes.prefetch_related("consultations__reponses"):
            self.par_cle[acte.natural_key()] = acte.pk
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

    def collectivite(self, ligne: LigneLue) -> Trouvaille:
        """Par son SIRET ou son SIREN, sinon par son nom officiel ou une graphie connue."""
        nom, siret = ligne["COLL_NOM"], ligne["COLL_SIRET"]
        numerotee = self.par_siret.get(siret) or self.par_siren.get(siret[:9])
        nommee = self.par_nom.get(cle_de_tri(nom))
        trouvee = numerotee or nommee
        if trouvee is None:
            return None, Faute(
                ligne.numero, "COLL_NOM", f"aucune collectivité « {nom} », ni de ce SIRET."
            )
        if numerotee and nommee and numerotee != nommee:
            return None, Faute(
                ligne.numero, "COLL_NOM", f"ce SIRET est celui {numerotee.de}, non {nommee.de}."
            )
        connu = trouvee.siret or trouvee.siren
        if connu and not siret.startswith(connu):
            return None, Faute(
                ligne.numero, "COLL_SIRET", f"{trouvee.nom} a pour numéro {connu}, non {siret}."
            )
        return trouvee, None

    def deliberation(self, ligne: LigneLue, collectivite: Collectivite) -> Trouvaille:
        """Celle qui a ce numéro, sinon celle sans numéro de ce jour et de cet objet, ou neuve."""
        numero, jour = ligne["DELIB_ID"], ligne.jour("DELIB_DATE")
        connues = self.par_numero.get((collectivite.pk, numero), [])
        if len(connues) > 1:
            connues = [acte for acte in connues if acte.date == jour]
        if len(connues) > 1:
            return None, Faute(
                ligne.numero, "DELIB_ID", f"plusieurs délibérations ont le numéro {numero} ce jour."
            )
        sans_numero = self.sans_numero.get((collectivite.pk, jour, uniforme(ligne["DELIB_OBJET"])))
        acte = connues[0] if connues else sans_numero
        return acte or self.nouvelle(collectivite, jour), None

    def est_deja_prise(self, acte: Deliberation) -> bool:
        """Vrai si la base a une autre délibération de cette assemblée, de ce jour, de cet objet."""
        return self.par_cle.get(acte.natural_key(), acte.pk) != acte.pk

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
