"""Ce par quoi deux personnes peuvent lire deux pages différentes à la même adresse."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.core.cache import caches

from gouvernance.models import PreferenceDeListe, Utilisateur

CACHE = "pages"
UNE_HEURE = 3600
# Ce que peut un groupe change sous toutes les pages à la fois.
TABLES_DES_GROUPES = frozenset({Group._meta.db_table, Group.permissions.through._meta.db_table})
GROUPES = Utilisateur.groups.through._meta.db_table
PERMISSIONS = Utilisateur.user_permissions.through._meta.db_table
COLLECTIVITES = Utilisateur.collectivites.through._meta.db_table
PREFERENCES = PreferenceDeListe._meta.db_table
# Les droits, qui distinguent toute page ; puis ce que seules certaines regardent.
DROITS = frozenset({GROUPES, PERMISSIONS})
PARTICULARITES = frozenset({COLLECTIVITES, PREFERENCES})


@dataclass(frozen=True, slots=True)
class Lecteur:
    """`particularites` : ce qui est à la personne dans chacune de ces tables."""

    droits: tuple
    particularites: Mapping[str, tuple]

    def selon(self, tables: Iterable[str]) -> tuple:
        """Ce qui le distingue à une page qui ne regarde que ces particularités."""
        return self.droits, *(self.particularites[table] for table in sorted(tables))


def lire_lecteur(personne, marques: Mapping[str, int]) -> Lecteur:
    if not personne.is_authenticated:
        return Lecteur(("visiteur",), dict.fromkeys(PARTICULARITES, ()))
    statut = personne.is_active, personne.is_staff, personne.is_superuser
    liens = _lire_les_liens(personne, marques)
    droits = *statut, *(liens[table] for table in sorted(DROITS))
    return Lecteur(droits, {table: liens[table] for table in PARTICULARITES})


def _lire_les_liens(personne: Utilisateur, marques: Mapping[str, int]) -> dict[str, tuple]:
    """Gardés tant que nul ne change de groupe, de permission, de collectivité ni de préférence."""
    etat = personne.pk, [marques.get(table) for table in sorted(DROITS | PARTICULARITES)]
    cle = hashlib.sha256(repr(etat).encode()).hexdigest()
    return caches[CACHE].get_or_set(cle, lambda: _interroger(personne), UNE_HEURE)


def _interroger(personne: Utilisateur) -> dict[str, tuple]:
    multiples = {
        GROUPES: personne.groups,
        PERMISSIONS: personne.user_permissions,
        COLLECTIVITES: personne.collectivites,
    }
    liens = {
        table: tuple(lien.order_by("pk").values_list("pk", flat=True))
        for table, lien in multiples.items()
    }
    preferences = personne.preferences_de_listes.order_by("pk")
    colonnes = "pk", "liste", "nom", "criteres", "masquees"
    # En texte : une liste de colonnes ne se compare pas à un tuple.
    return liens | {PREFERENCES: tuple(map(repr, preferences.values_list(*colonnes)))}
