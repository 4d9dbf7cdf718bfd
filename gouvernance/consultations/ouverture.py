"""Ce qu'ouvrirait un formulaire : l'échéance, le silence, la population, avant d'écrire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gouvernance.consultations.contenu import choisir_populations
from gouvernance.francais import nombre
from gouvernance.models import Collectivite, Consultation, Population
from gouvernance.regles import Attente, RegleConsultation, premier_jour_du_silence


@dataclass(frozen=True, slots=True)
class Apercu:
    regle: RegleConsultation
    echeance: date | None
    silence_le: date | None
    communes: tuple[str, ...]
    base: str

    @property
    def cachet(self) -> str:
        """Ce que la personne a lu avant de confirmer : un autre délai se relit."""
        return f"{self.regle.code} {self.echeance} {len(self.communes)}"


def lire_apercu(consultation: Consultation, communes: Sequence[Collectivite]) -> Apercu:
    regle = consultation.regle
    return Apercu(
        regle=regle,
        echeance=consultation.echeance,
        silence_le=premier_jour_du_silence(regle, consultation.transmise_le),
        communes=tuple(commune.nom for commune in communes),
        base=_base(consultation, communes),
    )


def _base(consultation: Consultation, communes: Sequence[Collectivite]) -> str:
    """Population sur laquelle se compte la majorité, ou ce qui empêche de la compter."""
    if consultation.regle.attente != Attente.MAJORITE_QUALIFIEE:
        return ""
    noms = {commune.pk: commune.nom for commune in communes}
    connues = Population.objects.filter(collectivite__in=noms)
    millesime, populations = choisir_populations(consultation, noms, connues)
    genre = consultation.get_population_display()
    if not populations:
        return (
            f"La {genre} de ce millésime n’est pas connue de toutes les communes : "
            "la majorité ne se comptera pas."
        )
    return (
        f"La majorité se compte sur la {genre} {millesime}, "
        f"{nombre(sum(populations.values()))} habitants."
    )
