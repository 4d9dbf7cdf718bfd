"""Publier : tout ou rien, une seule fois, et seulement ce qui a été vérifié."""

import html
from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import OperationalError

from mutualisation.models import Edition, FichierEdition, Production
from mutualisation.productions.operations import relancer
from mutualisation.rapport import pdf, publication
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.editions import contenu_fige, derniere_edition
from mutualisation.rapport.publication import (
    PublicationRefusee,
    RienDeNeuf,
    executer,
    expliquer,
    preparer,
)
from services_communs.models import Effectif
from tests.fabriques import creer_agent, creer_texte_chapitre
from tests.fabriques_rapport import creer_rapport_publiable
from tests.mutualisation.publications import publier, rouvrir_l_exercice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rendu_factice")]

FICHIERS = {
    "donnees.json",
    "rapport.html",
    "lecture.html",
    "rapport.pdf",
    "donnees.zip",
    "fiches.pdf",
    "fiches.zip",
    "adhesions.csv",
    "transferts.csv",
    "effectifs.csv",
    "participations.csv",
    "indicateurs.csv",
}


class Arret(BaseException):
    """L'exécutant est tué : rien ne le rattrape."""


@pytest.fixture
def rapport():
    return creer_rapport_publiable()


def changer_une_donnee():
    """Sans passer à côté de ce que les contrôles exigent."""
    Effectif.objects.update(agents=12)


def corriger_une_donnee():
    rouvrir_l_exercice()
    changer_une_donnee()


def signaler(etape):
    pass


def test_publier_fige_chaque_fichier_et_son_empreinte(rapport):
    agent = creer_agent()

    production = publier(rapport, par=agent)

    edition = derniere_edition(2031)
    assert production.etat == Production.Etat.FAITE
    assert (edition.numero, edition.motif, edition.publiee_par) == (1, "", agent)
    assert edition.manifeste.keys() >= FICHIERS
    for fichier in edition.fichiers.all():
        assert edition.manifeste[fichier.nom] == fichier.empreinte
        assert sha256(fichier.octets).hexdigest() == fichier.empreinte
        assert len(fichier.octets) == fichier.taille
    assert edition.empreinte == edition.manifeste["donnees.json"]
    assert edition.logiciel["weasyprint"]
    assert len(edition.logiciel["gabarits"]) == 64


def test_les_donnees_figees_disent_leur_edition(rapport):
    vu = construire_rapport(2031)

    publier(rapport)

    fige = contenu_fige(derniere_edition(2031))
    assert (fige.parution.numero, fige.parution.motif) == (1, "")
    methode = replace(fige.methode, controles=None)
    assert replace(fige, parution=None, methode=methode) == vu


def test_une_correction_est_une_nouvelle_edition_qui_laisse_la_premiere(rapport):
    publier(rapport)
    premiere = {f.nom: f.empreinte for f in derniere_edition(2031).fichiers.all()}
    corriger_une_donnee()

    publier(rapport, motif="Effectif corrigé")

    editions = list(Edition.objects.de_l_annee(2031))
    assert [(e.numero, e.motif) for e in editions] == [(2, "Effectif corrigé"), (1, "")]
    assert {f.nom: f.empreinte for f in editions[1].fichiers.all()} == premiere
    assert contenu_fige(editions[0]).effectifs.agents == 12
    assert contenu_fige(editions[1]).effectifs.agents == 10


def test_une_correction_dit_ce_qu_elle_change(rapport):
    publier(rapport)
    corriger_une_donnee()

    publier(rapport, motif="Effectif corrigé")

    edition = derniere_edition(2031)
    phrases = contenu_fige(edition).methode.corrections
    document = edition.fichiers.get(nom="rapport.html").octets.decode()
    assert any("10" in phrase and "12" in phrase for phrase in phrases)
    assert "Ce que corrige cette édition" in document
    assert "Effectif corrigé" in document
    assert all(html.escape(phrase) in document for phrase in phrases)


@pytest.mark.parametrize("motif", ["", "   "])
def test_une_correction_sans_motif_est_refusee(rapport, motif):
    publier(rapport)
    corriger_une_donnee()

    with pytest.raises(PublicationRefusee, match="motif"):
        publier(rapport, motif=motif)

    assert derniere_edition(2031).numero == 1


def test_rien_de_neuf_ne_se_publie_pas(rapport):
    publier(rapport)

    with pytest.raises(RienDeNeuf, match="Rien n’a changé depuis l’édition 1"):
        publier(rapport, motif="Encore")

    assert Edition.objects.count() == 1


def test_revenir_a_d_anciennes_donnees_est_une_correction(rapport):
    publier(rapport)
    corriger_une_donnee()
    publier(rapport, motif="Effectif corrigé")
    rouvrir_l_exercice()
    Effectif.objects.update(agents=10)

    publier(rapport, motif="Correction annulée")

    assert derniere_edition(2031).numero == 3


