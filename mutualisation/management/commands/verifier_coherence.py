import csv
import json

from django.core.management.base import BaseCommand, CommandError

from gouvernance.francais import accord
from mutualisation.controles.contenu import progresser
from mutualisation.controles.lecture import ConstatLu, lire_constats

COLONNES = ["gravite", "etat", "controle", "annee", "constat", "annonce", "calcule", "explication"]


def en_ligne(lu: ConstatLu) -> dict[str, object]:
    constat = lu.constat
    donnee = lu.explique.texte if lu.explique and lu.explique.vaut else ""
    return {
        "gravite": str(lu.controle.gravite),
        "etat": str(lu.etat),
        "controle": lu.controle.code,
        "annee": constat.annee,
        "constat": constat.phrase,
        "annonce": constat.annonce,
        "calcule": constat.calcule,
        "explication": constat.explication or donnee,
    }


class Command(BaseCommand):
    help = "Relève les incohérences des données ; échoue si l'une d'elles bloque sans explication."

    def add_arguments(self, parser):
        parser.add_argument("--annee", type=int, metavar="ANNEE", help="Par défaut, toutes.")
        parser.add_argument("--format", choices=["texte", "json", "csv"], default="texte")

    def handle(self, *, annee, format, **options):
        constats = lire_constats(annee=annee)
        {"texte": self.ecrire_texte, "json": self.ecrire_json, "csv": self.ecrire_csv}[format](
            constats
        )
        if bloquants := sum(lu.bloque for lu in constats):
            raise CommandError(
                f"{bloquants} {accord(bloquants, 'écart bloquant', 'écarts bloquants')} "
                "sans explication."
            )

    def ecrire_texte(self, constats: tuple[ConstatLu, ...]) -> None:
        for lu in constats:
            constat = lu.constat
            self.stdout.write(f"[{lu.controle.gravite}, {lu.etat}] {constat.phrase}")
            for libelle, valeur in [("écrit", constat.annonce), ("calculé", constat.calcule)]:
                if valeur:
                    self.stdout.write(f"    {libelle} : {valeur}")
        progres = progresser(constats)
        self.stdout.write(
            f"{len(constats)} {accord(len(constats), 'constat')}, "
            f"{progres.restants} à traiter, {progres.bloquants} "
            f"{accord(progres.bloquants, 'bloquant')}."
        )

    def ecrire_json(self, constats: tuple[ConstatLu, ...]) -> None:
        json.dump([en_ligne(lu) for lu in constats], self.stdout, ensure_ascii=False, indent=2)
        self.stdout.write("")

    def ecrire_csv(self, constats: tuple[ConstatLu, ...]) -> None:
        ecrivain = csv.DictWriter(self.stdout, COLONNES, delimiter=";", lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(en_ligne(lu) for lu in constats)
