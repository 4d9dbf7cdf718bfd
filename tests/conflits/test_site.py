"""Hors de l'administration : les pages du site qui modifient un objet gardent la même règle."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from finances.models import Hypothese, Scenario
from gouvernance.conflits.integrite import phrase_du_refus
from gouvernance.models import Collectivite
from mutualisation.controles.lecture import lire_constats
from mutualisation.models import ConstatExplique
from services_communs.models import ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import page
from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_effectif,
    creer_hypothese,
    creer_scenario,
    creer_service,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario():
    return creer_scenario(auteur=creer_administrateur(), nom="Prudent", commentaire="")


@pytest.fixture
def onglets(scenario):
    """La même personne, dans deux onglets."""
    return connecter(scenario.auteur), connecter(scenario.auteur)


def test_un_scenario_modifie_dans_deux_onglets_se_fusionne(onglets, scenario):
    adresse = reverse("scenario_modifier", args=[scenario.pk])
    ici, la_bas = onglets
    champs = lire_formulaire(ici.get(adresse))
    la_bas.post(adresse, lire_formulaire(la_bas.get(adresse)) | {"commentaire": "À revoir"})

    refus = ici.post(adresse, champs | {"nom": "Audacieux"})
    assert Scenario.objects.get().nom == "Prudent"
    assert "par vous-même, dans une autre page," in refus.content.decode().replace("\xa0", " ")
    ici.post(adresse, lire_formulaire(refus))

    scenario.refresh_from_db()
    assert (scenario.nom, scenario.commentaire) == ("Audacieux", "À revoir")


def test_une_hypothese_ajoutee_dans_l_autre_onglet_est_reprise(onglets, scenario):
    adresse = reverse("scenario_modifier", args=[scenario.pk])
    champs = lire_formulaire(onglets[0].get(adresse))
    creer_hypothese(scenario=scenario)

    refus = onglets[0].post(adresse, champs)
    onglets[0].post(adresse, lire_formulaire(refus))

    assert len(refus.context["garde"].conflit.phrases) == 1
    assert Hypothese.objects.count() == 1


@pytest.fixture
def constat(db):
    """Plus d'équivalents temps plein que d'agents : la page où cela s'explique."""
    creer_effectif(agents=47, etp=Decimal("47.1"))
    (lu,) = lire_constats(annee=2020)
    return reverse("constat_expliquer", args=["etp-et-agents"], query={"cle": lu.constat.cle})


def test_une_explication_ecrite_a_deux_ne_s_ecrase_pas(claire, paul, constat):
    claire.post(constat, {"texte": "Au départ", "version": ""})
    champs = lire_formulaire(claire.get(constat), "texte")
    paul.post(constat, lire_formulaire(paul.get(constat), "texte") | {"texte": "De Paul"})

    refus = claire.post(constat, champs | {"texte": "De Claire"})
    assert "Au départ → De Paul, par Paul Petit" in refus.content.decode().replace("\xa0", " ")
    assert ConstatExplique.objects.get().texte == "De Paul"
    saisie = lire_formulaire(refus, "texte")
    assert saisie["texte"] == ["De Claire"]
    claire.post(constat, saisie)

    assert ConstatExplique.objects.get().texte == "De Claire"


def test_un_refus_de_la_base_revient_en_phrase_avec_la_saisie(claire, monkeypatch):
    service = creer_service(nom="Archives")
    champs = lire_formulaire(claire.get(page(service))) | {"nom": "Archives communes"}

    def refuser(*args, **kwargs):
        raise IntegrityError("finances_participation_figee")

    monkeypatch.setattr(ServiceCommun, "save", refuser)
    reponse = claire.post(page(service), champs)

    assert reponse.status_code == 200
    assert "Cette participation est votée : elle ne change plus." in reponse.content.decode()
    assert lire_formulaire(reponse)["nom"] == ["Archives communes"]


def test_une_course_entre_deux_ajouts_se_dit_avec_la_phrase_de_la_contrainte():
    creer_commune(code_insee="21003")

    with pytest.raises(IntegrityError) as refus:
        creer_commune(code_insee="21003")

    phrase = phrase_du_refus(refus.value)
    assert connection.vendor in {"sqlite", "postgresql"}
    assert "saisie est conservée" in phrase
    assert "contredit une règle" not in phrase
    assert Collectivite._meta.label not in phrase
