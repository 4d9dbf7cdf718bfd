"""La base change elle-même la marque d'une table où l'on écrit, par quelque chemin que ce soit.

Comme les verrous des exercices clos, ces déclencheurs sont retirés avant une migration et reposés
après.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import models

PREFIXE = "marque_"
# Sans modèle : la base seule y écrit. Une table y a une ligne, ou plusieurs pour un temps si deux
# transactions l'écrivent à la fois ; c'est leur somme qui change.
MARQUES = "gouvernance_marque"
CLES = {
    "sqlite": "INTEGER PRIMARY KEY",
    "postgresql": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}
NOS_APPLICATIONS = {"gouvernance", "services_communs", "finances", "mutualisation"}
# Écrites à toute heure : la page qui en lit une se compose à chaque fois.
SANS_MARQUE = {"gouvernance.sessionouverte"}
GROUPES = "auth.group"
# Une connexion n'écrit que cela d'un compte.
SANS_EFFET = {"last_login"}
HASARD = {
    "sqlite": "abs(random() / 1024)",
    "postgresql": "floor(random() * 9007199254740992)::bigint",
}
# Une fois par table et par transaction ; une marque que tient une autre transaction lui reste.
FONCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIXE}changer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reglage text := 'mutualisation.' || TG_TABLE_NAME;
  transaction text := pg_current_xact_id()::text;
BEGIN
  IF current_setting(reglage, true) IS DISTINCT FROM transaction THEN
    PERFORM set_config(reglage, transaction, true);
    DELETE FROM {MARQUES} WHERE id IN (
      SELECT id FROM {MARQUES} WHERE nom = TG_TABLE_NAME FOR UPDATE SKIP LOCKED);
    INSERT INTO {MARQUES} (nom, marque) VALUES (TG_TABLE_NAME, {HASARD["postgresql"]});
  END IF;
  RETURN NULL;
END $$"""
POSES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # Tous y ont le même nom, qu'une table au nom trop long tronquerait : on les dit par leur table.
    "postgresql": (
        f"SELECT '{PREFIXE}' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        f" WHERE t.tgname = '{PREFIXE}changer'"
        " AND c.relnamespace = current_schema()::regnamespace"
    ),
}


def tables_marquees(modeles: Iterable[type[models.Model]]) -> set[str]:
    """Celles de l'application, historiques et liens multiples compris, et celles des groupes."""
    return {modele._meta.db_table for modele in _marques(modeles)}


def _marques(modeles: Iterable[type[models.Model]]) -> Iterator[type[models.Model]]:
    for modele in modeles:
        liens = [lien.remote_field.through for lien in modele._meta.local_many_to_many]
        for porteur in [modele, *liens]:
            meta = porteur._meta
            if not meta.managed or meta.proxy or meta.label_lower in SANS_MARQUE:
                continue
            if meta.app_config.name in NOS_APPLICATIONS or modele._meta.label_lower == GROUPES:
                yield porteur


def creation(vendeur: str, modele: type[models.Model]) -> dict[str, str]:
    """Ordre qui pose chaque déclencheur de la table, par son nom."""
    table = modele._meta.db_table
    gestes = {geste: geste for geste in ["INSERT", "UPDATE", "DELETE"]}
    if modele._meta.label == settings.AUTH_USER_MODEL:
        champs = modele._meta.concrete_fields
        colonnes = ", ".join(f'"{c.column}"' for c in champs if c.name not in SANS_EFFET)
        gestes["UPDATE"] = f"UPDATE OF {colonnes}"
    if vendeur == "postgresql":
        return {
            f"{PREFIXE}{table}": f"CREATE TRIGGER {PREFIXE}changer AFTER"
            f' {" OR ".join(gestes.values())} OR TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {PREFIXE}changer()"
        }
    return {
        f"{PREFIXE}{table}_{geste.lower()}": f"CREATE TRIGGER {PREFIXE}{table}_{geste.lower()}"
        f' AFTER {evenement} ON "{table}" BEGIN'
        f" DELETE FROM {MARQUES} WHERE nom = '{table}';"
        f" INSERT INTO {MARQUES} (nom, marque) VALUES ('{table}', {HASARD['sqlite']}); END"
        for geste, evenement in gestes.items()
    }


def _attendus(connexion, modeles: Iterable[type[models.Model]]) -> dict[str, str]:
    ordres = {}
    for modele in _marques(modeles):
        ordres |= creation(connexion.vendor, modele)
    return ordres


def declencheurs_poses(connexion) -> set[str]:
    with connexion.cursor() as curseur:
        curseur.execute(POSES[connexion.vendor])
        return {nom for (nom,) in curseur.fetchall() if nom.startswith(PREFIXE)}


def declencheurs_manquants(connexion, modeles: Iterable[type[models.Model]]) -> list[str]:
    return sorted(_attendus(connexion, modeles).keys() - declencheurs_poses(connexion))


def retirer_les_declencheurs(connexion) -> None:
    """Et toutes les marques : rien ne se garde plus tant qu'ils ne sont pas reposés."""
    poses = declencheurs_poses(connexion)
    with connexion.cursor() as curseur:
        for nom in poses:
            if connexion.vendor == "postgresql":
                table = nom.removeprefix(PREFIXE)
                curseur.execute(f'DROP TRIGGER {PREFIXE}changer ON "{table}"')
            else:
                curseur.execute(f"DROP TRIGGER {nom}")
        if poses:
            curseur.execute(f"DELETE FROM {MARQUES}")


def poser_les_declencheurs(connexion, modeles: Iterable[type[models.Model]]) -> None:
    """Pose ceux qui manquent, et change toutes les marques : une migration a pu tout récrire."""
    attendus, poses = _attendus(connexion, modeles), declencheurs_poses(connexion)
    with connexion.cursor() as curseur:
        curseur.execute(
            f"CREATE TABLE IF NOT EXISTS {MARQUES} ("
            f"id {CLES[connexion.vendor]}, nom text NOT NULL, marque bigint NOT NULL)"
        )
        curseur.execute(f"CREATE INDEX IF NOT EXISTS {MARQUES}_nom ON {MARQUES} (nom)")
        if connexion.vendor == "postgresql":
            curseur.execute(FONCTION)
        for nom in attendus.keys() - poses:
            curseur.execute(attendus[nom])
        curseur.execute(f"DELETE FROM {MARQUES}")
        curseur.executemany(
            f"INSERT INTO {MARQUES} (nom, marque) VALUES (%s, {HASARD[connexion.vendor]})",
            [(table,) for table in sorted(tables_marquees(modeles))],
        )
