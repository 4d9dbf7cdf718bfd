"""Échéances d'une période : consultations, séances et leurs suites, règles de l'année."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from django.db.models import Q

from gouvernance.francais import INSECABLE, accord, date_en_lettres, enumerer, nombre
from gouvernance.models import Collectivite, Consultation, ReponseCommune, Seance
from gouvernance.regles.calendrier import RendezVous, calendrier_de, rapport_de_la_clect
from gouvernance.seances import suivi

# Une convocation précède sa séance, ses suites la suivent : jamais de plus loin.
AUTOUR_D_UNE_SEANCE = timedelta(days=62)
# Le plus long délai de réponse est de trois mois.
AVANT_UNE_REPONSE = timedelta(days=93)


class Nature(StrEnum):
    SEANCE = "séance"
    FORMALITE = "formalité"
    INFORMATION = "information des communes"
    CONSULTATION = "consultation"
    REGLE = "calendrier de l’année"


class Etat(StrEnum):
    A_VENIR = "à venir"
    FAITE = "faite"
    TARDIVE = "faite en retard"
    EN_RETARD = "en retard"
    PASSEE = "passée"


ETATS = {
    suivi.Etat.FAIT: Etat.FAITE,
    suivi.Etat.TARDIF: Etat.TARDIVE,
    suivi.Etat.A_FAIRE: Etat.A_VENIR,
    suivi.Etat.EN_RETARD: Etat.EN_RETARD,
}


TONS = {Etat.FAITE: "succes", Etat.TARDIVE: "alerte", Etat.EN_RETARD: "erreur"}
BIENTOT = 15


@dataclass(frozen=True, slots=True)
class Echeance:
    """Ce qui est dû un jour ; `cle` ne change pas d'une lecture à l'autre."""

    cle: str
    nature: Nature
    jour: date
    titre: str
    precision: str
    reference: str
    adresse: str
    etat: Etat
    lue_le: date

    @property
    def jours(self) -> int:
        """Jours qui restent, celui de la lecture exclu ; négatif une fois l'échéance passée."""
        return (self.jour - self.lue_le).days

    @property
    def ton(self) -> str:
        """Couleur du badge, qui double ce que dit `delai`."""
        if self.etat == Etat.A_VENIR:
            return "alerte" if self.jours <= BIENTOT else ""
        return TONS.get(self.etat, "")

    @property
    def delai(self) -> str:
        """« dans 12 jours », « aujourd’hui », « 3 jours de retard » ; sinon son état."""
        if self.etat == Etat.EN_RETARD:
            return f"{nombre(-self.jours)}{INSECABLE}{accord(self.jours, 'jour')} de retard"
        if self.etat != Etat.A_VENIR:
            return self.etat
        if self.jours < 2:
            return "demain" if self.jours else "aujourd’hui"
        return f"dans {nombre(self.jours)}{INSECABLE}jours"


def lire_echeances(
    communes: Sequence[Collectivite] | None,
    debut: date,
    fin: date,
    jour: date,
    transfert: date | None = None,
    natures: Collection[Nature] = tuple(Nature),
) -> tuple[Echeance, ...]:
    """Échéances de la période, bornes comprises, vues un jour donné.

    `communes` : celles que l'échéance concerne ; rien pour tout ce que suit la métropole.
    `transfert` : date d'un transfert de compétence, que suit un rapport de la CLECT.
    `natures` : celles qu'on veut ; ce qui ne servirait pas n'est pas lu.
    Une séance ancienne dont rien n'est noté ne dit rien de ses suites.
    """
    toutes = [*_regles(communes, debut, fin, jour)]
    if transfert:
        toutes.append(_regle(rapport_de_la_clect(transfert), jour))
    if Nature.CONSULTATION in natures:
        toutes += _consultations(communes, debut, fin, jour)
    toutes += _seances(communes, debut, fin, jour, avec_envois=Nature.INFORMATION in natures)
    dues = (e for e in toutes if debut <= e.jour <= fin and e.nature in natures)
    return tuple(sorted(dues, key=lambda e: (e.jour, [*Nature].index(e.nature), e.titre, e.cle)))


def _consultations(
    communes: Sequence[Collectivite] | None, debut: date, fin: date, jour: date
) -> Iterator[Echeance]:
    """Une échéance par consultation et par dernier jour, communes ensemble."""
    reponses = ReponseCommune.objects.filter(
        transmise_le__range=(debut - AVANT_UNE_REPONSE, fin), transmise_le__lte=jour
    )
    if communes is not None:
        reponses = reponses.filter(commune__in=communes)
    lignes = reponses.select_related("consultation", "commune").order_by(
        "consultation", "transmise_le", "commune__nom_de_tri"
    )
    for (consultation, transmise_le), groupe in groupby(
        lignes, key=lambda reponse: (reponse.consultation, reponse.transmise_le)
    ):
        if dernier := consultation.regle.echeance(transmise_le):
            yield _consultation(consultation, dernier, list(groupe), jour)


def _consultation(
    consultation: Consultation, dernier: date, reponses: list[ReponseCommune], jour: date
) -> Echeance:
    muettes = [reponse.commune.nom for reponse in reponses if not reponse.sens]
    est_close = consultation.close_le is not None
    etat = Etat.PASSEE if est_close or jour > dernier else Etat.A_VENIR
    if not muettes:
        etat = Etat.FAITE
    return Echeance(
        cle=f"consultation-{consultation.pk}-{reponses[0].transmise_le:%Y%m%d}",
        nature=Nature.CONSULTATION,
        jour=dernier,
        titre=consultation.objet,
        precision=_attente(muettes, len(reponses), consultation, est_passee=etat == Etat.PASSEE),
        reference=consultation.regle.reference,
        adresse=consultation.get_absolute_url(),
        etat=etat,
        lue_le=jour,
    )


