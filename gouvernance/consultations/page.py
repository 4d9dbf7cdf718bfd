"""Page d'une consultation : ce que chacun peut en lire, à une date choisie."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gouvernance.consultations.contenu import (
    Avancement,
    ConsultationLue,
    ReponseLue,
    lire_consultations,
)
from gouvernance.consultations.jauges import Jauge, construire_jauges
from gouvernance.consultations.phrases import phrases_d_etat
from gouvernance.francais import INSECABLE, accord, date_en_lettres, nombre
from gouvernance.models import Consultation, Deliberation, Document, Instance, ReponseCommune
from gouvernance.regles import Attente, Issue, Position, deux_tiers, premier_jour_du_silence

POSITIONS = {
    "favorables": {Position.FAVORABLE, Position.REPUTEE_FAVORABLE},
    "defavorables": {Position.DEFAVORABLE},
    "attendues": {Position.EN_ATTENTE},
    "muettes": {Position.MUETTE},
}


@dataclass(frozen=True, slots=True)
class Lien:
    """Ce dont la consultation décide, ou ce qui en décide."""

    nature: str
    libelle: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Nombre de communes dans une position ; `cle` montre les siennes seules."""

    cle: str
    valeur: int
    libelle: str
    precision: str = ""
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class PageConsultation:
    """Une consultation pour une personne : un élu n'y lit que les réponses de ses communes."""

    consultation: Consultation
    lue: ConsultationLue
    reponses: tuple[ReponseLue, ...]
    position: str
    phrases: tuple[str, ...]
    jauges: tuple[Jauge, ...]
    liens: tuple[Lien, ...]
    documents: tuple[Document, ...]
    deux_tiers: str
    est_d_aujourd_hui: bool
    voit_tout: bool
    peut_ecrire: bool
    peut_conclure: bool

    @property
    def resume(self) -> str:
        """« 11 communes sur 23 ont répondu ; il reste 34 jours. »"""
        if self.lue.avancement == Avancement.A_VENIR:
            return "Ce jour-là, la question n’est pas encore transmise aux communes."
        recues, total = self.lue.recues, len(self.lue.reponses)
        ont = accord(recues, "a répondu", "ont répondu")
        phrase = f"{nombre(recues)} {accord(recues, 'commune')} sur {nombre(total)} {ont}"
        if total == 1:
            commune = self.lue.reponses[0].commune
            phrase = f"{commune} {'a' if recues else 'n’a pas'} répondu"
        return f"{phrase}{self._delai()}."

    def _delai(self) -> str:
        restants = self.lue.jours_restants
        if self.lue.avancement == Avancement.CLOSE or restants is None:
            return ""
        if restants < 0:
            return f"{INSECABLE}; le délai est passé"
        if self.lue.avancement == Avancement.A_CLORE:
            return ""
        if restants == 0:
            return f"{INSECABLE}; c’est le dernier jour"
        jours = accord(restants, "jour", "jours")
        return f"{INSECABLE}; il reste {nombre(restants)}{INSECABLE}{jours}"

    @property
    def compte_la_majorite(self) -> bool:
        return bool(self.lue.etat.voies)

    @property
    def titre_du_silence(self) -> str:
        jour = premier_jour_du_silence(self.lue.regle, self.lue.transmise_le)
        if jour is None:
            return "Ce que vaut le silence"
        if self.lue.jour >= jour:
            return f"Ce que vaut le silence, depuis le {date_en_lettres(jour)}"
        if not self.lue.nombre(Position.EN_ATTENTE):
            return "La règle"
        return f"Ce que vaudra le silence, à partir du {date_en_lettres(jour)}"

    @property
    def chiffres(self) -> tuple[Chiffre, ...]:
        tacites = self.lue.nombre(Position.REPUTEE_FAVORABLE)
        comptes = {
            "favorables": ("favorable", "favorables"),
            "defavorables": ("défavorable", "défavorables"),
            "attendues": ("encore attendue", "encore attendues"),
            "muettes": ("sans réponse à temps", "sans réponse à temps"),
        }
        nombres = {cle: self.lue.nombre(*POSITIONS[cle]) for cle in comptes}
        if not nombres["muettes"]:
            del nombres["muettes"]
        favorables, *autres = (
            Chiffre(cle, n, accord(n, *comptes[cle]), adresse=self.adresse_des(cle))
            for cle, n in nombres.items()
        )
        if tacites:
            favorables = replace(favorables, precision=f"dont {tacites} par silence")
        return favorables, *autres

    def adresse_des(self, cle: str) -> str:
        """La page sans les autres réponses ; un élu, qui n'en lit qu'une part, n'en a pas."""
        if not self.voit_tout:
            return ""
        criteres = {"position": cle}
        if not self.est_d_aujourd_hui:
            criteres["au"] = self.lue.jour.isoformat()
        return f"?{urlencode(criteres)}#reponses"

    @property
    def adresse_des_reponses(self) -> str:
        """La liste de toutes les réponses, que l'on peut trier et télécharger."""
        criteres = {"consultation": self.lue.cle, "au": self.lue.jour.isoformat()}
        return reverse("reponse_liste", query=criteres)

    @property
    def choix(self) -> str:
        """« défavorables », quand la page ne montre que ces réponses."""
        libelles = {chiffre.cle: chiffre.libelle for chiffre in self.chiffres}
        return libelles.get(self.position, "")

    @property
    def badge(self) -> str:
        """Couleur de l'issue."""
        couleurs = {Issue.ACQUISE: "badge--succes", Issue.MANQUEE: "badge--erreur"}
        return couleurs.get(self.lue.issue, "")

    @property
    def verdict(self) -> str:
        """« Majorité encore possible » ; vide pour un simple avis."""
        match self.lue.regle.attente:
            case Attente.MAJORITE_QUALIFIEE:
                return f"Majorité {self.lue.issue}"
            case Attente.UNANIMITE:
                accords = {
                    Issue.ACQUISE: "Accord de toutes",
                    Issue.POSSIBLE: "Accord encore possible",
                    Issue.MANQUEE: "Accord manqué",
                }
                return accords[self.lue.issue]
        return ""

    @property
    def peut_clore(self) -> bool:
        """Plus personne n'est attendu, ou la loi ne fixe aucun délai."""
        a_clore = self.lue.avancement == Avancement.A_CLORE
        sans_delai = self.lue.echeance is None and self.lue.avancement == Avancement.EN_COURS
        return self.peut_ecrire and (a_clore or sans_delai)

    @property
    def a_relancer(self) -> int:
        """Communes attendues que rien n'a encore rappelées."""
        return sum(
            reponse.position == Position.EN_ATTENTE and reponse.relancee_le is None
            for reponse in self.lue.reponses
            if self.peut_ecrire
        )


