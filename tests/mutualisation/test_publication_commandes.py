"""Publier et vérifier depuis un terminal ; ce que la vérification d'une édition trouve."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mutualisation.gel import GEL
from mutualisation.models import Edition, FichierEdition, Production
from mutualisation.rapport import logiciel, pdf, verification
from mutualisation.rapport.donnees import DonneesIllisibles
from mutualisation.rapport.editions import derniere_edition
from services_communs.models import Effectif, Fiche
from tests.fabriques import creer_rapport
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]


@pytest.fixture
def rapport():
    return creer_rapport_publiable(annee=2031)


@pytest.fixture
def edition(rapport, rendu_factice):
    publier(rapport)
    return derniere_edition(2031)


@pytest.fixture
def degel(edition):
    """Une base altérée par qui en détient les clés : ses déclencheurs sont retirés."""
    with connection.cursor() as curseur:
        for declencheur in GEL:
            for ordre in declencheur.suppression(connection.vendor):
                curseur.execute(ordre)


def test_publier_dit_ce_qui_est_fige(rapport, capsys):
    call_command("publier_rapport", 2031)

    edition = derniere_edition(2031)
    assert f"Rapport 2031, édition 1 : publiée, {len(edition.manifeste)} fichiers figés." in (
        capsys.readouterr().out
    )
    assert edition.publiee_par is None


def test_publier_n_attend_pas_l_executant(rapport, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    call_command("publier_rapport", 2031)

    assert derniere_edition(2031).numero == 1
    assert Production.objects.get().etat == Production.Etat.FAITE


def test_publier_deux_fois_le_meme_contenu_ne_change_rien(edition, capsys):
    call_command("publier_rapport", 2031)

    assert "Rien n’a changé depuis l’édition 1." in capsys.readouterr().out
    assert Edition.objects.count() == 1


def test_une_correction_demande_son_motif(edition):
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)

    with pytest.raises(CommandError, match="motif"):
        call_command("publier_rapport", 2031)
    call_command("publier_rapport", 2031, motif="Effectif corrigé")

    assert derniere_edition(2031).numero == 2


def test_premiere_ne_fait_rien_si_l_annee_est_publiee(edition, capsys):
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)

    call_command("publier_rapport", 2031, premiere=True)

    assert "déjà publiée" in capsys.readouterr().out
    assert Edition.objects.count() == 1


def test_premiere_publie_une_annee_qui_ne_l_est_pas(rapport):
    call_command("publier_rapport", 2031, premiere=True)

    assert derniere_edition(2031).numero == 1


def test_ce_qui_empeche_de_publier_est_dit(rapport):
    Fiche.objects.update(etat="a_valider")

    with pytest.raises(CommandError, match=r"n’est pas publié\.\n.*la fiche 2031 est à valider"):
        call_command("publier_rapport", 2031)


def test_une_annee_sans_rapport_ou_sans_donnees_est_dite():
    with pytest.raises(CommandError, match=r"Aucun rapport n’est ouvert pour 1999\."):
        call_command("publier_rapport", 1999)
    creer_rapport(annee=2031)
    with pytest.raises(CommandError, match="Aucune commune n’est membre"):
        call_command("publier_rapport", 2031)


def test_un_rendu_manque_est_dit_puis_se_relance(rapport, monkeypatch):
    rendre = pdf.rendre_pdf

    def echouer(html, annexes=(), *, signe_de_vie=None):
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)
    with pytest.raises(CommandError, match="s’est interrompu"):
        call_command("publier_rapport", 2031)

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    call_command("publier_rapport", 2031)
    assert derniere_edition(2031).numero == 1


def test_une_edition_intacte_se_rend_a_l_identique(edition, capsys):
    call_command("verifier_edition", 2031)

    sortie = capsys.readouterr()
    nombre = len(edition.manifeste)
    assert f"Rapport 2031, édition 1 : {nombre} fichiers conformes au manifeste" in sortie.out
    assert "un nouveau rendu donne les mêmes octets" in sortie.out
    assert sortie.err == ""


def test_une_edition_se_verifie_par_son_numero(edition, rapport, capsys):
    rouvrir_l_exercice()
    Effectif.objects.update(agents=12)
    publier(rapport, motif="Effectif corrigé")

    call_command("verifier_edition", 2031, edition=1)
    call_command("verifier_edition", 2031)

    sortie = capsys.readouterr().out
    assert "édition 1 :" in sortie
    assert "édition 2 :" in sortie


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["2031", "--edition", "2"], "Le rapport 2031 n’a pas d’édition 2."),
        (["1999"], "Le rapport 1999 n’a pas d’édition."),
    ],
)
def test_une_edition_absente_est_dite(edition, arguments, dit):
    with pytest.raises(CommandError, match=dit):
        call_command("verifier_edition", *arguments)


@pytest.mark.usefixtures("degel")
@pytest.mark.parametrize(
    ("alterer", "dit"),
    [
        (
            lambda f: f.update(contenu=b"autre"),
            "rapport.pdf : l’empreinte n’est pas celle du manifeste",
        ),
        (lambda f: f.update(empreinte="f" * 64), "rapport.pdf : l’empreinte ou la taille"),
        (lambda f: f.update(taille=1), "rapport.pdf : l’empreinte ou la taille"),
        (lambda f: f._raw_delete(f.db), "rapport.pdf : le fichier manque"),
        (lambda f: f.update(nom="x.pdf"), "x.pdf : le manifeste ne connaît pas ce fichier"),
        (lambda f: Edition.objects.update(empreinte="f" * 64), "n’est pas celle de ses données"),
        (lambda f: Edition.objects.update(manifeste={}), "le manifeste ne connaît pas"),
    ],
)
def test_une_alteration_est_trouvee(alterer, dit):
    alterer(FichierEdition.objects.filter(nom="rapport.pdf"))

    with pytest.raises(CommandError, match=f"en défaut(.|\n)*{dit}"):
        call_command("verifier_edition", 2031)


def test_un_rendu_different_a_logiciel_identique_est_une_faute(edition, monkeypatch):
    monkeypatch.setattr(
        pdf, "rendre_pdf", lambda html, annexes=(), *, signe_de_vie=None: b"%PDF-autre"
    )

    with pytest.raises(
        CommandError, match=r"rapport\.pdf : un nouveau rendu donne d’autres octets"
    ):
        call_command("verifier_edition", 2031)


def test_un_logiciel_qui_a_change_n_accuse_pas_l_edition(edition, monkeypatch, capsys):
    actuelles = logiciel.versions() | {"weasyprint": "71.0", "gabarits": "f" * 64}
    monkeypatch.setattr(logiciel, "versions", lambda: actuelles)
    monkeypatch.setattr(
        pdf, "rendre_pdf", lambda html, annexes=(), *, signe_de_vie=None: b"%PDF-autre"
    )

    call_command("verifier_edition", 2031)

    sortie = capsys.readouterr()
    assert "weasyprint : " in sortie.err
    assert "71.0 maintenant" in sortie.err
    assert "Les gabarits, les styles ou les polices ont changé." in sortie.err
    assert "un nouveau rendu donne d’autres octets" in sortie.err
    assert "n’est pas en cause" in sortie.out


def test_un_logiciel_plus_recent_n_excuse_pas_une_empreinte_fausse(edition, degel, monkeypatch):
    monkeypatch.setattr(logiciel, "versions", lambda: {"weasyprint": "71.0"})
    FichierEdition.objects.filter(nom="rapport.pdf").update(contenu=b"autre")

    with pytest.raises(CommandError, match="l’empreinte n’est pas celle du manifeste"):
        call_command("verifier_edition", 2031)


def test_des_donnees_que_le_logiciel_ne_lit_plus_sont_dites(edition, monkeypatch, capsys):
    def echouer(octets):
        raise DonneesIllisibles("parution : champ requis")

    monkeypatch.setattr(logiciel, "versions", lambda: {"code": "f" * 64})
    monkeypatch.setattr(verification, "depuis_json", echouer)

    call_command("verifier_edition", 2031)

    assert "illisible par ce logiciel (parution : champ requis)" in (capsys.readouterr().err)
