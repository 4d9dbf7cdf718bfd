"""L'édition 2020, réellement mise en page : une édition, quatre formes, les mêmes totaux."""

import csv
import html
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from finances.models import Participation
from gouvernance.francais import euros, nombre
from mutualisation.models import Production, Rapport
from mutualisation.rapport.contenu import ContenuRapport
from mutualisation.rapport.editions import contenu_fige, derniere_edition
from mutualisation.rapport.verification import Verification, verifier
from services_communs.models import Adhesion, Effectif, TransfertAgents
from tests.mutualisation.publications import publier

pytestmark = pytest.mark.usefixtures("donnees")


@dataclass(frozen=True)
class Publiee:
    contenu: ContenuRapport
    fichiers: dict[str, bytes]
    verification: Verification


@pytest.fixture(scope="module")
def publiee(donnees_chargees, django_db_blocker):
    """L'édition 2020, publiée et vérifiée une fois pour tous ces tests, puis oubliée."""
    with django_db_blocker.unblock(), transaction.atomic():
        production = publier(Rapport.objects.get(annee=2020))
        assert production.etat == Production.Etat.FAITE, production.raison
        edition = derniere_edition(2020)
        lus = {fichier.nom: fichier.octets for fichier in edition.fichiers.all()}
        publiee = Publiee(contenu_fige(edition), lus, verifier(edition))
        transaction.set_rollback(True)
    return publiee


def compacter(texte: str) -> str:
    """Sans fins de ligne ni espaces insécables."""
    return " ".join(texte.split())


def texte_du_html(octets) -> str:
    sans_style = re.sub(r"<style>.*?</style>", "", octets.decode(), flags=re.DOTALL)
    return compacter(html.unescape(re.sub(r"<[^>]+>", " ", sans_style)))


def texte_du_pdf(octets) -> str:
    commande = ["pdftotext", "-raw", "-", "-"]
    lu = subprocess.run(commande, input=octets, check=True, capture_output=True)
    return compacter(lu.stdout.decode())


def lignes_du_csv(octets) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode())))


def totaux_de_la_base() -> dict[str, Decimal]:
    imputees = Participation.objects.applicables().filter(mode="imputation_ac", exercice_debut=2020)
    effectifs = Effectif.objects.filter(date__year=2020, perimetre="")
    return {
        "adhésions": Adhesion.objects.en_cours_le("2020-12-31").count(),
        "agents transférés": TransfertAgents.objects.aggregate(n=Sum("agents"))["n"],
        "agents": effectifs.aggregate(n=Sum("agents"))["n"],
        "équivalents temps plein": effectifs.aggregate(n=Sum("etp"))["n"],
        "participations": imputees.aggregate(n=Sum("montant"))["n"],
        "ajustements": sum(participation.ajustement for participation in imputees),
    }


def totaux_des_tableaux(fichiers) -> dict[str, Decimal]:
    effectifs = [
        ligne
        for ligne in lignes_du_csv(fichiers["effectifs.csv"])
        if ligne["perimetre"] == "service commun"
    ]
    participations = [
        ligne
        for ligne in lignes_du_csv(fichiers["participations.csv"])
        if (ligne["exercice"], ligne["mode"]) == ("2020", "imputation_ac")
    ]

    def somme(lignes, colonne):
        return sum(Decimal(ligne[colonne] or 0) for ligne in lignes)

    return {
        "adhésions": len(lignes_du_csv(fichiers["adhesions.csv"])),
        "agents transférés": somme(lignes_du_csv(fichiers["transferts.csv"]), "agents"),
        "agents": somme(effectifs, "agents"),
        "équivalents temps plein": somme(effectifs, "etp"),
        "participations": somme(participations, "participation"),
        "ajustements": somme(participations, "ajustement"),
    }


def en_toutes_lettres(totaux) -> list[str]:
    """Les totaux tels que les écrit le rapport."""
    montants = [compacter(euros(totaux[nom])) for nom in ["participations", "ajustements"]]
    comptes = [
        f"{compacter(nombre(totaux[nom]))} {nom}"
        for nom in ["adhésions", "agents transférés", "agents", "équivalents temps plein"]
    ]
    return comptes + montants


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils introuvable")
def test_une_edition_quatre_formes_memes_totaux(publiee):
    fichiers = publiee.fichiers
    totaux = totaux_de_la_base()

    assert totaux["adhésions"] == publiee.contenu.matrice.adhesions == 188
    assert totaux_des_tableaux(fichiers) == totaux
    for forme in [
        texte_du_html(fichiers["rapport.html"]),
        texte_du_html(fichiers["lecture.html"]),
        texte_du_pdf(fichiers["rapport.pdf"]),
    ]:
        assert [total for total in en_toutes_lettres(totaux) if total not in forme] == []


def test_l_edition_2020_se_rend_a_l_identique(publiee):
    assert publiee.verification.fautes == ()
    assert publiee.verification.remarques == ()


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="poppler-utils introuvable")
def test_les_tableaux_joints_au_pdf_sont_ceux_de_l_edition(publiee, tmp_path):
    chemin = tmp_path / "rapport.pdf"
    chemin.write_bytes(publiee.fichiers["rapport.pdf"])
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, chemin], check=True)

    joints = {joint.name: joint.read_bytes() for joint in tmp_path.glob("*.csv")}

    assert joints == {nom: lu for nom, lu in publiee.fichiers.items() if nom.endswith(".csv")}
