"""Les années que montre l'évolution, lues dans son adresse (`?de=2010&a=2020`)."""

from dataclasses import dataclass

from mutualisation.vue_d_ensemble.moment import lire_annee


@dataclass(frozen=True, slots=True)
class Periode:
    """De la première à la dernière année, comprises ; `messages` dit ce qui n'a pas été suivi."""

    premiere: int
    derniere: int
    messages: tuple[str, ...] = ()

    @property
    def annees(self) -> tuple[int, ...]:
        return tuple(range(self.premiere, self.derniere + 1))

    @property
    def en_clair(self) -> str:
        if self.premiere == self.derniere:
            return f"en {self.premiere}"
        return f"de {self.premiere} à {self.derniere}"


def lire_periode(de: str, a: str, premiere: int, cette_annee: int) -> Periode:
    """La période demandée ; à défaut, de la `premiere` année à celle-ci."""
    debut, message_de = lire_annee(de, min(premiere, cette_annee))
    fin, message_a = lire_annee(a, cette_annee)
    messages = [message_de, message_a]
    a_venir = max(debut, fin)
    if a_venir > cette_annee:
        debut, fin = min(debut, cette_annee), min(fin, cette_annee)
        messages.append(f"{a_venir} est à venir : la période s’arrête en {cette_annee}.")
    if debut > fin:
        debut, fin = fin, debut
        messages.append(f"La période finissait avant de commencer : la voici de {debut} à {fin}.")
    return Periode(debut, fin, tuple(message for message in messages if message))
