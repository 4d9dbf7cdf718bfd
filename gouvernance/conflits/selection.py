"""Agir sur la sélection qu'on a vue : ce qui a changé depuis est refusé, et nommé."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.core import signing
from django.db.models import Model
from django.forms.models import _get_foreign_key

from gouvernance.conflits.description import signer
from gouvernance.conflits.jetons import Version
from gouvernance.conflits.lignes import nommer
from gouvernance.conflits.suppression import SANS_VERSION, changements_entre
from gouvernance.conflits.versions import lire_ecritures, lire_numeros
from gouvernance.francais import insecables

NOM_DES_VERSIONS = "versions"


def versions_de(modele: type[Model], pks: Iterable, inlines: Iterable = ()) -> dict[str, Version]:
    """Version de chaque objet et de ses lignes, en deux ou trois requêtes par modèle."""
    pks = list(pks)
    lignes: dict[str, dict[str, dict]] = {str(pk): {} for pk in pks}
    for inline in inlines:
        lien = _get_foreign_key(modele, inline.model, fk_name=inline.fk_name)
        siennes = inline.model._base_manager.filter(**{f"{lien.name}__in": pks})
        parents = {str(pk): str(parent) for pk, parent in siennes.values_list("pk", lien.attname)}
        par_objet = defaultdict(dict)
        for pk, numero in lire_numeros(inline.model, parents).items():
            par_objet[parents[pk]][pk] = numero
        for cle, siens in lignes.items():
            siens[inline.model._meta.label] = par_objet[cle]
    numeros = lire_numeros(modele, pks)
    return {cle: Version(numeros[cle], siens) for cle, siens in lignes.items() if cle in numeros}


def signer_la_selection(modele: type[Model], pks: Iterable, inlines: Iterable = ()) -> str:
    contenu = {
        cle: [version.numero, version.lignes]
        for cle, version in versions_de(modele, pks, inlines).items()
    }
    return signing.dumps(contenu, salt=sel(modele), compress=True)


def lire_la_selection(jeton: str, modele: type[Model]) -> dict[str, Version]:
    try:
        contenu = signing.loads(jeton, salt=sel(modele))
    except signing.BadSignature:
        return {}
    return {cle: Version(numero, lignes) for cle, (numero, lignes) in contenu.items()}


def sel(modele: type[Model]) -> str:
    return f"gouvernance.conflits.selection:{modele._meta.concrete_model._meta.label}"


def changements_de_la_selection(
    vues: Mapping[str, Version], modele: type[Model], pks: Iterable[str], inlines=(), *, moi
) -> tuple[str, ...]:
    """Ce qui a changé, ou disparu, depuis que la sélection a été montrée."""
    inlines, choisis = list(inlines), list(pks)
    presents = modele._base_manager.in_bulk([modele._meta.pk.to_python(pk) for pk in choisis])
    actuelles = versions_de(modele, presents, inlines)
    phrases = [*_disparus(modele, [pk for pk in choisis if pk not in actuelles], moi)]
    for objet in presents.values():
        lue, actuelle = vues.get(str(objet.pk), Version()), actuelles[str(objet.pk)]
        if lue.est_inconnue:
            phrases.append(f"{objet} : {SANS_VERSION}")
        elif lue != actuelle:
            dits = changements_entre(lue, actuelle, objet, inlines, moi=moi)
            phrases += [f"{objet} : {dit}" for dit in dits]
    return tuple(insecables(phrase) for phrase in phrases)


def _disparus(modele: type[Model], cles: list[str], moi) -> Iterator[str]:
    ecritures = lire_ecritures(modele, dict.fromkeys(cles))
    for cle in cles:
        connues = ecritures.get(cle, [])
        dernier = next((e.etat for e in reversed(connues) if e.etat), {})
        par = signer(connues[-1] if connues else None, moi)
        yield f"{nommer(modele, dernier)} : supprimé par {par}."
