"""Ce qui manque à une instance ou la dépasse, avec la règle ; rien tant que rien n'est saisi."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gouvernance.francais import INSECABLE, accord, enumerer
from gouvernance.instances.composition import DES_MAIRES, Composition, Nature
from gouvernance.regles import (
    communes_sans_membre,
    ecart_de_parite_admis,
    journees_manquantes,
    vice_presidents_maximum,
)


@dataclass(frozen=True, slots=True)
class Alerte:
    phrase: str
    regle: str


@dataclass(frozen=True, slots=True)
class Faits:
    """Ce que les alertes lisent hors de la composition."""

    vice_presidents: int
    annee: int
    journees: int


def relever_alertes(composition: Composition, faits: Faits) -> tuple[Alerte, ...]:
    """Toutes les alertes d'une instance à une date."""
    if composition.nature == Nature.JOURNEE:
        return tuple(_journee(faits))
    return (*_vice_presidences(composition, faits), *_personnes(composition))


def _personnes(composition: Composition) -> Iterator[Alerte]:
    if not composition.personnes:
        return
    yield from _effectif(composition)
    if composition.nature == Nature.CONSEIL:
        yield from _sieges(composition)
    if composition.nature in DES_MAIRES:
        yield from _maires(composition)
    if composition.nature == Nature.CLECT:
        yield from _clect(composition)
    if composition.nature == Nature.CONSEIL_DEVELOPPEMENT:
        yield from _parite(composition)


def _effectif(composition: Composition) -> Iterator[Alerte]:
    """Places vacantes ou de trop, là où elles ne se comptent pas commune par commune."""
    effectif, membres = composition.effectif, composition.membres
    if effectif is None or composition.nature in {*DES_MAIRES, Nature.CONSEIL}:
        return
    if vacantes := max(0, effectif - membres):
        yield Alerte(
            f"{denombrer(vacantes, 'place vacante', 'places vacantes')} sur {effectif}.",
            "effectif fixé pour cette instance",
        )
    if membres > effectif:
        yield Alerte(
            f"{denombrer(membres, 'membre')} pour {denombrer(effectif, 'place')} : "
            f"{membres - effectif} de trop.",
            "effectif fixé pour cette instance",
        )


def _sieges(composition: Composition) -> Iterator[Alerte]:
    vacants = [ligne for ligne in composition.communes if ligne.vacantes > 0]
    if vacants:
        nombre = sum(ligne.vacantes for ligne in vacants)
        lieux = enumerer(f"{ligne.commune} {ligne.vacantes}" for ligne in vacants)
        yield Alerte(
            f"{denombrer(nombre, 'siège vacant', 'sièges vacants')} sur {composition.effectif} : "
            f"{lieux}.",
            "CGCT, art. L. 5211-6-1",
        )
    depasses = [ligne for ligne in composition.communes if ligne.vacantes < 0]
    if depasses:
        lieux = enumerer(
            f"{ligne.commune} {ligne.membres} pour {ligne.places}" for ligne in depasses
        )
        yield Alerte(
            f"Plus de conseillers que de sièges : {lieux}.",
            "CGCT, art. L. 5211-6-1",
        )
    yield from _communes(
        (
            ligne.commune.nom
            for ligne in composition.communes
            if ligne.a_un_suppleant and not ligne.suppleants
        ),
        "sans suppléant",
        "code électoral, art. L. 273-10 et L. 273-12",
    )


def _maires(composition: Composition) -> Iterator[Alerte]:
    yield from _communes(
        (ligne.commune.nom for ligne in composition.communes if not ligne.membres),
        "dont le maire n’est pas inscrit",
        "elle réunit les maires de toutes les communes membres",
    )


def _clect(composition: Composition) -> Iterator[Alerte]:
    membres = {ligne.commune.nom: ligne.membres for ligne in composition.communes}
    yield from _communes(
        communes_sans_membre(membres, membres),
        "sans membre",
        "CGI, art. 1609 nonies C, IV : un représentant au moins par conseil municipal",
    )


def _communes(noms: Iterable[str], manque: str, regle: str) -> Iterator[Alerte]:
    if noms := list(noms):
        yield Alerte(f"{denombrer(len(noms), 'commune')} {manque} : {enumerer(noms)}.", regle)


def _parite(composition: Composition) -> Iterator[Alerte]:
    femmes, hommes = composition.femmes, composition.hommes
    if not ecart_de_parite_admis(femmes, hommes):
        yield Alerte(
            f"{denombrer(femmes, 'femme')} et {denombrer(hommes, 'homme')} : "
            f"un écart de {abs(femmes - hommes)}, quand il ne dépasse pas un.",
            "CGCT, art. L. 5211-10-1",
        )


def _vice_presidences(composition: Composition, faits: Faits) -> Iterator[Alerte]:
    """Postes vacants parmi ceux d'une métropole, dès qu'un vice-président est saisi."""
    if composition.nature not in {Nature.CONSEIL, Nature.BUREAU} or not faits.vice_presidents:
        return
    maximum = vice_presidents_maximum(composition.effectif or 1)
    vacantes = maximum - faits.vice_presidents
    article = "CGCT, art. L. 5211-10"
    if vacantes > 0:
        vacance = denombrer(vacantes, "vice-présidence vacante", "vice-présidences vacantes")
        yield Alerte(f"{vacance} sur {maximum}.", article)
    if vacantes < 0:
        yield Alerte(
            f"{denombrer(faits.vice_presidents, 'vice-président')} pour {maximum} postes.", article
        )


def _journee(faits: Faits) -> Iterator[Alerte]:
    if journees_manquantes(faits.journees):
        yield Alerte(
            f"Aucune journée métropolitaine n’est enregistrée en {faits.annee}.",
            "pacte de gouvernance, art. 8 : une au moins par an",
        )


def denombrer(quantite: int, singulier: str, pluriel: str | None = None) -> str:
    return f"{quantite}{INSECABLE}{accord(quantite, singulier, pluriel)}"
