"""Ce qui a changé, dit en quelques phrases."""

from collections.abc import Iterator

from gouvernance.francais import INSECABLE, accord, enumerer, nombre
from mutualisation.vue_d_ensemble.changements.lecture import Changements, Solde
from mutualisation.vue_d_ensemble.phrases import denombrer

NOMS_CITES = 4


def resumer(changements: Changements) -> tuple[str, ...]:
    """De la plus grande chose à la plus petite ; une seule phrase si rien n'a bougé."""
    if changements.est_vide:
        return ("Rien n’a changé dans ce qui est enregistré.",)
    return tuple(filter(None, _phrases(changements)))


def _phrases(changements: Changements) -> Iterator[str]:
    yield _membres(changements.entrees, changements.sorties)
    yield _solde(changements.services, ("service commun créé", "services communs créés"), "fermé")
    yield _solde(changements.adhesions, ("adhésion nouvelle", "adhésions nouvelles"), "terminée")
    if agents := changements.agents.entrees.valeur:
        transferes = accord(agents, "agent transféré", "agents transférés")
        yield f"{nombre(agents)}{INSECABLE}{transferes} à la métropole."
    population = changements.habitants.population
    if changements.habitants.populations and population.ecart:
        yield (
            f"La population totale des membres passe de {nombre(population.avant)} à "
            f"{nombre(population.apres)}{INSECABLE}habitants."
        )


def _membres(entrees: tuple[str, ...], sorties: tuple[str, ...]) -> str:
    """« Neuilly-Crimolois entre dans la métropole. Crimolois et Neuilly-lès-Dijon en sortent. »."""
    phrases = []
    if entrees:
        phrases.append(
            f"{_citer(entrees)} {accord(len(entrees), 'entre', 'entrent')} dans la métropole."
        )
    if sorties:
        verbe = accord(len(sorties), "sort", "sortent")
        suite = f"en {verbe}" if entrees else f"{verbe} de la métropole"
        phrases.append(f"{_citer(sorties)} {suite}.")
    return " ".join(phrases)


def _citer(noms: tuple[str, ...]) -> str:
    return enumerer(noms) if len(noms) <= NOMS_CITES else denombrer(len(noms), "commune")


def _solde(solde: Solde, entree: tuple[str, str], sortie: str) -> str:
    """« 186 adhésions nouvelles, 3 terminées : de 2 à 185. »."""
    if not solde.a_change:
        return ""
    entrees, sorties = solde.entrees.valeur, solde.sorties.valeur
    parties = [denombrer(entrees, *entree)]
    if sorties:
        parties.append(denombrer(sorties, sortie))
    avant, apres = nombre(solde.avant.valeur), nombre(solde.apres.valeur)
    return f"{', '.join(parties)}{INSECABLE}: de {avant} à {apres}."
