"""Pages des consultations : ouvrir, lire à une date, noter, corriger, clore."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gouvernance.consultations.operations import clore_consultation, noter_reponse
from gouvernance.models import Consultation, Deliberation, ReponseCommune
from gouvernance.regles import REGLES, Position, ReponseRecue, position_le
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_attribution,
    creer_commune,
    creer_deliberation,
    creer_elu,
    creer_evaluation,
    creer_population,
    metropole,
)
from tests.fabriques_gouvernance import creer_consultation, creer_instance, creer_reponse
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db

TRANSMISE = date(2021, 1, 15)
OUVRIR = reverse("consultation_ouvrir")


@pytest.fixture
def redacteur(client):
    client.force_login(creer_administrateur())
    return client


@pytest.fixture
def communes():
    lignes = []
    for nom, habitants in [("Dijon", 600), ("Talant", 250), ("Ahuy", 150)]:
        commune = creer_commune(nom=nom, date_debut=date(2000, 1, 1))
        creer_population(collectivite=commune, municipale=habitants, totale=habitants)
        lignes.append(commune)
    return lignes


@pytest.fixture
def clect(communes):
    consultation = creer_consultation(
        nature="rapport_clect", objet="Rapport de la CLECT", millesime=2018
    )
    for commune in communes:
        creer_reponse(consultation=consultation, commune=commune)
    return consultation


def jour(ecart):
    return timezone.localdate() + timedelta(days=ecart)


def lire(client, consultation, **parametres):
    reponse = client.get(consultation.get_absolute_url(), parametres)
    return reponse.content.decode().replace("\u00a0", " ")


def repondre(consultation, nom, sens="favorable", rendue_le=date(2021, 2, 10)):
    return noter_reponse(
        consultation.reponses.get(commune__nom=nom), sens=sens, rendue_le=rendue_le
    )


def adresse_de(reponse):
    return reverse("consultation_reponse", args=[reponse.consultation_id, reponse.pk])


# Ouvrir


def test_chaque_nature_s_ouvre_avec_ses_champs(redacteur, communes):
    for nature in REGLES:
        formulaire = redacteur.get(OUVRIR, {"nature": nature}).context["formulaire"]

        assert ("millesime" in formulaire.fields) is (nature == "rapport_clect")
        assert ("schema" in formulaire.fields) is (nature == "schema")


@pytest.mark.parametrize(
    ("nature", "cochees"), [("rapport_clect", 3), ("schema", 3), ("pacte", 3), ("adhesion", 0)]
)
def test_toutes_les_communes_sont_cochees_quand_la_loi_le_veut(
    redacteur, communes, nature, cochees
):
    page = redacteur.get(OUVRIR, {"nature": nature}).content.decode()

    assert page.count(" checked") == cochees


def test_l_echeance_se_lit_avant_d_ouvrir(redacteur, communes):
    adresse = f"{OUVRIR}?nature=commune_seule"
    saisie = {"objet": "Zone de Talant", "transmise_le": "2021-01-31", "communes": communes[1].pk}

    avant = redacteur.post(adresse, saisie)
    apercu = avant.context["apercu"]
    assert (apercu.echeance, apercu.silence_le) == (date(2021, 4, 30), date(2021, 5, 1))
    assert "30\u00a0avril 2021" in avant.content.decode()
    assert not Consultation.objects.exists()

    redacteur.post(adresse, saisie | {"cachet": apercu.cachet})
    assert ReponseCommune.objects.get().commune == communes[1]


def test_un_autre_delai_que_celui_qui_est_montre_se_relit(redacteur, communes):
    adresse = f"{OUVRIR}?nature=commune_seule"
    saisie = {"objet": "Zone", "transmise_le": "2021-01-31", "communes": communes[1].pk}
    cachet = redacteur.post(adresse, saisie).context["apercu"].cachet

    reponse = redacteur.post(adresse, saisie | {"transmise_le": "2021-02-28", "cachet": cachet})

    assert reponse.context["apercu"].echeance == date(2021, 5, 28)
    assert not Consultation.objects.exists()


def test_une_ouverture_fautive_garde_la_saisie(redacteur, communes):
    saisie = {
        "objet": "Rapport de la CLECT du 11 avril",
        "transmise_le": "2021-01-15",
        "population": "totale",
        "communes": [communes[0].pk],
        "commentaire": "Transmis par courrier.",
    }

    page = redacteur.post(f"{OUVRIR}?nature=rapport_clect", saisie).content.decode()

    assert "La majorité se compte sur toutes les communes" in page
    assert "Rapport de la CLECT du 11 avril" in page
    assert "Transmis par courrier." in page
    assert page.count(" checked") == 1
    assert not Consultation.objects.exists()


def test_une_nature_inconnue_mene_au_choix(redacteur):
    page = redacteur.get(OUVRIR, {"nature": "sondage"}).content.decode()

    assert all(f"?nature={nature}" in page for nature in REGLES)


def test_un_millesime_inconnu_se_dit_avant_d_ouvrir(redacteur, communes):
    creer_population(collectivite=communes[0], millesime=2016, en_vigueur=2019)
    saisie = {
        "objet": "CLECT",
        "transmise_le": "2021-01-15",
        "population": "totale",
        "millesime": "2016",
        "communes": [commune.pk for commune in communes],
    }

    apercu = redacteur.post(f"{OUVRIR}?nature=rapport_clect", saisie).context["apercu"]

    assert "n’est pas connue de toutes les communes" in apercu.base


# Lire à une date


@pytest.mark.parametrize(
    ("au", "phrases"),
    [
        ("2021-02-09", ["0 commune sur 3 a répondu", "Ce que vaudra le silence"]),
        ("2021-02-10", ["1 commune sur 3 a répondu", "il reste 64 jours"]),
        ("2021-04-15", ["c’est le dernier jour", "Majorité encore possible"]),
        ("2021-04-16", ["le délai est passé", "Majorité manquée", "depuis le 16 avril 2021"]),
    ],
)
def test_l_etat_se_lit_a_la_date_choisie(redacteur, clect, au, phrases):
    repondre(clect, "Dijon")

    page = lire(redacteur, clect, au=au)

    assert all(phrase in page for phrase in phrases)


def test_la_page_dit_les_seuils_et_qui_est_indispensable(redacteur, clect):
    repondre(clect, "Talant")

    page = lire(redacteur, clect, au="2021-03-01")

    assert "1 sur 3 (33,33 %)" in page
    assert "250 sur 1 000 (25,00 %)" in page
    assert "Seuil de 501 : pas atteint" in page
    assert "Rien ne passe sans Dijon." in page
    assert "CGI, art. 1609 nonies C, IV ; CGCT, art. L. 5211-5, II" in page
    assert "population totale 2018" in page


def test_une_date_mal_ecrite_est_dite_et_la_page_reste(redacteur, clect):
    page = lire(redacteur, clect, au="31/02/2021")

    assert "errorlist" in page
    assert "Rapport de la CLECT" in page


def test_on_n_ecrit_que_l_etat_d_aujourd_hui(redacteur, clect):
    reponse = clect.reponses.first()

    assert adresse_de(reponse) in lire(redacteur, clect)
    assert adresse_de(reponse) not in lire(redacteur, clect, au="2021-03-01")


def test_un_elu_lit_la_sienne_les_comptes_et_la_majorite(client, clect, communes):
    repondre(clect, "Dijon", "defavorable")
    repondre(clect, "Talant")
    client.force_login(creer_elu(communes[2]))

    page = lire(client, clect, au="2021-03-01")

    assert "Ahuy" in page
    assert "3 communes consultées : 1 favorable, 1 défavorable et 1 en attente." in page
    assert "Majorité manquée" in page
    assert not [nom for nom in ["Dijon", "Talant"] if nom in page.partition("<main")[2]]
    assert 'method="post"' not in page.partition("<main")[2]


def test_une_consultation_et_ce_qui_en_depend_menent_l_un_a_l_autre(redacteur, communes):
    consultation = creer_consultation(nature="attribution_libre")
    creer_reponse(consultation=consultation, commune=communes[0])
    objets = [
        creer_evaluation(consultation=consultation, etat="adoptee"),
        creer_attribution(commune=communes[0], consultation=consultation),
        creer_adhesion(collectivite=communes[0], consultation=consultation),
    ]

    page = lire(redacteur, consultation)

    for objet in objets:
        adresse = objet.get_absolute_url()
        assert f'href="{adresse}"' in page
        assert consultation.get_absolute_url() in redacteur.get(adresse).content.decode()


def test_un_avis_defavorable_exige_58_voix_sur_86(redacteur, communes):
    creer_instance(nature="conseil", effectif=86, collectivite=metropole())
    consultation = creer_consultation(nature="commune_seule")
    creer_reponse(consultation=consultation, commune=communes[1])
    assert "58 voix sur 86" not in lire(redacteur, consultation, au="2021-03-01")

    repondre(consultation, "Talant", "defavorable")

    assert "58 voix sur 86" in lire(redacteur, consultation, au="2021-03-01")


def test_la_page_en_requetes_constantes(client_agent, requetes):
    consultation = creer_consultation(nature="rapport_clect")

    def ajouter():
        commune = creer_commune()
        creer_population(collectivite=commune, totale=1010)
        acte = creer_deliberation(collectivite=commune)
        creer_reponse(
            consultation=consultation,
            commune=commune,
            deliberation=acte,
            sens="favorable",
            rendue_le=date(2021, 2, 1),
        )
        creer_attribution(commune=commune, consultation=consultation)

    ajouter()
    avant = requetes(lambda: client_agent.get(consultation.get_absolute_url()))
    for _ in range(10):
        ajouter()

    apres = requetes(lambda: client_agent.get(consultation.get_absolute_url()))

    assert apres == avant <= 15


# Noter, effacer, dater


def test_une_reponse_et_sa_deliberation_se_notent_ensemble(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    saisie = {
        "verbe": "noter",
        "sens": "favorable",
        "rendue_le": "2021-02-10",
        "numero": "2021-12",
        "observations": "À l’unanimité.",
    }

    redacteur.post(adresse_de(reponse), saisie)

    acte = Deliberation.objects.get()
    assert (acte.assemblee, acte.numero) == ("conseil municipal d’Ahuy", "2021-12")
    assert clect.reponses.get(deliberation=acte).observations == "À l’unanimité."


def test_une_deliberation_deja_enregistree_se_choisit(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    acte = creer_deliberation(
        collectivite=reponse.commune, assemblee="conseil municipal", date=date(2021, 2, 10)
    )
    saisie = {"verbe": "noter", "sens": "defavorable", "deliberation": acte.pk}

    refus = redacteur.post(adresse_de(reponse), saisie | {"rendue_le": "2021-02-11"})
    assert "La délibération choisie est du 10" in refus.content.decode()
    redacteur.post(adresse_de(reponse), saisie | {"rendue_le": "2021-02-10"})

    assert clect.reponses.get(deliberation=acte).sens == "defavorable"


def test_une_reponse_tardive_est_acceptee_et_signalee(redacteur, clect):
    reponse = clect.reponses.get(commune__nom="Ahuy")
    saisie = {"verbe": "noter", "sens": "favorable", "rendue_le": "2021-04-16"}

    page = redacteur.post(adresse_de(reponse), saisie, follow=True).content.decode()

    assert "réponse reçue après l’échéance du 15\u00a0avril 2021, sans effet." in page
    assert "Reçue après l’échéance : sans effet" in page
    assert clect.reponses.get(commune__nom="Ahuy").est_tardive


def test_une_seconde_reponse_est_refusee(redacteur, clect):
    reponse = repondre(clect, "Ahuy")
    saisie = {"verbe": "noter", "sens": "defavorable", "rendue_le": "2021-02-12"}

    page = redacteur.post(adresse_de(reponse), saisie).content.decode()

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

    page = redacteur.post(adresse_de(reponse), saisie).content.decode()

    assert faute in page
    assert "Sous réserve." in page
    assert "2021-12" in page
    assert not Deliberation.objects.exists()


def test_une_reponse_notee_par_erreur_s_efface(redacteur, clect):
    reponse = repondre(clect, "Ahuy")

    redacteur.post(adresse_de(reponse), {"verbe": "effacer"})

    assert clect.reponses.get(commune__nom="Ahuy").sens == ""


def test_le_delai_d_une_commune_court_de_sa_propre_transmission(redacteur, clect):
    reponse = repondre(clect, "Ahuy", rendue_le=date(2021, 4, 20))
    assert reponse.est_tardive

    redacteur.post(adresse_de(reponse), {"verbe": "dater", "transmise_le": "2021-02-01"})

    assert not clect.reponses.get(commune__nom="Ahuy").est_tardive
    assert "1 favorable" in lire(redacteur, clect, au="2021-04-20")


@pytest.mark.parametrize(
    ("transmise_le", "faute"),
    [("2999-01-01", "pas encore eu lieu"), ("2021-03-01", "précède la transmission")],
)
def test_une_transmission_impossible_est_refusee(redacteur, clect, transmise_le, faute):
    reponse = repondre(clect, "Ahuy")

    page = redacteur.post(
        adresse_de(reponse), {"verbe": "dater", "transmise_le": transmise_le}
    ).content.decode()

    assert faute in page
    assert clect.reponses.get(commune__nom="Ahuy").transmise_le == TRANSMISE


# Clore, conclure


def test_une_consultation_se_clot_une_fois_le_delai_passe(redacteur, clect):
    redacteur.post(reverse("consultation_clore", args=[clect.pk]))

    clect.refresh_from_db()
    assert clect.close_le == timezone.localdate()
    reponse = clect.reponses.first()
    saisie = {"verbe": "noter", "sens": "favorable", "rendue_le": "2021-02-10"}
    assert "close depuis" in redacteur.post(adresse_de(reponse), saisie).content.decode()
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
    redacteur.post(adresse, {"deliberation": acte.pk})

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

    redacteur.post(adresse, {"deliberation": acte.pk})

    consultation.refresh_from_db()
    assert (consultation.deliberation == acte) is attendue


# Lister


def test_la_liste_se_filtre_par_etat_a_une_date(client_agent, clect, communes):
    close = creer_consultation(nature="pacte", objet="Pacte")
    creer_reponse(consultation=close, commune=communes[0])
    clore_consultation(close, date(2021, 4, 1))

    def objets(**criteres):
        table = client_agent.get(reverse("consultation_liste"), criteres).context["table"]
        return [ligne.record.objet for ligne in table.rows]

    assert objets(etat="close") == ["Pacte"]
    assert objets(etat="close", au="2021-03-31") == []
    assert objets(etat="à clore", au="2021-03-31") == ["Pacte"]
    assert objets(etat="en cours", au="2021-03-01") == ["Pacte", "Rapport de la CLECT"]
    assert objets(etat="manquée") == ["Rapport de la CLECT"]
    assert objets(commune=communes[2].pk) == ["Rapport de la CLECT"]
    assert objets(au="2021-01-14") == []


def test_la_liste_d_un_elu_n_a_que_les_siennes(clect):
    creer_consultation(objet="Chez les autres")
    client = ClientSevere()
    client.force_login(creer_elu(clect.reponses.first().commune))

    page = client.get(reverse("consultation_liste")).content.decode()

    assert "Rapport de la CLECT" in page
    assert "Chez les autres" not in page
    assert OUVRIR not in page


# Une position prise ne se reprend pas


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
