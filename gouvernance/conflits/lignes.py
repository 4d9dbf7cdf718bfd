"""Les lignes d'un objet, postées avec lui : chacune a sa version, ses champs, sa suppression."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.forms import BaseInlineFormSet, ModelForm

from gouvernance.conflits.examen import (
    CHOIX,
    LEUR,
    MIENNE,
    Bilan,
    Examen,
    LigneDisputee,
    LigneReprise,
    plus_ancien,
)
from gouvernance.conflits.jetons import Version
from gouvernance.conflits.saisies import champs_saisis, ecrire_saisie, lire_saisie
from gouvernance.conflits.versions import Etat, Numero, lire_ecritures, lire_etats, lire_numeros

REPRISE = "reprise"
Postee = dict[str, list[str]]


class ExamenDesLignes:
    """Confronte les lignes postées à celles de la base, et recompose la saisie s'il le faut."""

    def __init__(self, formset: BaseInlineFormSet, lue: Version):
        self.formset = formset
        self.prefixe = formset.prefix
        self.donnees = formset.data
        self.lus: dict[str, Numero] = dict(lue.lignes.get(self.prefixe, {}))
        debut = f"{self.prefixe}:"
        self.attente = {cle: n for cle, n in lue.attente.items() if cle.startswith(debut)}
        self.objets = {str(objet.pk): objet for objet in formset.get_queryset()}
        self.numeros = lire_numeros(formset.model, [o.pk for o in self.objets.values()])
        nom_du_pk = formset.model._meta.pk.name
        self.postees: dict[str, ModelForm] = {
            self.donnees.get(f"{formulaire.prefix}-{nom_du_pk}", ""): formulaire
            for formulaire in formset.initial_forms
        }
        self.recreees: list[Postee] = []
        self.ecritures, self.etats = {}, {}

    def examiner(self, bilan: Bilan) -> None:
        suspectes = self._suspectes()
        if not suspectes:
            return
        modele = self.formset.model
        self.ecritures = lire_ecritures(modele, {pk: self._depuis(pk) for pk in suspectes})
        self.etats = lire_etats(self.objets[pk] for pk in suspectes if pk in self.objets)
        for pk in suspectes:
            self._examiner_la_ligne(pk, bilan)
        if self.recreees or self.objets.keys() != self.postees.keys():
            self._recomposer()

    def _suspectes(self) -> list[str]:
        """Lignes changées, ajoutées ou supprimées depuis, et celles qui restent à trancher."""
        en_attente = {cle.split(":")[1] for cle in self.attente}
        connues = {**self.objets, **self.postees, **dict.fromkeys(sorted(en_attente))}
        return [
            pk
            for pk in connues
            if pk in en_attente or pk not in self.objets or self.lus.get(pk) != self.numeros.get(pk)
        ]

    def _attente_de(self, pk: str) -> dict[str, Numero | None]:
        debut = f"{self.prefixe}:{pk}:"
        return {cle: n for cle, n in self.attente.items() if cle.startswith(debut)}

    def _depuis(self, pk: str) -> Numero | None:
        siennes = [n for cle, n in self.attente.items() if cle.split(":")[1] == pk]
        return plus_ancien([self.lus.get(pk), *siennes])

    def _examiner_la_ligne(self, pk: str, bilan: Bilan) -> None:
        formulaire, objet = self.postees.get(pk), self.objets.get(pk)
        if objet is None:
            self._disparue(pk, formulaire, bilan)
        elif formulaire is None:
            if pk not in self.lus:
                bilan.reprises.append(LigneReprise(str(objet), True, self._derniere(pk)))
        elif f"{self.prefixe}:{pk}" in self.attente:
            self._suppression_en_attente(pk, formulaire, bilan)
        elif self._est_a_supprimer(formulaire):
            self._suppression(pk, formulaire, bilan)
        else:
            self._examen(pk).examiner(bilan)

    def _examen(self, pk: str) -> Examen:
        return Examen(
            self.postees[pk],
            self.lus.get(pk),
            self.numeros.get(pk),
            self._attente_de(pk),
            self.etats[pk],
            self.ecritures.get(pk, []),
            f"{self.prefixe}:{pk}",
            str(self.objets[pk]),
        )

    def _derniere(self, pk: str):
        return next(reversed(self.ecritures.get(pk, [])), None)

    def _etat_lu(self, pk: str) -> Etat:
        lus = {e.numero: e.etat for e in self.ecritures.get(pk, [])}
        return lus.get(self.lus.get(pk)) or {}

    def _est_a_supprimer(self, formulaire: ModelForm) -> bool:
        return self.formset.can_delete and bool(self.donnees.get(f"{formulaire.prefix}-DELETE"))

    def _suppression(self, pk: str, formulaire: ModelForm, bilan: Bilan) -> None:
        """Supprimer ce que l'autre vient de changer se confirme."""
        lu, etat = self._etat_lu(pk), self.etats[pk]
        if all(nom in lu and lu[nom] == etat[nom] for nom in champs_saisis(formulaire)):
            return
        self.donnees.pop(f"{formulaire.prefix}-DELETE")
        self._disputer(pk, str(self.objets[pk]), None, bilan)

    def _suppression_en_attente(self, pk: str, formulaire: ModelForm, bilan: Bilan) -> None:
        choix = self.donnees.get(f"{CHOIX}:{self.prefixe}:{pk}")
        if self.lus.get(pk) == self.numeros.get(pk):
            if choix == MIENNE or self._est_a_supprimer(formulaire):
                self.donnees[f"{formulaire.prefix}-DELETE"] = "on"
                return
            if choix == LEUR:
                return
        self._disputer(pk, str(self.objets[pk]), None, bilan)

    def _disparue(self, pk: str, formulaire: ModelForm | None, bilan: Bilan) -> None:
        """Supprimée par l'autre : oubliée si on n'y touchait pas, à choisir sinon."""
        cle = f"{self.prefixe}:{pk}"
        if formulaire is None:
            self._recreation_en_attente(pk, cle, bilan)
            return
        lu = self._etat_lu(pk)
        nom = nommer(self.formset.model, lu)
        if self._est_a_supprimer(formulaire) or not a_change(formulaire, lu):
            bilan.reprises.append(LigneReprise(nom, False, self._derniere(pk)))
            return
        ignorees = {"DELETE", self.formset.model._meta.pk.name}
        rang = int(formulaire.prefix.rpartition("-")[2])
        saisie = {
            champ: valeurs
            for champ, valeurs in self._rangs()[rang].items()
            if champ not in ignorees
        }
        self._disputer(pk, nom, saisie, bilan)

    def _recreation_en_attente(self, pk: str, cle: str, bilan: Bilan) -> None:
        debut, choix = f"{REPRISE}:{cle}:", self.donnees.get(f"{CHOIX}:{cle}")
        saisie = {
            nom.removeprefix(debut): valeurs
            for nom, valeurs in self.donnees.lists()
            if nom.startswith(debut)
        }
        if choix == MIENNE:
            self.recreees.append(saisie)
        elif choix != LEUR:
            nom = nommer(self.formset.model, self._avant_suppression(pk))
            self._disputer(pk, nom, saisie, bilan)

    def _avant_suppression(self, pk: str) -> Etat:
        return next((e.etat for e in reversed(self.ecritures.get(pk, [])) if e.etat), {})

    def _disputer(self, pk: str, nom: str, saisie: Postee | None, bilan: Bilan) -> None:
        cle = f"{self.prefixe}:{pk}"
        bilan.attente[cle] = self.attente.get(cle, self.lus.get(pk))
        bilan.disputees.append(LigneDisputee(cle, nom, saisie, self._derniere(pk)))

    def _rangs(self) -> dict[int, Postee]:
        """Ce qui est posté, par rang : le nom d'un champ ne commence pas par un chiffre."""
        motif = re.compile(rf"{re.escape(self.prefixe)}-(\d+)-([^\W\d].*)")
        rangs: dict[int, Postee] = {}
        for cle, valeurs in self.donnees.lists():
            if trouve := motif.fullmatch(cle):
                rangs.setdefault(int(trouve[1]), {})[trouve[2]] = valeurs
        return rangs

    def _recomposer(self) -> None:
        """Les lignes de la base, telles que saisies, puis les nouvelles ; rangs refaits."""
        rangs, avant = self._rangs(), self.formset.initial_form_count()
        nouvelles = [valeurs for rang, valeurs in sorted(rangs.items()) if rang >= avant]
        for rang, valeurs in rangs.items():
            for champ in valeurs:
                del self.donnees[f"{self.prefixe}-{rang}-{champ}"]
        lignes = [*self._lignes_de_la_base(rangs), *nouvelles, *self.recreees]
        for rang, valeurs in enumerate(lignes):
            for champ, contenu in valeurs.items():
                self.donnees.setlist(f"{self.prefixe}-{rang}-{champ}", contenu)
        self.donnees[f"{self.prefixe}-INITIAL_FORMS"] = str(len(self.objets))
        self.donnees[f"{self.prefixe}-TOTAL_FORMS"] = str(len(lignes))

    def _lignes_de_la_base(self, rangs: dict[int, Postee]) -> Iterator[Postee]:
        vide = self.formset.empty_form
        nom_du_pk = self.formset.model._meta.pk.name
        for pk in self.objets:
            if pk in self.postees:
                yield rangs[int(self.postees[pk].prefix.rpartition("-")[2])]
                continue
            etat = self.etats.get(pk) or lire_etats([self.objets[pk]])[pk]
            vide.data = self.donnees.__class__(mutable=True)
            ecrire_saisie(vide, {nom: etat[nom] for nom in champs_saisis(vide)})
            debut = f"{vide.prefix}-"
            saisie = {nom.removeprefix(debut): v for nom, v in vide.data.lists()}
            yield saisie | {nom_du_pk: [pk]}


def a_change(formulaire: ModelForm, lu: Etat) -> bool:
    """Vrai si la ligne postée ne dit plus ce qu'on avait lu, ou si cela ne se sait plus."""
    noms = champs_saisis(formulaire)
    if not all(nom in lu for nom in noms):
        return True
    saisie = lire_saisie(formulaire, lu, lu)
    return any(saisie[nom] != lu[nom] for nom in noms)


def nommer(modele: type[Model], etat: Etat) -> str:
    """Le nom d'une ligne supprimée, d'après son dernier contenu connu."""
    propres: dict[str, Any] = {
        champ.attname: etat[champ.name]
        for champ in modele._meta.concrete_fields
        if champ.name in etat
    }
    try:
        return str(modele(**propres)) if propres else modele._meta.verbose_name
    except (ObjectDoesNotExist, AttributeError, TypeError):
        return modele._meta.verbose_name