def test_ce_qui_a_change_depuis_la_verification_n_est_pas_publie(rapport):
    vue = preparer(2031).empreinte
    changer_une_donnee()

    with pytest.raises(PublicationRefusee, match="ont changé depuis votre vérification"):
        publier(rapport, empreinte=vue)

    assert not Edition.objects.exists()


def test_ce_qui_change_avant_l_execution_n_est_pas_publie(rapport, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    production = publier(rapport)
    changer_une_donnee()

    with pytest.raises(PublicationRefusee, match="ont changé depuis votre vérification"):
        executer(Production.objects.get(pk=production.pk), signaler)

    assert not Edition.objects.exists()


def test_un_controle_en_defaut_empeche_de_publier(rapport):
    creer_texte_chapitre(rapport=rapport, texte="Coût : {{ cout_totl }}.")

    with pytest.raises(PublicationRefusee, match="cout_totl"):
        publier(rapport)

    assert not Production.objects.exists()


def test_une_explication_se_garde_se_change_et_se_retire(rapport):
    Effectif.objects.update(etp=None)
    point = preparer(2031).controles.inexpliques[0].point

    expliquer(rapport, {point.cle: "Relevé en cours."})
    assert construire_rapport(2031).methode.points[0].explication == "Relevé en cours."
    assert preparer(2031).est_publiable

    expliquer(rapport, {point.cle: ""})
    assert not rapport.explications.exists()


def test_un_rendu_manque_ne_laisse_rien_et_se_relance(rapport, monkeypatch):
    rendre = pdf.rendre_pdf

    def echouer(html, annexes=(), *, signe_de_vie=None):
        raise pdf.ErreurDeRendu("Le rendu du PDF s’est interrompu.")

    monkeypatch.setattr(pdf, "rendre_pdf", echouer)
    manquee = publier(rapport)
    assert (manquee.etat, manquee.raison) == ("echouee", "Le rendu du PDF s’est interrompu.")
    assert not Edition.objects.exists()

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    reprise = publier(rapport)

    assert (reprise.pk, reprise.etat, reprise.raison) == (manquee.pk, "faite", "")
    assert Edition.objects.count() == 1


def test_un_disque_plein_ne_laisse_pas_la_moitie_d_une_edition(rapport, monkeypatch):
    def echouer(self, objets):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(type(FichierEdition.objects.all()), "bulk_create", echouer)

    manquee = publier(rapport)

    assert manquee.etat == Production.Etat.ECHOUEE
    assert "disque" in manquee.raison
    assert not Edition.objects.exists()


@pytest.fixture
def demande(rapport, settings):
    """Publication en file, que les tests exécutent eux-mêmes."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return publier(rapport)


def test_un_executant_tue_pendant_le_rendu_n_ecrit_rien_et_se_reprend(demande, monkeypatch):
    rendre = pdf.rendre_pdf

    def mourir(html, annexes=(), *, signe_de_vie=None):
        raise Arret

    monkeypatch.setattr(pdf, "rendre_pdf", mourir)
    with pytest.raises(Arret):
        executer(demande, signaler)
    assert not Edition.objects.exists()

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    executer(Production.objects.get(pk=demande.pk), signaler)

    assert Edition.objects.get().numero == 1


def test_un_executant_tue_apres_l_enregistrement_ne_publie_pas_deux_fois(demande):
    executer(Production.objects.get(pk=demande.pk), signaler)
    corriger_une_donnee()

    reprise = Production.objects.get(pk=demande.pk)
    executer(reprise, signaler)

    assert Edition.objects.get().numero == reprise.parametres["edition"] == 1


def test_une_publication_relancee_apres_coup_retrouve_son_edition(demande):
    executer(Production.objects.get(pk=demande.pk), signaler)
    Production.objects.update(etat=Production.Etat.ECHOUEE)

    relancer(Production.objects.get(pk=demande.pk))

    assert Edition.objects.count() == 1


def test_deux_publications_simultanees_ne_font_qu_une_edition(rapport, settings, monkeypatch):
    """La seconde, partie du même état, finit pendant que la première met en page."""
    publier(rapport)
    corriger_une_donnee()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    lente = publier(rapport, motif="Effectif corrigé")
    rapide = publier(rapport, motif="Erreur de saisie")
    composer = publication.composer_pdf

    def pendant_la_mise_en_page(*arguments):
        monkeypatch.setattr(publication, "composer_pdf", composer)
        executer(Production.objects.get(pk=rapide.pk), signaler)
        return composer(*arguments)

    monkeypatch.setattr(publication, "composer_pdf", pendant_la_mise_en_page)
    with pytest.raises(PublicationRefusee, match="L’édition 2 a été publiée entre-temps"):
        executer(Production.objects.get(pk=lente.pk), signaler)

    assert derniere_edition(2031).motif == "Erreur de saisie"
    assert Edition.objects.count() == 2


def test_une_demande_repetee_est_la_meme(rapport, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    assert publier(rapport) == publier(rapport)
    assert Production.objects.count() == 1
