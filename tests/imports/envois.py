"""Envoyer un fichier comme le fait un agent, et retrouver l'import qui en naît."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mutualisation.models import Import

TITRES = "Mandature;Commune;Sièges;Acte qui le fixe"


def fichier_de_sieges(*lignes: str) -> bytes:
    return "\n".join([TITRES, *lignes, ""]).encode()


def envoyer(client, contenu: bytes, *, nom: str = "sieges.csv", code: str = "sieges", **champs):
    donnees = {"fichier": SimpleUploadedFile(nom, contenu)} | champs
    return client.post(reverse("import_envoyer", args=[code]), donnees)


def dernier() -> Import:
    return Import.objects.latest("envoye_le")


def confirmer(client, recu: Import, **champs):
    recu.refresh_from_db()
    donnees = {"empreinte": recu.apercu["empreinte"], "motif": ""} | champs
    return client.post(reverse("import_confirmer", args=[recu.pk]), donnees, follow=True)


def texte(reponse) -> str:
    ecrit = reponse.content.decode()
    return " ".join(ecrit.replace("\u00a0", " ").replace("&nbsp;", " ").split())
