"""Saisir une délibération : matière choisie, fautes dites sur leur champ, réserve signalée."""

import pytest
from django.urls import reverse

from gouvernance.models import Deliberation
from tests.fabriques import creer_deliberation, metropole
from tests.fabriques_gouvernance import creer_instance

pytestmark = pytest.mark.django_db

URL = reverse("admin:gouvernance_deliberation_add")


def saisie(**valeurs):
    defauts = {
        "nature": "deliberation",
        "collectivite": metropole().pk,
        "assemblee": "conseil métropolitain",
        "date": "2021-03-25",
        "precision": "jour",
        "objet": "Adhésion au service commun",
        "majorite": "simple",
    }
    return defauts | valeurs


def test_une_deliberation_se_saisit_avec_sa_matiere(client_administrateur):
    reponse = client_administrateur.post(
        URL, saisie(matiere_code="5.7", pour=44, contre=42, resultat="adoptee")
    )

    assert reponse.status_code == 302
    acte = Deliberation.objects.get()
    assert acte.intitule_de_la_matiere == "institutions et vie politique/intercommunalité"


def test_la_nomenclature_se_propose_par_rubrique(client_administrateur):
    page = client_administrateur.get(URL).content.decode()

    assert '<optgroup label="finances locales">' in page
    assert ">7.10 divers</option>" in page


def test_un_code_plus_fin_deja_saisi_se_garde(client_administrateur):
    acte = creer_deliberation(matiere_code="5.7.2")
    adresse = reverse("admin:gouvernance_deliberation_change", args=[acte.pk])

    relue = saisie(matiere_code="5.7.2") | {"motif_du_changement": "Relue."}
    client_administrateur.post(adresse, relue)

    acte.refresh_from_db()
    assert (acte.matiere_code, acte.objet) == ("5.7.2", "Adhésion au service commun")


def test_un_vote_sans_majorite_est_refuse_sur_le_resultat(client_administrateur):
    reponse = client_administrateur.post(URL, saisie(pour=42, contre=44, resultat="adoptee"))

    erreurs = reponse.context["adminform"].form.errors
    assert list(erreurs) == ["resultat"]
    assert "L. 2121-20" in erreurs["resultat"][0]


def test_une_matiere_reservee_au_conseil_est_signalee(client_administrateur):
    bureau = creer_instance(nature="bureau")

    reponse = client_administrateur.post(
        URL, saisie(instance=bureau.pk, matiere_reservee="1"), follow=True
    )

    assert Deliberation.objects.exists()
    assert "Seul le conseil peut en décider" in reponse.content.decode()
