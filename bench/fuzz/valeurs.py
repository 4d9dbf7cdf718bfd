"""Des valeurs qu'aucun navigateur n'enverrait de lui-même."""

from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

TORDUES = [
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "9" * 30,
    "-" + "9" * 20,
    "2147483648",
    "9223372036854775808",
    "1.5",
    "1,5",
    "٣",
    "²",
    "None",
    "null",
    "undefined",
    "True",
    "[]",
    "{}",
    '{"a": 1}',
    "a" * 300,
    "é" * 5_000,
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e",
    "\ufeff",
    "🏛️" * 20,
    "İ",
    "'",
    '"',
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
    "%s",
    "{0}",
    "{{ request }}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "//ailleurs.example/",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: b=c",
    "=1+1",
    "0000-00-00",
    "2020-02-30",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "31/12/9999",
    "2020-01-01T25:61",
    "-nom",
    "--nom",
    "nom,-nom",
    "?",
    "__class__",
    "pk__in",
    "password",
    "1|2|3",
    "1:2:3",
    "W10:1abc:faux",
]
CRITERES = ["page", "sort", "export", "q", "au", "annee", "exercice", "du", "next", "retour", "nom"]
CRITERES += ["o", "p", "all", "e", "_popup", "_to_field", "_changelist_filters", "id__exact"]
FICHIERS = [
    b"",
    b"\x00" * 100,
    b"%PDF-1.7",
    b"PK\x03\x04" + b"\xff" * 100,
    b"a;b\n1;2\n",
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
    "é;ù\n".encode("utf-16"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
]


def valeur(hasard: Random, connues: list[str]) -> str:
    """Une valeur tordue, ou une vraie, entière ou abîmée."""
    if not connues or hasard.random() < 0.6:
        return hasard.choice(TORDUES)
    vraie = hasard.choice(connues)
    place = hasard.randrange(len(vraie) + 1)
    return hasard.choice([vraie, vraie[:place], vraie[:place] + hasard.choice(TORDUES)])


def tordre_une_recherche(hasard: Random, criteres: dict[str, list[str]]) -> dict[str, list[str]]:
    noms = [*criteres, *CRITERES]
    choisis = hasard.sample(noms, k=min(len(noms), hasard.randint(1, 4)))
    return {
        nom: [valeur(hasard, criteres.get(nom, [])) for _ in range(hasard.choice([1, 1, 1, 2]))]
        for nom in choisis
    }


def tordre_un_envoi(hasard: Random, champs: dict[str, list[str]]) -> dict[str, list[str]]:
    """Le formulaire tel que la page le montre, quelques champs abîmés, ôtés ou répétés."""
    envoi = {nom: list(valeurs) for nom, valeurs in champs.items()}
    for nom in hasard.sample(list(envoi), k=min(len(envoi), hasard.randint(0, 4))):
        match hasard.randrange(5):
            case 0:
                del envoi[nom]
            case 1:
                envoi[nom] = [*envoi[nom], valeur(hasard, envoi[nom])]
            case _:
                envoi[nom] = [valeur(hasard, envoi[nom])]
    return envoi


def tordre_un_chemin(hasard: Random, chemin: str) -> str:
    morceaux = chemin.strip("/").split("/")
    morceaux[hasard.randrange(len(morceaux))] = hasard.choice(TORDUES).replace("\ud800", "?")
    return "/" + "/".join(morceaux) + hasard.choice(["", "/"])


def fichier(hasard: Random) -> SimpleUploadedFile:
    nom = hasard.choice(["a.csv", "a.xlsx", "a.pdf", "../../a.ods", "sans", "a" * 300 + ".csv"])
    return SimpleUploadedFile(nom, hasard.choice(FICHIERS))
