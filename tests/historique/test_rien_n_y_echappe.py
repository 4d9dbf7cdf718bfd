"""Aucune écriture de l'application n'échappe à l'historique."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
APPLICATION = sorted(
    fichier
    for paquet in ["gouvernance", "services_communs", "finances", "mutualisation"]
    for fichier in (RACINE / paquet).rglob("*.py")
    if "migrations" not in fichier.parts
)
ECRITURE = RACINE / "gouvernance" / "historique" / "ecriture.py"
INTERDITS = {
    "bulk_create",
    "bulk_update",
    "abulk_create",
    "abulk_update",
    "aupdate",
    "_raw_delete",
    "_update",
    "save_base",
    "save_without_historical_record",
    "skip_history_when_saving",
}
EN_SQL = re.compile(
    r"^\s*(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE\s+\S)"
)
# Ce que ces modules écrivent ainsi n'est pas suivi : rien n'y est saisi.
NON_SUIVIS = {
    # Les marques des tables, que la base change elle-même.
    "gouvernance/memoire/declencheurs.py": {"DELETE FROM", "INSERT INTO"},
    # Un second facteur n'a pas d'historique : ses secrets s'y liraient.
    "mutualisation/acces/operations.py": {"StaticToken.objects.bulk_create"},
    # Par où passe `save` lui-même, pour s'écrire avec sa trace.
    "gouvernance/historique/suivi.py": {"super().save_base"},
    # L'historique lui-même, dont l'effacement d'un compte retire le nom.
    "gouvernance/comptes/operations.py": {
        "Utilisateur.historique.filter(id=compte.pk).update",
        "dits.update",
    },
    # Un mot de passe, que l'historique ne garde pas : l'invitation se note au journal du compte.
    "gouvernance/comptes/invitations.py": {"Utilisateur.objects.filter(pk=compte.pk).update"},
    "gouvernance/models/sessions.py": {"type(self).objects.filter(pk=self.pk).update"},
    "mutualisation/imports/operations.py": {
        "Import.objects.filter(pk=recu.pk).update",
        "en_attente.update",
    },
    "mutualisation/imports/querysets.py": {"self.update"},
    "mutualisation/chargement.py": {"DonneeChargee.objects.bulk_create"},
    "mutualisation/rapport/publication.py": {"FichierEdition.objects.bulk_create"},
    "mutualisation/productions/taches.py": {"laissees.update", "tenue.update"},
    "mutualisation/productions/querysets.py": {"self.filter(en_attente | laissee).update"},
    "mutualisation/productions/operations.py": {"parmi.filter(pk=production.pk).update"},
}


def ecritures_non_suivies(source: str) -> Iterator[str]:
    for noeud in ast.walk(ast.parse(source)):
        match noeud:
            # `dict.update` et `hash.update` reçoivent une valeur, `QuerySet.update` des champs.
            case ast.Call(func=ast.Attribute(attr="update") as appel, args=[], keywords=[_, *_]):
                yield ast.unparse(appel)
            case ast.Attribute(attr=nom) if nom in INTERDITS:
                yield ast.unparse(noeud)
            case ast.Constant(value=str(texte)) if EN_SQL.match(texte):
                yield texte.strip()[:40]
            case ast.Constant(value="loaddata" | "skip_history_when_saving"):
                yield noeud.value
            case ast.keyword(arg="raw", value=ast.Constant(value=True)):
                yield "raw=True"
            case ast.Name(id="SIMPLE_HISTORY_ENABLED"):
                yield noeud.id


def test_aucune_ecriture_n_echappe_a_l_historique():
    fautes = {
        f"{fichier.relative_to(RACINE)} : {faute}"
        for fichier in APPLICATION
        if fichier != ECRITURE
        for faute in ecritures_non_suivies(fichier.read_text(encoding="utf-8"))
        if faute not in NON_SUIVIS.get(str(fichier.relative_to(RACINE)), ())
    }

    assert not fautes, f"À écrire par gouvernance.historique.ecriture : {sorted(fautes)}"


def test_chaque_exception_sert_encore():
    perimees = {
        f"{nom} : {exception}"
        for nom, exceptions in NON_SUIVIS.items()
        for exception in exceptions
        - set(ecritures_non_suivies((RACINE / nom).read_text(encoding="utf-8")))
    }

    assert not perimees


@pytest.mark.parametrize(
    "source",
    [
        "Fiche.objects.bulk_create(fiches)",
        "Fiche.objects.bulk_update(fiches, ['etat'])",
        "Fiche.objects.filter(pk=1).update(etat='validee')",
        "lignes.update(**valeurs)",
        "lignes._raw_delete(using)",
        "fiche.save_without_historical_record()",
        "fiche.skip_history_when_saving = True",
        "setattr(fiche, 'skip_history_when_saving', True)",
        "fiche.save_base(raw=True)",
        "curseur.execute('UPDATE finances_participation SET montant = 0')",
        "curseur.execute('  DELETE FROM finances_participation')",
        "call_command('loaddata', 'x')",
        "SIMPLE_HISTORY_ENABLED = False",
    ],
)
def test_une_ecriture_non_suivie_se_voit(source):
    assert list(ecritures_non_suivies(source))


@pytest.mark.parametrize(
    "source", ["compris.update({'a': 1})", "empreinte.update(morceau)", "fiche.save()"]
)
def test_ce_qui_n_ecrit_pas_en_base_n_est_pas_accuse(source):
    assert not list(ecritures_non_suivies(source))
