"""Tous les formulaires d'une fiche, réunis."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.forms import BaseForm
from django.http import QueryDict

from gouvernance.historique.formulaires import CHAMP_DU_MOTIF, DEMANDE_DU_MOTIF
from gouvernance.historique.motif import raison_d_un_motif
from services_communs.saisie.formulaires import (
    EffectifForm,
    MesureForm,
    ObjectifFormSet,
    PisteFormSet,
    RealisationFormSet,
    TextesForm,
)
from services_communs.saisie.fusion import est_depassee, version_de
from services_communs.saisie.lecture import PageFiche

LISTES = {
    "objectifs": ObjectifFormSet,
    "pistes": PisteFormSet,
    "realisations": RealisationFormSet,
}


@dataclass(frozen=True, slots=True)
class Erreur:
    ou: str
    ancre: str
    message: str


def lire_version(page: PageFiche, donnees: QueryDict | None) -> str:
    """Celle d'où part la saisie, ou celle de la page qui s'ouvre."""
    if donnees is not None:
        return donnees.get("version", "")
    return version_de(page.contenu, page.indicateurs)


class SaisieFiche:
    """Ce qu'une personne écrit sur une fiche : formulaire posté, brouillon, ou rien encore.

    `a_verifier` faux montre un brouillon sans en relever les fautes.
    """

    def __init__(self, page: PageFiche, donnees: QueryDict | None = None, *, a_verifier=True):
        self.page, self.a_verifier = page, a_verifier
        contenu = page.contenu
        self.version = lire_version(page, donnees)
        self.mot = donnees.get("mot", "") if donnees is not None else ""
        self.motif = donnees.get(CHAMP_DU_MOTIF, "").strip() if donnees is not None else ""
        communs = {"annee": page.annee, "a_verifier": a_verifier}
        lignes = {
            "a_verifier": a_verifier,
            "form_kwargs": {"annee": page.annee, "choix": page.choix},
        }

        def si_presentes(champ):
            """Les données d'un bloc que la page postée montrait."""
            return donnees if donnees is not None and champ in donnees else None

        self.textes = TextesForm(
            si_presentes("fiche-prerequis"), initial=contenu.textes, prefix="fiche", **communs
        )
        self.objectifs, self.pistes, self.realisations = (
            formset(donnees, initial=getattr(contenu, prefixe), prefix=prefixe, **lignes)
            for prefixe, formset in LISTES.items()
        )
        self.mesures = [
            MesureForm(
                si_presentes(f"mesures-{indicateur.pk}-valeur"),
                initial=contenu.mesures.get(indicateur.pk),
                prefix=f"mesures-{indicateur.pk}",
                indicateur=indicateur,
                precedente=page.precedent.mesures.get(indicateur.pk),
                **communs,
            )
            for indicateur in page.indicateurs
        ]
        self.effectif = EffectifForm(
            si_presentes("effectif-agents"),
            initial=contenu.effectif or {"date": page.jour_propose},
            prefix="effectif",
            **communs,
        )

    @classmethod
    def reouverte(cls, page: PageFiche) -> Self:
        """Le brouillon de la personne, ou la fiche telle qu'elle est."""
        if page.saisie is None:
            return cls(page)
        donnees = QueryDict(mutable=True)
        for nom, valeurs in page.saisie.items():
            donnees.setlist(nom, valeurs)
        return cls(page, donnees, a_verifier=False)

    @property
    def est_depassee(self) -> bool:
        """Vrai si une autre personne a enregistré la fiche depuis le début de cette saisie."""
        return est_depassee(self.version, self.page.contenu)

    @property
    def _blocs(self) -> list:
        mesures = [mesure for mesure in self.mesures if mesure.is_bound]
        seuls = [bloc for bloc in (self.textes, self.effectif) if bloc.is_bound]
        return [*seuls, self.objectifs, self.pistes, self.realisations, *mesures]

    @property
    def formulaires(self) -> Iterator[BaseForm]:
        for bloc in self._blocs:
            yield from getattr(bloc, "forms", [bloc])

    def is_valid(self) -> bool:
        # Chaque bloc dit ses fautes, même après un premier refus.
        verdicts = [bloc.is_valid() for bloc in self._blocs]
        return all(verdicts) and not self.manque_un_motif

    @cached_property
    def raison_du_motif(self) -> str:
        return raison_d_un_motif(self.page.fiche)

    @property
    def manque_un_motif(self) -> bool:
        return bool(self.raison_du_motif and self.rubriques_changees and not self.motif)

    @property
    def rubriques_changees(self) -> tuple[str, ...]:
        """Celles où la saisie diffère de la fiche enregistrée."""
        changees = {
            "textes": self.textes.has_changed(),
            "objectifs": self.objectifs.has_changed(),
            "actions": self.pistes.has_changed(),
            "réalisations": self.realisations.has_changed(),
            "indicateurs": any(mesure.has_changed() for mesure in self.mesures),
            "effectif": self.effectif.has_changed(),
        }
        return tuple(nom for nom, a_change in changees.items() if a_change)

    @property
    def erreurs(self) -> tuple[Erreur, ...]:
        return tuple(self._relever()) if self.a_verifier else ()

    def _relever(self) -> Iterator[Erreur]:
        yield from _du_formulaire("", self.textes)
        for titre, lignes in [
            ("Objectif", self.objectifs),
            ("Action", self.pistes),
            ("Réalisation", self.realisations),
        ]:
            for message in lignes.non_form_errors():
                yield Erreur(f"{titre}s", lignes.prefix, message)
            for rang, ligne in enumerate(lignes.forms, start=1):
                if ligne["DELETE"].value():
                    continue
                yield from _du_formulaire(f"{titre} {rang}, ", ligne)
                for concernee in getattr(ligne, "concernees", ()):
                    yield from _du_formulaire(f"{titre} {rang}, ", concernee)
        for mesure in self.mesures:
            yield from _du_formulaire(f"{mesure.indicateur}, ", mesure)
        yield from _du_formulaire("Effectif, ", self.effectif)
        if self.manque_un_motif:
            yield Erreur("Motif de la modification", CHAMP_DU_MOTIF, DEMANDE_DU_MOTIF)


def _du_formulaire(ou: str, formulaire: BaseForm) -> Iterator[Erreur]:
    for message in formulaire.non_field_errors():
        yield Erreur(ou.removesuffix(", "), formulaire.prefix, message)
    for champ in formulaire:
        for message in champ.errors:
            yield Erreur(f"{ou}{champ.label}", champ.id_for_label or formulaire.prefix, message)
