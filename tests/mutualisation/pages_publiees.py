"""Éditions figées à la main, sans rien rendre, et les adresses où on les lit."""

from hashlib import sha256

from django.urls import reverse

from tests.fabriques_rapport import creer_edition, creer_fichier_edition

FICHIERS = {
    "lecture.html": ("text/html", "<h1>L’état de la mutualisation, 2020</h1>"),
    "rapport.html": ("text/html", "<h1>Document à imprimer</h1>"),
    "rapport.pdf": ("application/pdf", "%PDF-1.7 figé"),
    "donnees.json": ("application/json", "{}"),
    "donnees.zip": ("application/zip", "PK"),
    "adhesions.csv": ("text/csv", "collectivite\r\nÉchenon\r\n"),
}
LISTE = reverse("rapport_liste")
PAGE = reverse("rapport_detail", args=[2020])
EDITION = reverse("edition_detail", args=[2020, 1])


def publier(rapport, numero=1, **valeurs):
    edition = creer_edition(rapport=rapport, numero=numero, **valeurs)
    for nom, (type_mime, texte) in FICHIERS.items():
        octets = f"{texte} ({numero})".encode()
        creer_fichier_edition(
            edition=edition,
            nom=nom,
            type_mime=type_mime,
            contenu=octets,
            taille=len(octets),
            empreinte=sha256(octets).hexdigest(),
        )
    return edition


def fichier(nom, numero=1):
    return reverse("edition_fichier", args=[2020, numero, nom])


def lire(client, adresse):
    return client.get(adresse).content.decode().replace("\u00a0", " ")
