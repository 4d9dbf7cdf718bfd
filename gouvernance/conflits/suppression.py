"""Supprimer ce qu'on a lu : ni une autre version, ni des lignes qu'on n'a pas vues."""

from collections.abc import Iterable, Iterator

from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.utils.text import capfirst

from gouvernance.conflits.description import ecriture_du_champ, en_clair, lire_noms, signer
from gouvernance.conflits.examen import Difference
from gouvernance.conflits.fusion import INCONNU, Etat, fusionner
from gouvernance.conflits.jetons import Version
from gouvernance.conflits.versions import Ecriture, lire_ecritures, lire_etats, lire_numeros
from gouvernance.francais import accord, insecables

SANS_VERSION = "La page envoyée ne dit pas quelle version elle montrait : relisez celle-ci."


def version_de(objet: Model, inlines: Iterable = ()) -> Version:
    """Version de l'objet et de toutes ses lignes, en une requête ou deux par modèle."""
    numero = lire_numeros(type(objet), [objet.pk]).get(str(objet.pk))
    lignes = {}
    for inline in inlines:
        lien = _get_foreign_key(type(objet), inline.model, fk_name=inline.fk_name)
        siennes = inline.model._base_manager.filter(**{lien.name: objet.pk})
        pks = siennes.values_list("pk", flat=True)
        lignes[inline.model._meta.label] = lire_numeros(inline.model, pks)
    return Version(numero, lignes)


def signer_l_objet(objet: Model, inlines: Iterable = ()) -> str:
    return version_de(objet, inlines).signer(objet)


def changements_depuis(jeton: str, objet: Model, inlines: Iterable = (), *, moi) -> tuple[str, ...]:
    """Ce qu'un autre a changé depuis que la page a été ouverte, une phrase par changement."""
    lue = Version.lire(jeton, objet)
    if lue.est_inconnue:
        return (SANS_VERSION,)
    return changements_entre(lue, version_de(objet, inlines), objet, inlines, moi=moi)


def changements_entre(
    lue: Version, actuelle: Version, objet: Model, inlines: Iterable = (), *, moi
) -> tuple[str, ...]:
    phrases = []
    if lue.numero != actuelle.numero:
        phrases += _changements_de_l_objet(objet, lue, moi)
    noms = {inline.model._meta.label: inline.opts.verbose_name_plural for inline in inlines}
    for modele, numeros in actuelle.lignes.items():
        phrases += _changements_des_lignes(noms[modele], lue.lignes.get(modele, {}), numeros)
    return tuple(insecables(phrase) for phrase in phrases)


def _changements_de_l_objet(objet: Model, lue: Version, moi) -> Iterator[str]:
    cle = str(objet.pk)
    ecritures = lire_ecritures(type(objet), {cle: lue.numero}).get(cle, [])
    avant = next((e.etat for e in ecritures if e.numero == lue.numero), None) or {}
    differences = list(_comparer(objet, avant, lire_etats([objet])[cle], ecritures))
    noms = lire_noms(differences)
    for difference in differences:
        valeur, champ = difference.valeur, difference.champ
        ancien, nouveau = (en_clair(champ, v, noms) for v in (valeur.depart, valeur.leur))
        auteur = signer(ecriture_du_champ(difference), moi)
        yield f"{difference.libelle} : {ancien} → {nouveau}, par {auteur}."


def _comparer(
    objet: Model, avant: Etat, apres: Etat, ecritures: list[Ecriture]
) -> Iterator[Difference]:
    for nom, valeur in apres.items():
        champ, ancienne = objet._meta.get_field(nom), avant.get(nom, INCONNU)
        if valeur != ancienne:
            yield Difference(
                cle=nom,
                champ=champ,
                libelle=capfirst(champ.verbose_name),
                ancre="",
                ligne="",
                valeur=fusionner(ancienne, ancienne, valeur),
                ecritures=tuple(ecritures),
            )


def _changements_des_lignes(nom: str, lues: dict, actuelles: dict) -> Iterator[str]:
    for nombre, verbe in [
        (len(actuelles.keys() - lues.keys()), "ajoutée"),
        (len(lues.keys() - actuelles.keys()), "supprimée"),
        (sum(lues[pk] != n for pk, n in actuelles.items() if pk in lues), "changée"),
    ]:
        if nombre:
            yield f"{capfirst(nom)} : {nombre} {accord(nombre, 'ligne')} {accord(nombre, verbe)}."
