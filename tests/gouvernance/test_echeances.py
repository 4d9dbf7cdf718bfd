"""Échéances lues sur une période, leur page et leur agenda."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from gouvernance.echeances.contenu import Etat, Nature, lire_echeances
from gouvernance.models import Collectivite
from tests.fabriques import creer_commune
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_envoi,
    creer_instance,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db

JOUR = date(2023, 3, 1)
DEBUT, FIN = date(2023, 1, 1), date(2023, 12, 31)
LISTE, AGENDA = "echeance_liste", "echeance_agenda"


def lire(communes=None, jour=JOUR, *natures):
    voulues = natures or tuple(Nature)
    lues = lire_echeances(communes, DEBUT, FIN, jour)
    return [echeance for echeance in lues if echeance.nature in voulues]


def creer_conseil(**champs):
    return creer_instance(nature="conseil", nom="Conseil métropolitain", **champs)


def consulter(*communes, nature="schema", transmise_le=date(2023, 1, 15), **champs):
    consultation = creer_consultation(nature=nature, transmise_le=transmise_le, **champs)
    for commune in communes:
        creer_reponse(consultation=consultation, commune=commune, transmise_le=transmise_le)
    return consultation


def test_une_consultation_est_une_echeance_qui_dit_le_sens_du_silence():
    consultation = consulter(creer_commune(nom="Ahuy"), creer_commune(nom="Bretenière"))

    (echeance,) = lire(None, JOUR, Nature.CONSULTATION)

    assert echeance.jour == date(2023, 4, 15)
    assert echeance.titre == consultation.objet
    assert echeance.precision.startswith("Réponse attendue\u00a0: Ahuy et Bretenière.")
    assert "réputé favorable" in echeance.precision
    assert echeance.etat == Etat.A_VENIR
    assert echeance.delai == "dans 45\u00a0jours"


def test_une_transmission_plus_tardive_a_sa_propre_echeance():
    consultation = consulter(creer_commune())
    creer_reponse(consultation=consultation, transmise_le=date(2023, 2, 1))

    jours = [echeance.jour for echeance in lire(None, JOUR, Nature.CONSULTATION)]

    assert jours == [date(2023, 4, 15), date(2023, 5, 1)]


@pytest.mark.parametrize(
    ("jour", "etat", "delai"),
    [
        (date(2023, 4, 13), Etat.A_VENIR, "dans 2\u00a0jours"),
        (date(2023, 4, 14), Etat.A_VENIR, "demain"),
        (date(2023, 4, 15), Etat.A_VENIR, "aujourd’hui"),
        (date(2023, 4, 16), Etat.PASSEE, "passée"),
    ],
)
def test_le_dernier_jour_d_une_reponse_est_inclus(jour, etat, delai):
    consulter(creer_commune())

    (echeance,) = lire(None, jour, Nature.CONSULTATION)

    assert (echeance.etat, echeance.delai) == (etat, delai)


def test_une_consultation_repondue_n_attend_plus_personne():
    consultation = consulter(creer_commune())
    consultation.reponses.update(sens="favorable", rendue_le=date(2023, 2, 1))

    (echeance,) = lire(None, JOUR, Nature.CONSULTATION)

    assert echeance.etat == Etat.FAITE
    assert echeance.precision == "La commune a répondu."


def test_une_consultation_sans_delai_n_a_pas_d_echeance():
    consulter(creer_commune(), nature="adhesion")

    assert lire(None, JOUR, Nature.CONSULTATION) == []


def test_une_commune_ne_lit_que_ce_qui_la_concerne():
    ahuy, dijon = creer_commune(nom="Ahuy"), creer_commune(nom="Dijon")
    consulter(ahuy, objet="Schéma")
    consulter(dijon, objet="Stade", nature="commune_seule")
    creer_seance(instance=creer_conseil(), jour=date(2023, 3, 30), convoquee_le=None)

    lues = lire([ahuy])

    titres = [echeance.titre for echeance in lues]
    assert "Schéma" in titres
    assert "Stade" not in titres
    assert Nature.FORMALITE not in {echeance.nature for echeance in lues}
    assert "Conseil métropolitain" in titres
    assert "Rapport d’activité de la métropole adressé aux maires" in titres
    assert "Communication sur l’avancement du schéma de mutualisation" not in titres


@pytest.mark.parametrize(
    ("convoquee_le", "jour", "etat"),
    [
        (None, date(2023, 3, 24), Etat.A_VENIR),
        (None, date(2023, 3, 25), Etat.EN_RETARD),
        (date(2023, 3, 24), date(2023, 3, 25), Etat.FAITE),
        (date(2023, 3, 25), date(2023, 3, 25), Etat.TARDIVE),
    ],
)
def test_la_convocation_part_cinq_jours_francs_avant(convoquee_le, jour, etat):
    creer_seance(instance=creer_conseil(), jour=date(2023, 3, 30), convoquee_le=convoquee_le)

    convocation = lire(None, jour, Nature.FORMALITE)[0]

    assert convocation.titre == "Convocation des membres"
    assert (convocation.jour, convocation.etat) == (date(2023, 3, 24), etat)


def test_un_retard_se_compte_en_jours():
    creer_seance(instance=creer_conseil(), jour=date(2023, 3, 30), convoquee_le=None)

    convocation = lire(None, date(2023, 3, 27), Nature.FORMALITE)[0]

    assert convocation.delai == "3\u00a0jours de retard"
    assert convocation.ton == "erreur"


def test_l_information_des_communes_dit_combien_restent_a_informer():
    informee, autre = creer_commune(), creer_commune()
    seance = creer_seance(
        instance=creer_conseil(), jour=date(2023, 3, 30), convoquee_le=date(2023, 3, 20)
    )
    creer_envoi(seance=seance, commune=informee, fait_le=date(2023, 3, 20))

    toutes = lire(None, JOUR, Nature.INFORMATION)[0]
    sienne = lire([informee], JOUR, Nature.INFORMATION)[0]
    attendue = lire([autre], JOUR, Nature.INFORMATION)[0]

    assert toutes.precision.endswith(", 1\u00a0commune à informer")
    assert sienne.etat == Etat.FAITE
    assert attendue.etat == Etat.A_VENIR


def test_une_seance_ancienne_dont_rien_n_est_note_ne_dit_rien_de_ses_suites():
    creer_seance(instance=creer_conseil(), jour=date(2023, 2, 10), convoquee_le=None)

    natures = {e.nature for e in lire() if e.nature != Nature.REGLE}

    assert natures == {Nature.SEANCE}


def test_les_regles_de_l_annee_n_ont_pas_de_retard():
    regles = lire(None, date(2023, 6, 1), Nature.REGLE)

    assert {echeance.etat for echeance in regles} == {Etat.PASSEE, Etat.A_VENIR}


def test_un_transfert_de_competence_date_le_rapport_de_la_clect():
    lues = lire_echeances(None, DEBUT, FIN, JOUR, transfert=date(2023, 1, 31))

    (rapport,) = [e for e in lues if "CLECT" in e.titre]
    assert rapport.jour == date(2023, 10, 31)


def test_chaque_cle_est_unique_et_ne_depend_pas_du_jour():
    consulter(creer_commune(), creer_commune())
    creer_seance(instance=creer_conseil(), jour=date(2023, 3, 30), convoquee_le=date(2023, 3, 20))

    cles = [echeance.cle for echeance in lire()]

    assert len(set(cles)) == len(cles)
    assert cles == [echeance.cle for echeance in lire(None, JOUR + timedelta(days=1))]


def test_la_page_range_par_mois_et_rappelle_les_retards(client_agent):
    aujourd_hui = timezone.localdate()
    seance = aujourd_hui.replace(day=1) - timedelta(days=10)
    creer_seance(instance=creer_conseil(), jour=seance, convoquee_le=seance - timedelta(days=10))

    reponse = client_agent.get(reverse(LISTE))

    retards = reponse.context["calendrier"].retards
    assert "Liste des délibérations affichée et mise en ligne" in [e.titre for e in retards]
    assert "jours de retard" in reponse.content.decode()


@pytest.mark.parametrize(
    ("criteres", "message"),
    [
        ({"du": "2023-05-01", "au": "2023-04-30"}, "La période finit avant de commencer."),
        ({"du": "0001-01-01"}, "Le calendrier va de 1950 à 2100."),
        ({"du": "9999-12-31"}, "Le calendrier va de 1950 à 2100."),
        ({"du": "2020-01-01", "au": "2029-01-01"}, "Le calendrier montre 5 ans au plus."),
        ({"du": "hier"}, "Saisissez une date valide."),
        ({"transfert": "9999-12-31"}, "L’année va de 1950 à 2100."),
        ({"commune": "0"}, "Sélectionnez un choix valide."),
    ],
)
def test_une_periode_impossible_se_dit_et_montre_l_annee(client_agent, criteres, message):
    reponse = client_agent.get(reverse(LISTE), criteres)

    assert message in reponse.content.decode()
    assert reponse.context["calendrier"].debut == timezone.localdate().replace(day=1)


def test_un_maire_ne_choisit_que_sa_commune(client_maire, commune):
    autre = creer_commune(nom="Ailleurs")
    consulter(autre, objet="Stade", transmise_le=timezone.localdate())

    html = client_maire.get(reverse(LISTE), {"commune": autre.pk}).content.decode()

    assert "Sélectionnez un choix valide" in html
    assert "Stade" not in html


def test_l_agenda_se_relit_avec_ses_journees_entieres(client_maire, commune):
    aujourd_hui = timezone.localdate()
    consulter(commune, objet="Schéma, projet", transmise_le=aujourd_hui)
    echeance = lire_echeances([commune], aujourd_hui, aujourd_hui + timedelta(days=95), aujourd_hui)
    attendue = next(e for e in echeance if e.nature == Nature.CONSULTATION)

    reponse = client_maire.get(reverse(AGENDA))
    agenda = Calendar.from_ical(reponse.content)
    evenements = {str(e["uid"]): e for e in agenda.walk("VEVENT")}
    evenement = evenements[f"{attendue.cle}@mutualisation"]

    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in reponse["Content-Disposition"]
    assert evenement["summary"] == "Schéma, projet"
    assert evenement.decoded("dtstart") == attendue.jour
    assert evenement.decoded("dtend") == attendue.jour + timedelta(days=1)
    assert "réputé favorable" in evenement["description"]
    assert evenement["url"].endswith(attendue.adresse)


def test_l_agenda_ne_garde_que_ce_qui_reste_a_faire(client_agent):
    aujourd_hui = timezone.localdate()
    consultation = consulter(creer_commune(), objet="Close", transmise_le=aujourd_hui)
    consultation.reponses.update(sens="favorable", rendue_le=aujourd_hui)

    assert b"Close" not in client_agent.get(reverse(AGENDA)).content


def test_le_nombre_de_requetes_ne_depend_pas_des_donnees(client_agent, requetes):
    def remplir():
        consulter(creer_commune(), transmise_le=timezone.localdate())
        seance = creer_seance(jour=timezone.localdate() + timedelta(days=20), convoquee_le=None)
        creer_envoi(seance=seance, fait_le=timezone.localdate())

    remplir()
    avant = requetes(lambda: client_agent.get(reverse(LISTE)))
    for _ in range(5):
        remplir()

    assert requetes(lambda: client_agent.get(reverse(LISTE))) == avant <= 8


def test_le_calendrier_des_donnees_livrees_se_lit(donnees, client_agent):
    quetigny = Collectivite.objects.get(nom="Quetigny", nature="commune")
    criteres = {"commune": quetigny.pk, "du": "2020-01-01", "au": "2021-12-31"}

    html = client_agent.get(reverse(LISTE), criteres).content.decode()

    assert "28 juin 2021" in html.replace("\u00a0", " ")
