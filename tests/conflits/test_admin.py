"""Deux personnes, la même page d'administration."""

import pytest

from finances.models import Scenario
from mutualisation.models import Edition, Import
from services_communs.models import ServiceCommun
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer, ouvrir, page
from tests.fabriques import (
    creer_commune,
    creer_convention,
    creer_service,
)
from tests.mutualisation.objets_administres import CREATIONS

pytestmark = pytest.mark.django_db


MODIFIABLES = [modele for modele in CREATIONS if modele not in {Edition, Import, Scenario}]


@pytest.mark.parametrize("modele", MODIFIABLES, ids=lambda modele: modele.__name__)
def test_chaque_page_porte_une_version_et_s_enregistre_telle_quelle(claire, modele):
    """Ce que la page affiche, renvoyé sans y toucher, n'est un conflit pour personne."""
    objet = CREATIONS[modele]()
    mes_champs = ouvrir(claire, objet)

    reponse = claire.post(page(objet), mes_champs)

    # Une fabrique remplit peu : la page peut encore revenir, mais pour une autre raison.
    assert reponse.status_code == 302 or reponse.context["conflit"] is None


def test_sans_changement_entre_temps_la_page_s_enregistre(claire):
    service = creer_service(nom="Archives")
    champs = ouvrir(claire, service)

    reponse = envoyer(claire, service, champs, nom="Archives communes")

    assert reponse.status_code == 302
    service.refresh_from_db()
    assert service.nom == "Archives communes"


def test_deux_champs_differents_se_reunissent_puis_s_enregistrent(claire, paul):
    service = creer_service(nom="Archives", courriel="")
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), courriel="archives@metropole.test")

    refus = envoyer(claire, service, champs, nom="Archives communes")
    service.refresh_from_db()
    assert service.nom == "Archives"
    conflit = refus.context["conflit"]
    assert (conflit.a_choisir, conflit.gardes) == (0, ("Nom",))
    assert "par Paul Petit le " in refus.content.decode()
    suite = claire.post(page(service), lire_formulaire(refus))

    assert suite.status_code == 302
    service.refresh_from_db()
    assert (service.nom, service.courriel) == ("Archives communes", "archives@metropole.test")


@pytest.mark.parametrize(("choix", "retenu"), [("mienne", "Le mien"), ("leur", "Le sien")])
def test_le_meme_champ_se_choisit(claire, paul, choix, retenu):
    service = creer_service(nom="Au départ")
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), nom="Le sien")

    refus = envoyer(claire, service, champs, nom="Le mien")
    (champ,) = refus.context["conflit"].champs
    assert (champ.depart, champ.mienne, champ.leur) == ("Au départ", "Le mien", "Le sien")
    encore = claire.post(page(service), lire_formulaire(refus))
    assert encore.context["conflit"].a_choisir == 1
    fin = claire.post(page(service), lire_formulaire(encore) | {champ.nom: choix})

    assert fin.status_code == 302
    service.refresh_from_db()
    assert service.nom == retenu


def test_un_troisieme_changement_se_voit_encore(claire, paul):
    service = creer_service(nom="Au départ", courriel="")
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), nom="Le sien")
    refus = envoyer(claire, service, champs, nom="Le mien")
    choix = refus.context["conflit"].champs[0].nom
    envoyer(paul, service, ouvrir(paul, service), nom="Encore un autre")

    encore = claire.post(page(service), lire_formulaire(refus) | {choix: "mienne"})

    (champ,) = encore.context["conflit"].champs
    assert (champ.depart, champ.mienne, champ.leur) == ("Le sien", "Le mien", "Encore un autre")
    assert ServiceCommun.objects.get().nom == "Encore un autre"


def test_une_page_sans_version_ne_remplace_rien(claire):
    service = creer_service(nom="Archives")
    champs = ouvrir(claire, service)

    refus = envoyer(claire, service, champs, nom="Autre", version="")

    assert not refus.context["conflit"].depart_connu
    assert ServiceCommun.objects.get().nom == "Archives"


def test_la_version_d_un_autre_objet_ne_vaut_rien(claire):
    service, autre = creer_service(nom="Archives"), creer_service()
    champs = ouvrir(claire, service)

    refus = envoyer(claire, service, champs, nom="Autre", version=ouvrir(claire, autre)["version"])

    assert not refus.context["conflit"].depart_connu


def test_la_saisie_fautive_revient_avec_le_conflit(claire, paul):
    service = creer_service(nom="Archives")
    champs = ouvrir(claire, service)
    envoyer(paul, service, ouvrir(paul, service), courriel="a@metropole.test")

    refus = envoyer(claire, service, champs, nom="n" * 500, date_debut="demain")

    retour = lire_formulaire(refus)
    assert retour["nom"] == ["n" * 500]
    assert retour["date_debut"] == ["demain"]
    assert retour["courriel"] == ["a@metropole.test"]


def test_les_liens_multiples_se_reunissent(claire, paul):
    ahuy, daix, dijon = (creer_commune(nom=nom) for nom in ["Ahuy", "Daix", "Dijon"])
    convention = creer_convention()
    convention.parties.set([ahuy, daix])
    champs = ouvrir(claire, convention)
    motif = {"motif_du_changement": "Parties mal recopiées."}
    trois = [ahuy.pk, daix.pk, dijon.pk]
    envoyer(paul, convention, ouvrir(paul, convention), parties=trois, **motif)

    refus = envoyer(claire, convention, champs, parties=[ahuy.pk], **motif)
    assert refus.context["conflit"].reunis[0].apres == "Ahuy et Dijon"
    claire.post(page(convention), lire_formulaire(refus))

    assert set(convention.parties.all()) == {ahuy, dijon}
