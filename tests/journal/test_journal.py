"""Le journal : des faits datés, en phrases, chacun à qui peut les lire."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from gouvernance.models import Commune
from mutualisation.journal.contenu import Criteres, lire_journal, lire_les_derniers
from mutualisation.journal.sortes import SORTES
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_convention,
    creer_deliberation,
    creer_elu,
    creer_evaluation,
    creer_participation,
    creer_regularisation,
    creer_service,
    creer_transfert,
)
from tests.fabriques_gouvernance import creer_cloture, creer_consultation, creer_reponse
from tests.fabriques_rapport import creer_edition

pytestmark = pytest.mark.django_db


def phrases(commune=None, utilisateur=None, **criteres) -> list[str]:
    lecteur = utilisateur or creer_agent()
    journal = lire_journal(Criteres(lecteur, commune=commune, **criteres))
    return [fait.recit.phrase.replace("\u00a0", " ") for j in journal.journees for fait in j.faits]


@pytest.fixture
def talant():
    return creer_commune(nom="Talant")


def test_une_adhesion_se_raconte(talant):
    creer_adhesion(collectivite=talant, service=creer_service(nom="Finances"))

    assert phrases() == ["Talant a adhéré au service commun « Finances »."]


def test_les_adhesions_d_un_meme_jour_font_un_seul_fait(talant):
    for nom in ["Finances", "Achats"]:
        creer_adhesion(collectivite=talant, service=creer_service(nom=nom))
    creer_adhesion(collectivite=talant, date_debut=date(2021, 1, 1))

    avant, ensemble = phrases()[0], phrases()[1]

    assert "au service commun" in avant
    assert ensemble == "Talant a adhéré à 2 services communs : Finances et Achats."


def test_une_longue_suite_de_services_est_abregee(talant):
    for rang in range(8):
        creer_adhesion(collectivite=talant, service=creer_service(nom=f"Service {rang}"))

    [phrase] = phrases()

    assert phrase.startswith("Talant a adhéré à 8 services communs : Service 0, Service 1")
    assert phrase.endswith("Service 4 et 3 autres.")


def test_ce_qui_n_est_date_que_d_une_annee_vient_au_pied_de_cette_annee(talant):
    for mois, nom in [(1, "Finances"), (5, "Achats")]:
        creer_adhesion(
            collectivite=talant,
            service=creer_service(nom=nom),
            date_debut=date(2019, mois, 1),
            precision_debut="annee",
        )
    for jour in [date(2019, 1, 1), date(2019, 3, 1), date(2018, 12, 31)]:
        creer_adhesion(collectivite=talant, date_debut=jour)

    journees = lire_journal(Criteres(creer_agent())).journees

    quand = [journee.quand.replace("\u00a0", " ") for journee in journees]
    assert quand == ["1er mars 2019", "1er janvier 2019", "2019", "31 décembre 2018"]
    [ensemble] = journees[2].faits
    assert "a adhéré à 2\u00a0services communs" in ensemble.recit.phrase
    assert ensemble.recit.adresse.endswith("au=2019-05-01")


def test_un_retrait_se_date_du_dernier_jour(talant):
    creer_adhesion(
        collectivite=creer_ccas(commune=talant, nom="CCAS de Talant", article="le"),
        service=creer_service(nom="Paie"),
        date_fin=date(2020, 12, 31),
    )

    journal = lire_journal(Criteres(creer_agent(), sorte="retrait"))
    [journee] = journal.journees

    assert journee.quand.replace("\u00a0", " ") == "31 décembre 2020"
    assert "Le CCAS de Talant a quitté le service commun" in journee.faits[0].recit.phrase


RACONTES = {
    "transfert": (lambda: creer_transfert(agents=1), "1 agent"),
    "convention": (lambda: creer_convention(objet="Paie"), "Une convention a été signée : Paie."),
    "evaluation": (lambda: creer_evaluation(objet="Achats"), "La CLECT a évalué les charges"),
    "attribution": (
        lambda: creer_attribution(date_notification=date(2020, 2, 10), montant_vote=1200),
        "a été notifiée : 1 200 €.",
    ),
    "regularisation": (creer_regularisation, "a été régularisée pour"),
    "deliberation": (
        lambda: creer_deliberation(assemblee="conseil municipal de Daix", objet="Paie"),
        "Conseil municipal de Daix : Paie.",
    ),
    "consultation": (lambda: creer_consultation(objet="Pacte"), "consultées : Pacte."),
    "consultation_close": (
        lambda: creer_consultation(objet="Pacte", close_le=date(2021, 6, 1)),
        "La consultation des communes a été close : Pacte.",
    ),
    "reponse": (
        lambda: creer_reponse(sens="defavorable", rendue_le=date(2021, 3, 1)),
        "a répondu défavorablement",
    ),
    "exercice_clos": (creer_cloture, "L’exercice 2020 a été clos"),
    "exercice_rouvert": (
        lambda: creer_cloture(rouverte_le=datetime(2040, 1, 1, tzinfo=UTC), motif="Un oubli."),
        "L’exercice 2020 a été rouvert : Un oubli.",
    ),
    "edition": (lambda: creer_edition(numero=1), "a été publié."),
}


@pytest.mark.parametrize("sorte", RACONTES)
def test_chaque_sorte_de_faits_se_raconte(sorte):
    creer, attendu = RACONTES[sorte]
    creer()

    journal = lire_journal(Criteres(creer_agent(), sorte=sorte))
    [fait] = [fait for journee in journal.journees for fait in journee.faits]

    assert attendu in fait.recit.phrase.replace("\u00a0", " ")
    assert resolve(urlsplit(fait.recit.adresse).path).url_name


def test_chaque_sorte_a_son_epreuve():
    assert SORTES.keys() - RACONTES.keys() == {"adhesion", "retrait", "avenant"}


def test_un_maire_ne_lit_que_ce_qui_est_public_ou_a_sa_commune(talant):
    for commune in [talant, creer_commune(nom="Daix")]:
        creer_adhesion(collectivite=commune)
        creer_transfert(origine=commune)
        creer_attribution(commune=commune, date_notification=date(2020, 2, 10))
    creer_participation(payeur=talant)

    lues = phrases(utilisateur=creer_elu(talant))

    assert any("Talant" in phrase for phrase in lues)
    assert not any("Daix" in phrase for phrase in lues)


def test_le_journal_d_une_commune_compte_son_ccas(talant):
    creer_adhesion(collectivite=creer_ccas(commune=talant))
    creer_adhesion(collectivite=creer_commune(nom="Daix"))

    assert len(phrases(talant)) == 1


def test_un_fait_a_venir_n_est_pas_parmi_les_derniers(client_agent, talant):
    creer_adhesion(collectivite=talant, date_debut=date(2090, 1, 1))

    page = client_agent.get(reverse("journal_derniers")).content.decode()

    assert "Aucun fait" in page
    assert "Talant a adhéré" in client_agent.get(reverse("journal")).content.decode()


def test_une_periode_a_l_envers_est_dite(client_agent):
    page = client_agent.get(reverse("journal"), {"du": "2021-01-02", "au": "2021-01-01"})

    assert "La fin de la période précède son début." in page.content.decode()


@pytest.mark.parametrize("criteres", [{"commune": "0"}, {"sorte": "rien"}, {"au": "hier"}])
def test_un_critere_impossible_est_dit(client_agent, criteres):
    assert 'aria-invalid="true"' in client_agent.get(reverse("journal"), criteres).content.decode()


def test_les_requetes_ne_croissent_pas(donnees, requetes):
    quetigny = Commune.objects.get(nom="Quetigny")
    agent = creer_agent()
    toutes = Criteres(agent)

    assert requetes(lambda: lire_journal(toutes)) <= 2 + len(SORTES)
    assert requetes(lambda: lire_les_derniers(Criteres(agent, commune=quetigny))) <= 7
    deux, page = lire_journal(toutes, "2"), lire_journal(toutes)
    assert page.page.paginator.count > 70
    assert deux.page.number == 2
