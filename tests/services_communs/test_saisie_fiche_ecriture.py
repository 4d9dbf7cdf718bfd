"""Enregistrer une fiche : tout ou rien, chaque faute dite, personne d'écrasé."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry

from services_communs.models import Effectif, Mesure
from services_communs.saisie.lecture import lire_page
from tests.fabriques import (
    creer_administrateur,
    creer_commune,
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
)
from tests.services_communs.saisies import (
    connecte,
    creer_contributeur,
    enregistrer,
    messages,
    ouvrir,
    remplir,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche():
    return creer_fiche(annee=2021, domaine=creer_domaine(titre="Numérique"))


@pytest.fixture
def contributeur(fiche):
    return creer_contributeur(fiche.domaine, last_name="Direction du numérique")


@pytest.fixture
def client(contributeur):
    return connecte(contributeur)


def contenu(fiche, personne):
    return lire_page(fiche.annee, fiche.domaine.code, personne).contenu


def test_enregistrer_sans_rien_changer_ne_change_rien(client, contributeur, fiche):
    remplir(fiche)
    avant = contenu(fiche, contributeur)
    lignes = set(fiche.realisations.values_list("pk", flat=True))

    champs = ouvrir(client, fiche)
    reponse = enregistrer(client, fiche, champs)

    assert champs["pistes-0-concernees-0-annee"] == "2021"
    assert reponse.status_code == 302
    assert contenu(fiche, contributeur) == avant
    assert set(fiche.realisations.values_list("pk", flat=True)) == lignes
    assert not LogEntry.objects.exists()


def test_tout_ce_qui_est_saisi_est_enregistre(client, fiche):
    commune = creer_commune()
    indicateur = creer_indicateur(domaine=fiche.domaine)
    champs = ouvrir(client, fiche) | {
        "fiche-faits_marquants": "Une année\r\npleine.",
        "objectifs-0-texte": "Partager",
        "pistes-0-texte": "Créer un service",
        "pistes-0-concernees-0-annee": "2022",
        "pistes-0-concernees-0-collectivites": [commune.pk],
        "realisations-0-titre": "Un guichet",
        "realisations-0-toutes_les_communes": "on",
        "realisations-0-echeance": "2021-05-12",
        f"mesures-{indicateur.pk}-valeur": "1\u00a0234,5",
        f"mesures-{indicateur.pk}-qualificatif": "≈",
        "effectif-agents": "47",
        "effectif-etp": "47,1",
        "effectif-date": "2021-11-30",
    }

    assert enregistrer(client, fiche, champs).status_code == 302

    fiche.refresh_from_db()
    realisation, mesure = fiche.realisations.get(), indicateur.mesures.get()
    concernees = fiche.pistes.get().concernees.get()
    effectif = Effectif.objects.get()
    assert (fiche.etat, fiche.faits_marquants) == ("en_cours", "Une année\npleine.")
    assert fiche.objectifs.get().texte == "Partager"
    assert (concernees.annee, concernees.collectivites.get()) == (2022, commune)
    assert (realisation.titre, realisation.toutes_les_communes) == ("Un guichet", True)
    assert realisation.echeance == date(2021, 5, 12)
    assert (mesure.annee, mesure.valeur, mesure.qualificatif) == (2021, Decimal("1234.50"), "≈")
    assert (effectif.agents, effectif.etp) == (47, Decimal("47.10"))
    assert "objectifs" in LogEntry.objects.get().change_message


def test_les_lignes_se_rangent_et_se_retirent(client, fiche):
    for ordre in [1, 2, 3]:
        creer_objectif(fiche=fiche, ordre=ordre, texte=f"Objectif {ordre}")
    champs = ouvrir(client, fiche) | {"objectifs-2-ORDER": "1", "objectifs-1-DELETE": "on"}
    champs["objectifs-0-ORDER"] = "2"

    enregistrer(client, fiche, champs)

    assert list(fiche.objectifs.values_list("ordre", "texte")) == [
        (1, "Objectif 3"),
        (2, "Objectif 1"),
    ]


def test_vider_une_valeur_ou_un_effectif_les_retire(client, fiche):
    remplir(fiche)
    indicateur = fiche.domaine.indicateurs.get()
    champs = ouvrir(client, fiche) | {
        f"mesures-{indicateur.pk}-valeur": "",
        "effectif-agents": "",
        "effectif-etp": "",
    }

    enregistrer(client, fiche, champs)

    assert not Mesure.objects.exists()
    assert not Effectif.objects.exists()


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("fiche-a_etudier", "x" * 200_000, "au plus 20000 caractères (actuellement 200000)"),
        ("realisations-0-echeance", "2121-05-12", "Vérifiez l’année : 2121"),
        ("realisations-0-echeance", "2022-05-12", "n’est pas datée de 2022"),
        ("realisations-0-echeance", "31/02/2021", "Écrivez une date qui existe"),
        ("realisations-0-beneficiaires", "999999", "999999"),
        ("pistes-0-concernees-0-annee", "21", "quatre chiffres"),
        ("effectif-agents", "40000", "32767"),
        ("effectif-agents", "quarante", "Écrivez un nombre entier"),
        ("effectif-etp", "-1", "supérieure ou égale à 0"),
        ("effectif-etp", "1234567,8", "chiffres"),
        ("effectif-date", "2020-11-30", "L’effectif de 2021 se compte en 2021"),
        ("effectif-date", "", "Dites quel jour"),
        ("valeur", "1e5", "Écrivez un nombre"),
        ("valeur", "NaN", "Écrivez un nombre"),
        ("valeur", "9" * 20, "chiffres"),
        ("valeur_maximale", "3", "Elle doit dépasser la première valeur"),
        ("date", "2020-12-31", "d’une autre année"),
    ],
)
def test_une_faute_est_dite_et_rien_n_est_enregistre(client, fiche, champ, valeur, message):
    indicateur = creer_indicateur(domaine=fiche.domaine)
    prefixe = f"mesures-{indicateur.pk}-"
    champs = ouvrir(client, fiche) | {
        "objectifs-0-texte": "Partager",
        "pistes-0-texte": "Créer un service",
        "realisations-0-titre": "Un guichet",
        f"{prefixe}valeur": "12",
        "effectif-agents": "47",
        "effectif-date": "2021-11-30",
    }
    champs[champ if "-" in champ else f"{prefixe}{champ}"] = valeur

    reponse = enregistrer(client, fiche, champs)

    assert reponse.status_code == 200
    assert message in messages(reponse).replace("\u00a0", " ")
    assert not fiche.objectifs.exists()
    assert not Mesure.objects.exists()
    assert fiche.brouillons.get().saisie["objectifs-0-texte"] == ["Partager"]
    assert "Partager" in reponse.content.decode()


def test_une_precision_sans_valeur_est_refusee(client, fiche):
    indicateur = creer_indicateur(domaine=fiche.domaine)
    champs = ouvrir(client, fiche) | {f"mesures-{indicateur.pk}-commentaire": "Estimé."}

    assert "la valeur que vous précisez" in messages(enregistrer(client, fiche, champs))


def test_l_indicateur_d_un_autre_domaine_est_ignore(client, fiche):
    etranger = creer_mesure(indicateur=creer_indicateur(), annee=2021, valeur=Decimal(5))
    champs = ouvrir(client, fiche)
    champs |= {f"mesures-{etranger.indicateur_id}-valeur": "999"}

    enregistrer(client, fiche, champs)

    etranger.refresh_from_db()
    assert etranger.valeur == 5


def test_trois_cents_realisations_s_enregistrent_et_pas_une_de_plus(client, fiche):
    champs = ouvrir(client, fiche) | {"realisations-TOTAL_FORMS": "300"}
    champs |= {f"realisations-{rang}-titre": f"Titre {rang}" for rang in range(301)}
    champs |= {f"realisations-{rang}-etat": "realisee" for rang in range(301)}
    champs |= {f"realisations-{rang}-precision": "mois" for rang in range(301)}

    refus = enregistrer(client, fiche, champs | {"realisations-TOTAL_FORMS": "301"})
    assert "300" in messages(refus)
    assert not fiche.realisations.exists()

    enregistrer(client, fiche, champs)
    assert fiche.realisations.count() == 300


def test_un_autre_effectif_du_meme_jour_n_est_pas_ecrase(client, fiche):
    creer_effectif(domaine=fiche.domaine, date=date(2021, 6, 30), agents=5)
    creer_effectif(domaine=fiche.domaine, date=date(2021, 11, 30), agents=6)
    champs = ouvrir(client, fiche) | {"effectif-date": "2021-06-30"}

    assert "déjà enregistré à cette date" in messages(enregistrer(client, fiche, champs))


def test_une_fiche_changee_par_une_autre_personne_n_est_pas_ecrasee(client, fiche):
    champs = ouvrir(client, fiche) | {"fiche-a_etudier": "Mon texte"}
    autre = connecte(creer_administrateur(last_name="Direction des services"))
    enregistrer(autre, fiche, ouvrir(autre, fiche) | {"fiche-a_etudier": "Le sien"})

    reponse = enregistrer(client, fiche, champs)

    page = reponse.content.decode()
    fiche.refresh_from_db()
    assert fiche.a_etudier == "Le sien"
    assert "Direction des services l’a enregistrée le" in page
    assert "Mon texte" in page

    (rubrique,) = reponse.context["fusion"].a_choisir
    assert (rubrique.mienne, rubrique.leur) == ("Mon texte", "Le sien")
    enregistrer(client, fiche, champs)
    fiche.refresh_from_db()
    assert fiche.a_etudier == "Le sien"

    enregistrer(client, fiche, champs | {rubrique.nom: "mienne"})
    fiche.refresh_from_db()
    assert fiche.a_etudier == "Mon texte"