def construire_page(
    consultation: Consultation, utilisateur, jour: date, position: str = ""
) -> PageConsultation:
    """La consultation à cette date, en un nombre constant de requêtes.

    `position`, une clé de `POSITIONS`, ne garde que ces réponses-là.
    """
    (lue,) = lire_consultations(Consultation.objects.filter(pk=consultation.pk), jour)
    siennes = ReponseCommune.objects.filter(consultation=consultation).visibles_par(utilisateur)
    visibles = set(siennes.values_list("pk", flat=True))
    voit_tout = len(visibles) == len(lue.reponses)
    est_d_aujourd_hui = jour == timezone.localdate()
    peut_conclure = est_d_aujourd_hui and utilisateur.has_perm("gouvernance.change_consultation")
    return PageConsultation(
        consultation=consultation,
        lue=lue,
        reponses=tuple(
            reponse
            for reponse in lue.reponses
            if reponse.cle in visibles and reponse.position in POSITIONS.get(position, Position)
        ),
        position=position,
        phrases=phrases_d_etat(lue.regle, lue.etat, nommer=voit_tout),
        jauges=construire_jauges(lue),
        liens=tuple(_liens(consultation, utilisateur)),
        documents=tuple(consultation.documents.order_by("-date", "titre", "pk")),
        deux_tiers=_deux_tiers(jour) if lue.demande_les_deux_tiers else "",
        est_d_aujourd_hui=est_d_aujourd_hui,
        voit_tout=voit_tout,
        peut_ecrire=peut_conclure and lue.avancement != Avancement.CLOSE,
        peut_conclure=peut_conclure,
    )


def _deux_tiers(jour: date) -> str:
    """« 58 voix sur 86 », si l'effectif du conseil est connu."""
    conseils = Instance.objects.filter(
        nature=Instance.Nature.CONSEIL, collectivite__nature="metropole"
    )
    conseil = conseils.order_by("-date_debut", "pk").first()
    if conseil is None or not conseil.effectif:
        return ""
    return f"{deux_tiers(conseil.effectif)}{INSECABLE}voix sur {conseil.effectif}"


def _liens(consultation: Consultation, utilisateur) -> Iterator[Lien]:
    """Actes de cette application, puis tout objet d'une autre qui désigne la consultation."""
    for champ in ["schema", "pacte", "deliberation"]:
        if acte := getattr(consultation, champ):
            yield _lien(acte, Consultation._meta.get_field(champ).verbose_name)
    for relation in Consultation._meta.related_objects:
        if relation.related_model._meta.app_config is Consultation._meta.app_config:
            continue
        lies = relation.related_model.objects.visibles_par(utilisateur).select_related()
        for lie in lies.filter(**{relation.field.name: consultation}):
            yield _lien(lie, lie._meta.verbose_name)


def _lien(acte, nature: str) -> Lien:
    adresse = acte.get_absolute_url() if hasattr(acte, "get_absolute_url") else ""
    libelle = str(acte)
    if isinstance(acte, Deliberation):
        libelle = f"{acte.objet}, {date_en_lettres(acte.date, acte.precision)}"
    return Lien(nature, libelle, adresse)