def _attente(
    muettes: list[str], consultees: int, consultation: Consultation, *, est_passee: bool
) -> str:
    """Qui n'a pas répondu, et ce que vaut son silence."""
    if not muettes:
        return "La commune a répondu." if consultees == 1 else "Toutes les communes ont répondu."
    qui = enumerer(muettes)
    if len(muettes) > 3:
        qui = f"{len(muettes)}{INSECABLE}communes"
        qui += f" sur {consultees}" if len(muettes) < consultees else ""
    verbe = accord(len(muettes), "n’a pas répondu", "n’ont pas répondu")
    debut = f"{qui} {verbe}" if est_passee else f"Réponse attendue{INSECABLE}: {qui}"
    return f"{debut}. {consultation.regle.phrase_du_silence}"


def _seances(
    communes: Sequence[Collectivite] | None,
    debut: date,
    fin: date,
    jour: date,
    *,
    avec_envois: bool,
) -> Iterator[Echeance]:
    autour = (debut - AUTOUR_D_UNE_SEANCE, fin + AUTOUR_D_UNE_SEANCE)
    seances = Seance.objects.filter(
        Q(jour__range=autour) | Q(proces_verbal_arrete_le__range=autour)
    )
    if communes is not None:
        seances = seances.filter(
            Q(instance__collectivite__nature="metropole") | Q(instance__collectivite__in=communes)
        )
    membres: Iterable[Collectivite] = communes or ()
    if avec_envois:
        seances = seances.prefetch_related("envois")
        if communes is None:
            membres = list(Collectivite.objects.communes())
    for seance in seances.select_related("instance"):
        yield _tenue(seance, jour)
        if communes is None:
            yield from _suites(seance, jour)
        presentes = [commune for commune in membres if commune.est_en_cours_le(seance.jour)]
        if avec_envois and presentes:
            yield from _documents(seance, presentes, jour)


def _tenue(seance: Seance, jour: date) -> Echeance:
    heure = f"{seance.heure:%H}{INSECABLE}h{INSECABLE}{seance.heure:%M}" if seance.heure else ""
    return Echeance(
        cle=f"seance-{seance.pk}",
        nature=Nature.SEANCE,
        jour=seance.jour,
        titre=str(seance.instance),
        precision=", ".join(filter(None, [heure, seance.lieu])),
        reference="",
        adresse=seance.get_absolute_url(),
        etat=Etat.A_VENIR if seance.jour >= jour else Etat.PASSEE,
        lue_le=jour,
    )


def _suites(seance: Seance, jour: date) -> Iterator[Echeance]:
    for rang, suite in enumerate(suivi.suites_de(seance, jour)):
        if suite.echeance and suite.etat in ETATS:
            yield Echeance(
                cle=f"seance-{seance.pk}-formalite-{rang}",
                nature=Nature.FORMALITE,
                jour=suite.echeance,
                titre=suite.libelle,
                precision=_de_la_seance(seance),
                reference=suite.reference,
                adresse=seance.get_absolute_url(),
                etat=ETATS[suite.etat],
                lue_le=jour,
            )


def _documents(seance: Seance, communes: Sequence[Collectivite], jour: date) -> Iterator[Echeance]:
    """Ce que reçoivent les conseillers municipaux, dû par la métropole à ces communes."""
    for document in suivi.documents_attendus(seance, communes, jour):
        if document.echeance and document.etat in ETATS:
            reste = ""
            if manquantes := len(document.manquantes):
                reste = f", {manquantes}{INSECABLE}{accord(manquantes, 'commune')} à informer"
            yield Echeance(
                cle=f"seance-{seance.pk}-{document.nature}",
                nature=Nature.INFORMATION,
                jour=document.echeance,
                titre=f"{document.libelle} aux conseillers municipaux",
                precision=_de_la_seance(seance) + reste,
                reference=document.reference,
                adresse=seance.get_absolute_url(),
                etat=ETATS[document.etat],
                lue_le=jour,
            )


def _de_la_seance(seance: Seance) -> str:
    return f"{seance.instance}, séance du {date_en_lettres(seance.jour)}"


def _regles(
    communes: Sequence[Collectivite] | None, debut: date, fin: date, jour: date
) -> Iterator[Echeance]:
    for annee in range(debut.year, fin.year + 1):
        for rendez_vous in calendrier_de(annee):
            if rendez_vous.jour and (communes is None or rendez_vous.pour_les_communes):
                yield _regle(rendez_vous, jour)


def _regle(rendez_vous: RendezVous, jour: date) -> Echeance:
    return Echeance(
        cle=f"{rendez_vous.code}-{rendez_vous.jour:%Y%m%d}",
        nature=Nature.REGLE,
        jour=rendez_vous.jour,
        titre=rendez_vous.libelle,
        precision=rendez_vous.quand,
        reference=rendez_vous.reference,
        adresse="",
        etat=Etat.A_VENIR if rendez_vous.jour >= jour else Etat.PASSEE,
        lue_le=jour,
    )
