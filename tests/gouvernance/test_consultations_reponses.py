"""Noter une réponse, l'effacer, corriger sa transmission ; clore et conclure."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gouvernance.models import Consultation, Deliberation
from gouvernance.regles import REGLES, Position, ReponseRecue, position_le
from tests.conflits.pages import envoyer_a_jour
from tests.fabriques import creer_deliberation, metropole
from tests.fabriques_gouvernance import creer_consultation, creer_instance, creer_reponse
from tests.gouvernance.test_consultations_pages import adresse_de, lire, repondre

pytestmark = pytest.mark.django_db

TRANSMISE = date(2021, 1, 15)


def jour(ecart):
    return timezone.localdate() + timedelta(days=ecart)


def test_une_reponse_et_sa_deliberation_se_notent_ensemble(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    saisie = {
        "verbe": "noter",
        "sens": "favorable",
        "rendue_le": "2021-02-10",
        "numero": "2021-12",
        "observations": "À l’unanimité.",
    }

    envoyer_a_jour(redacteur, adresse_de(reponse), saisie)

    acte = Deliberation.objects.get()
    assert (acte.assemblee, acte.numero) == ("conseil municipal d’Ahuy", "2021-12")
    assert clect.reponses.get(deliberation=acte).observations == "À l’unanimité."


def test_une_deliberation_deja_enregistree_se_choisit(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    acte = creer_deliberation(
        collectivite=reponse.commune, assemblee="conseil municipal", date=date(2021, 2, 10)
    )
    saisie = {"verbe": "noter", "sens": "defavorable", "deliberation": acte.pk}

    refus = envoyer_a_jour(redacteur, adresse_de(reponse), saisie | {"rendue_le": "2021-02-11"})
    assert "La délibération choisie est du 10" in refus.content.decode()
    envoyer_a_jour(redacteur, adresse_de(reponse), saisie | {"rendue_le": "2021-02-10"})

    assert clect.reponses.get(deliberation=acte).sens == "defavorable"


def test_une_reponse_tardive_est_acceptee_et_signalee(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    saisie = {"verbe": "noter", "sens": "favorable", "rendue_le": "2021-04-16"}

    page = envoyer_a_jour(redacteur, adresse_de(reponse), saisie, follow=True).content.decode()

    assert "réponse reçue après l’échéance du 15\u00a0avril 2021, sans effet." in page
    assert "Reçue après l’échéance : sans effet" in page
    assert clect.reponses.get(commune__nom="Ahuy").est_tardive


def test_une_seconde_reponse_est_refusee(redacteur, clect):
    reponse = repondre(clect, "Ahuy")
    saisie = {"verbe": "noter", "sens": "defavorable", "rendue_le": "2021-02-12"}

    page = envoyer_a_jour(redacteur, adresse_de(reponse), saisie).content.decode()

    assert "une commune répond une fois" in page
    assert clect.reponses.get(commune__nom="Ahuy").sens == "favorable"


@pytest.mark.parametrize(
    ("rendue_le", "faute"),
    [("2021-01-14", "précède la transmission"), ("2999-01-01", "pas encore eu lieu")],
)
def test_une_reponse_fautive_garde_la_saisie_et_n_ecrit_rien(redacteur, clect, rendue_le, faute):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    saisie = {
        "verbe": "noter",
        "sens": "favorable",
        "rendue_le": rendue_le,
        "numero": "2021-12",
        "observations": "Sous réserve.",
    }

    page = envoyer_a_jour(redacteur, adresse_de(reponse), saisie).content.decode()

    assert faute in page
    assert "Sous réserve." in page
    assert "2021-12" in page
    assert not Deliberation.objects.exists()


def test_une_reponse_notee_par_erreur_s_efface(redacteur, clect):
    reponse = repondre(clect, "Ahuy")

    envoyer_a_jour(redacteur, adresse_de(reponse), {"verbe": "effacer"})

    assert clect.reponses.get(commune__nom="Ahuy").sens == ""


def test_le_delai_d_une_commune_court_de_sa_propre_transmission(redacteur, clect):
    reponse = repondre(clect, "Ahuy", rendue_le=date(2021, 4, 20))
    assert reponse.est_tardive

    envoyer_a_jour(redacteur, adresse_de(reponse), {"verbe": "dater", "transmise_le": "2021-02-01"})

    assert not clect.reponses.get(commune__nom="Ahuy").est_tardive
    assert "1 favorable" in lire(redacteur, clect, au="2021-04-20")


@pytest.mark.parametrize(
    ("transmise_le", "faute"),
    [("2999-01-01", "pas encore eu lieu"), ("2021-03-01", "précède la transmission")],
)
def test_une_transmission_impossible_est_refusee(redacteur, clect, transmise_le, faute):
    reponse = repondre(clect, "Ahuy")

    page = envoyer_a_jour(
        redacteur, adresse_de(reponse), {"verbe": "dater", "transmise_le": transmise_le}
    ).content.decode()

    assert faute in page
    assert clect.reponses.get(commune__nom="Ahuy").transmise_le == TRANSMISE


def test_une_consultation_se_clot_une_fois_le_delai_passe(redacteur, clect):
    redacteur.post(reverse("consultation_clore", args=[clect.pk]))

    clect.refresh_from_db()
    assert clect.close_le == timezone.localdate()
    reponse = clect.reponses.first()
    saisie = {"verbe": "noter", "sens": "favorable", "rendue_le": "2021-02-10"}
    assert "close depuis" in envoyer_a_jour(redacteur, adresse_de(reponse), saisie).content.decode()
    assert adresse_de(reponse) not in lire(redacteur, clect)


def test_une_consultation_ou_l_on_peut_repondre_ne_se_clot_pas(redacteur, communes):
    consultation = creer_consultation(transmise_le=jour(-10))
    creer_reponse(consultation=consultation, commune=communes[0], transmise_le=jour(-10))

    page = redacteur.post(reverse("consultation_clore", args=[consultation.pk]), follow=True)

    assert "Peuvent encore répondre : Dijon." in page.content.decode().replace("\u00a0", " ")
    assert Consultation.objects.get(pk=consultation.pk).close_le is None


def test_la_deliberation_du_conseil_se_rattache(redacteur, clect):
    acte = creer_deliberation(date=date(2021, 5, 20), objet="Prend acte")
    anterieure = creer_deliberation(date=date(2020, 5, 20))
    adresse = reverse("consultation_conclure", args=[clect.pk])

    choix = redacteur.get(adresse).context["formulaire"].fields["deliberation"].queryset
    envoyer_a_jour(redacteur, adresse, {"deliberation": acte.pk})

    assert acte in choix
    assert anterieure not in choix
    assert "Prend acte, 20 mai 2021" in lire(redacteur, clect)


@pytest.mark.parametrize(("pour", "attendue"), [(57, False), (58, True)])
def test_apres_un_avis_defavorable_57_voix_ne_suffisent_pas(redacteur, communes, pour, attendue):
    conseil = creer_instance(nature="conseil", effectif=86, collectivite=metropole())
    consultation = creer_consultation(nature="commune_seule")
    creer_reponse(consultation=consultation, commune=communes[1])
    repondre(consultation, "Talant", "defavorable")
    acte = creer_deliberation(
        instance=conseil,
        date=date(2021, 5, 20),
        pour=pour,
        contre=86 - pour,
        resultat="adoptee",
    )
    adresse = reverse("consultation_conclure", args=[consultation.pk])

    envoyer_a_jour(redacteur, adresse, {"deliberation": acte.pk})

    consultation.refresh_from_db()
    assert (consultation.deliberation == acte) is attendue


class VieDUneReponse(RuleBasedStateMachine):
    """Les jours passent, la commune répond ou non : une position prise reste prise."""

    PRISES = set(Position) - {Position.EN_ATTENTE}

    def __init__(self):
        super().__init__()
        self.jour, self.sens, self.rendue_le = TRANSMISE, None, None
        self.prises = dict.fromkeys(REGLES)

    @rule(duree=st.integers(min_value=1, max_value=40))
    def laisser_passer(self, duree):
        self.jour += timedelta(days=duree)

    @precondition(lambda self: self.sens is None)
    @rule(sens=st.booleans())
    def repondre(self, sens):
        self.sens, self.rendue_le = sens, self.jour

    @invariant()
    def rien_ne_se_reprend(self):
        recue = ReponseRecue("Ahuy", TRANSMISE, self.sens, self.rendue_le)
        for code, regle in REGLES.items():
            position = position_le(recue, regle, self.jour)
            prise = self.prises[code]
            assert prise in {None, position}
            self.prises[code] = position if position in self.PRISES else None


TestVieDUneReponse = VieDUneReponse.TestCase
TestVieDUneReponse.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
