"""Un document demandé : rendu une seule fois, repris s'il est laissé, expliqué s'il échoue."""

import errno
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import OperationalError
from django.utils import timezone

from mutualisation.models import Production
from mutualisation.productions import querysets, taches
from mutualisation.productions.operations import demander, demander_document, relancer
from mutualisation.rapport import pdf
from tests.fabriques import creer_agent, creer_elu
from tests.fabriques_rapport import creer_production

pytestmark = pytest.mark.django_db

LONGTEMPS = timedelta(hours=2)


@pytest.fixture
def rendre_echoue(monkeypatch):
    def preparer(erreur: Exception):
        def echouer(html, annexes=(), *, signe_de_vie=None):
            raise erreur

        monkeypatch.setattr(pdf, "rendre_pdf", echouer)

    return preparer


def demander_un(html="<p>État</p>", **champs):
    champs = {"titre": "État", "nom": "etat.pdf", "demandee_par": None} | champs
    return demander_document(html, **champs)


def test_sans_executant_le_document_est_rendu_aussitot(rendus):
    production = demander_un("<p>État</p>")

    assert production.etat == "faite"
    assert production.resultat == b"%PDF-1"
    assert production.source == ""
    assert production.parametres == {}
    assert production.terminee_le >= production.demandee_le


def test_le_pdf_rendu_porte_ses_annexes():
    """Le seul rendu véritable de ce fichier."""
    html = '<!doctype html><html lang="fr"><title>État</title><body><h1>État</h1></body></html>'
    annexe = pdf.PieceJointe("lignes.csv", "Lignes", "text/csv", "é;1".encode())

    production = demander_un(html, annexes=[annexe])

    with pikepdf.open(BytesIO(production.resultat)) as document:
        assert document.attachments["lignes.csv"].get_file().read_bytes() == "é;1".encode()


def test_une_annexe_changee_est_un_autre_contenu(rendus):
    annexes = [pdf.PieceJointe("a.csv", "A", "text/csv", contenu) for contenu in [b"1", b"2"]]

    assert demander_un(annexes=annexes[:1]) != demander_un(annexes=annexes[1:])


def test_un_meme_contenu_n_est_rendu_qu_une_fois(rendus):
    assert demander_un() == demander_un()
    assert len(rendus) == 1


def test_un_contenu_change_est_rendu_de_nouveau(rendus):
    assert demander_un("<p>1</p>") != demander_un("<p>2</p>")
    assert rendus == ["<p>1</p>", "<p>2</p>"]


def test_qui_demande_un_contenu_deja_demande_le_lit_aussi(rendus, commune):
    maire, dgs, autre = creer_elu(commune), creer_elu(commune), creer_elu(commune)
    production = demander_un(demandee_par=maire)
    demander_un(demandee_par=dgs)

    lecteurs = [
        personne
        for personne in [maire, dgs, autre, creer_agent()]
        if production in Production.objects.visibles_par(personne)
    ]

    assert autre not in lecteurs
    assert len(lecteurs) == 3
    assert production.demandee_par == maire


@pytest.mark.parametrize(
    ("erreur", "raison"),
    [
        (pdf.ErreurDeRendu("Le PDF n’était pas prêt."), "Le PDF n’était pas prêt."),
        (MemoryError(), "La mémoire du serveur n’a pas suffi."),
        (OSError(errno.ENOSPC, "No space left on device"), "Le disque du serveur est plein."),
        (OperationalError("database or disk is full"), "son disque est peut-être plein"),
        (ZeroDivisionError("division by zero"), "Une erreur inattendue"),
    ],
    ids=repr,
)
def test_un_echec_se_lit_en_francais_et_se_relance(erreur, raison, rendre_echoue, request):
    rendre_echoue(erreur)
    production = demander_un()

    assert production.etat == "echouee"
    assert raison in production.raison
    for anglais in ["division", "space", "full"]:
        assert anglais not in production.raison
    assert production.source == "<p>État</p>"

    request.getfixturevalue("rendus")
    assert demander_un().etat == "echouee"
    relancer(production)
    production.refresh_from_db()
    assert (production.etat, production.raison) == ("faite", "")


def test_une_production_faite_ne_se_relance_pas(rendus):
    production = demander_un()

    relancer(production)

    assert len(rendus) == 1


def test_un_disque_plein_a_l_ecriture_du_fichier_est_dit(rendus, monkeypatch):
    ecrire = taches.Prise.ecrire

    def manquer_de_place(prise, **champs):
        if "resultat" in champs:
            raise OperationalError("database or disk is full")
        ecrire(prise, **champs)

    monkeypatch.setattr(taches.Prise, "ecrire", manquer_de_place)

    production = demander_un()

    assert production.etat == "echouee"
    assert "disque" in production.raison
    assert production.resultat is None


def test_l_etape_et_le_signe_de_vie_s_ecrivent_pendant_le_rendu(monkeypatch):
    vues = []

    def rendre(html, annexes=(), *, signe_de_vie=None):
        Production.objects.update(battement=timezone.now() - LONGTEMPS)
        signe_de_vie()
        vues.append(Production.objects.get())
        return b"%PDF"

    monkeypatch.setattr(pdf, "rendre_pdf", rendre)
    demander_un()

    (pendant,) = vues
    assert pendant.etat == "en_cours"
    assert pendant.etape == "Mise en page du document"
    assert timezone.now() - pendant.battement < querysets.PEREMPTION


def test_une_edition_est_confiee_a_la_publication(monkeypatch):
    recues = []

    def executer(production, signaler):
        signaler("Copie des fichiers")
        recues.append((production.parametres, Production.objects.get().etape))

    monkeypatch.setitem(taches.EXECUTANTS, "edition", f"{__name__}.publier")
    monkeypatch.setitem(globals(), "publier", executer)
    production = demander(
        nature="edition", cle="2020", titre="Édition", parametres={"annee": 2020}, demandee_par=None
    )

    assert recues == [({"annee": 2020}, "Copie des fichiers")]
    assert production.etat == "faite"
    assert production.parametres == {"annee": 2020}


def test_les_plus_anciens_documents_sont_oublies_passe_leur_remise(rendus, monkeypatch):
    monkeypatch.setattr(querysets, "GARDEES", 2)
    edition = creer_production(nature="edition", etat="faite", terminee_le=timezone.now())
    anciens = [demander_un(f"<p>{numero}</p>") for numero in range(3)]
    Production.objects.update(terminee_le=timezone.now() - LONGTEMPS)

    recents = [demander_un(f"<p>{numero}</p>") for numero in range(3, 6)]

    assert set(Production.objects.all()) == {edition, *recents}
    assert not set(anciens) & set(Production.objects.all())
