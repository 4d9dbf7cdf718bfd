"""Seconde des deux portes : la base refuse ce qui changerait un exercice clos.

Ces déclencheurs se déduisent des modèles. Ils sont retirés avant toute migration et reposés
après : SQLite perdrait ceux d'une table reconstruite, et refuserait de renommer celle qu'un
autre déclencheur cite.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, models

from gouvernance.declencheurs import DIALECTES, Declencheur, Dialecte
from gouvernance.exercices.rattachements import Annuel

PREFIXE = "clos_"
EN_COURS = "FROM gouvernance_cloture c WHERE c.rouverte_le IS NULL"
DERNIER = f"(SELECT MAX(c.annee) {EN_COURS})"
# Numéro du verrou que partagent les écritures et que prend seul qui clôt un exercice.
CLE_DU_VERROU = 20_201_231


@dataclass(frozen=True, slots=True)
class Verrou(Declencheur):
    """Refus qui attend, sur PostgreSQL, qu'une clôture en cours s'achève."""

    def creation(self, vendeur: str) -> list[str]:
        ordres = super(Verrou, self).creation(vendeur)
        attente = f"$$BEGIN PERFORM pg_advisory_xact_lock_shared({CLE_DU_VERROU}); "
        return [ordre.replace("$$BEGIN ", attente, 1) for ordre in ordres]

    def signature(self, vendeur: str) -> str:
        """Ce que la base garde de la définition, pour ne reposer que ce qui a changé."""
        ordre = self.creation(vendeur)[0]
        return ordre if vendeur == "sqlite" else ordre.split("$$")[1]


def est_un_refus_de_cloture(erreur: DatabaseError) -> bool:
    return PREFIXE in str(erreur)


def annee_en_sql(
    modele: type[models.Model], chemin: str, ligne: str, dialecte: Dialecte, rang: int = 1
) -> str:
    """Année au bout du chemin, lue depuis `NEW`, `OLD` ou une ligne jointe."""
    nom, _, reste = chemin.partition("__")
    champ = modele._meta.get_field(nom)
    if reste:
        parent, alias = champ.related_model, f"p{rang}"
        annee = annee_en_sql(parent, reste, alias, dialecte, rang + 1)
        table = parent._meta.db_table
        return f"(SELECT {annee} FROM {table} {alias} WHERE {alias}.id = {ligne}.{champ.column})"
    colonne = f"{ligne}.{champ.column}"
    return dialecte.annee(colonne) if isinstance(champ, models.DateField) else colonne


def est_clos(rattachement: Annuel, annee: str) -> str:
    if getattr(rattachement, "depuis_toujours", False):
        annee = f"COALESCE({annee}, 0)"
    comparaison = ">=" if rattachement.est_cumule else "="
    return f"EXISTS (SELECT 1 {EN_COURS} AND c.annee {comparaison} {annee})"


def changements(modele: type[models.Model], dialecte: Dialecte) -> str:
    """Vrai, en SQL, si une mise à jour touche ce que la clôture fige."""
    rattachement, differe = modele.rattachement, dialecte.differe
    touches = [
        f"OLD.{champ.column} {differe} NEW.{champ.column}"
        for champ in rattachement.champs_verrouilles(modele)
    ]
    if rattachement.fin:
        champ = modele._meta.get_field(rattachement.fin)
        colonne = champ.column
        est_une_date = isinstance(champ, models.DateField)
        borne = dialecte.dernier_jour(DERNIER) if est_une_date else DERNIER
        touches.append(
            f"(OLD.{colonne} {differe} NEW.{colonne}"
            f" AND (OLD.{colonne} < {borne} OR NEW.{colonne} < {borne}))"
        )
    return f"({' OR '.join(touches)})"


def verrous_des_lignes(modele: type[models.Model]) -> Iterator[Verrou]:
    rattachement, table = modele.rattachement, modele._meta.db_table

    def refus(quand: str, dialecte: Dialecte) -> str:
        clos = [
            est_clos(rattachement, annee_en_sql(modele, rattachement.chemin, ligne, dialecte))
            for ligne in LIGNES[quand]
        ]
        if quand == "UPDATE":
            return f"({' OR '.join(clos)}) AND {changements(modele, dialecte)}"
        return clos[0]

    for quand in LIGNES:
        yield Verrou(table, quand, f"{PREFIXE}{table}", partial(refus, quand))


def verrous_d_un_lien(modele: type[models.Model], lien: models.ManyToManyField) -> Iterator[Verrou]:
    """Un lien multiple est de l'exercice de l'objet qui le porte."""
    rattachement = modele.rattachement
    table, colonne = lien.m2m_db_table(), lien.m2m_column_name()

    def refus(quand: str, dialecte: Dialecte) -> str:
        annee = annee_en_sql(modele, rattachement.chemin, "porteur", dialecte)
        return " OR ".join(
            est_clos(
                rattachement,
                f"(SELECT {annee} FROM {modele._meta.db_table} porteur"
                f" WHERE porteur.id = {ligne}.{colonne})",
            )
            for ligne in LIGNES[quand]
        )

    for quand in LIGNES:
        yield Verrou(table, quand, f"{PREFIXE}{table}", partial(refus, quand))


LIGNES = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def verrous(modeles: Iterable[type[models.Model]]) -> Iterator[Verrou]:
    for modele in modeles:
        if not isinstance(getattr(modele, "rattachement", None), Annuel) or modele._meta.proxy:
            continue
        yield from verrous_des_lignes(modele)
        for lien in modele.rattachement.liens_verrouilles(modele):
            yield from verrous_d_un_lien(modele, lien)


POSES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal"
    ),
}


def verrous_poses(connexion) -> dict[str, str]:
    """Nom et définition de chaque verrou présent dans la base."""
    with connexion.cursor() as curseur:
        curseur.execute(POSES[connexion.vendor])
        return {nom: texte for nom, texte in curseur.fetchall() if nom.startswith(PREFIXE)}


def verrous_manquants(connexion, modeles: Iterable[type[models.Model]]) -> list[str]:
    """Verrous que la base ne porte pas, ou pas tels que les modèles les disent."""
    if connexion.vendor not in DIALECTES:
        return []
    presents = verrous_poses(connexion)
    return sorted(
        verrou.nom
        for verrou in verrous(modeles)
        if presents.get(verrou.nom) != verrou.signature(connexion.vendor)
    )


def retirer_les_verrous(connexion, noms: Iterable[str]) -> None:
    ordre = "DROP TRIGGER {}" if connexion.vendor == "sqlite" else "DROP FUNCTION {}() CASCADE"
    with connexion.cursor() as curseur:
        for nom in noms:
            curseur.execute(ordre.format(nom))


def poser_les_verrous(connexion, modeles: Iterable[type[models.Model]]) -> None:
    """Met la base d'accord avec les modèles ; ne touche pas aux verrous déjà justes."""
    if connexion.vendor not in DIALECTES:
        return
    attendus = {verrou.nom: verrou for verrou in verrous(modeles)}
    manquants = verrous_manquants(connexion, modeles)
    presents = verrous_poses(connexion).keys()
    retirer_les_verrous(connexion, presents - (attendus.keys() - set(manquants)))
    with connexion.cursor() as curseur:
        for nom in manquants:
            for ordre in attendus[nom].creation(connexion.vendor):
                curseur.execute(ordre)
