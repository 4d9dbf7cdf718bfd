"""La version lue, que le formulaire porte et que le serveur signe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from django.core import signing
from django.db.models import Model

from gouvernance.conflits.versions import Numero

NOM_DU_JETON = "version"


@dataclass(frozen=True, slots=True)
class Version:
    """Version lue d'un objet et de ses lignes.

    `attente` : les différences montrées et pas encore tranchées, avec la version dont partait
    celui qui les a saisies.
    """

    numero: Numero | None = None
    lignes: Mapping[str, Mapping[str, Numero]] = field(default_factory=dict)
    attente: Mapping[str, Numero | None] = field(default_factory=dict)

    @property
    def est_inconnue(self) -> bool:
        return self.numero is None

    def signer(self, objet: Model) -> str:
        contenu = [self.numero, self.lignes, self.attente]
        return signing.dumps(contenu, salt=sel(objet), compress=True)

    @classmethod
    def lire(cls, jeton: str, objet: Model) -> Self:
        """Une version absente, d'un autre objet ou mal signée est inconnue."""
        try:
            return cls(*signing.loads(jeton, salt=sel(objet)))
        except signing.BadSignature:
            return cls()


def sel(objet: Model) -> str:
    """Un mandataire et sa table ont les mêmes versions."""
    modele = objet._meta.concrete_model._meta.label
    return f"gouvernance.conflits:{modele}:{objet.pk}"
