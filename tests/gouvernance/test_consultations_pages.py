"""Page d'une consultation : son état à une date, ce qu'en lit un élu ; liste et filtres."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from gouvernance.consultations.operations import clore_consultation, noter_reponse
from tests.fabriques import (
    creer_adhesion,
    creer_attribution,
    creer_commune,
    creer_deliberation,
    creer_elu,
    creer_evaluation,
    creer_population,
    metropole,
)
from tests.fabriques_gouvernance import creer_consultation, creer_instance, creer_reponse

pytestmark = pytest.mark.django_db

OUVRIR = reverse("consultation_ouvrir")


def lire(client, consultation, **parametres):
    reponse = client.get(consultation.get_absolute_url(), parametres)
    return reponse.content.decode().replace("\u00a0", " ")


def repondre(consultation, nom, sens="favorable", rendue_le=date(2021, 2, 10)):
    return noter_reponse(
        consultation.reponses.get(commune__nom=nom), sens=sens, rendue_le=rendue_le
    )


def adresse_de(reponse):
    return reverse("consultation_reponse", args=[reponse.consultation_id, reponse.pk])


@pytest.mark.parametrize(
    ("au", "phrases"),
    [
        ("2021-01-14", ["À venir", "pas encore transmise aux communes"]),
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
    assert "population totale 2018" in strip_tags(page)


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


def test_la_liste_d_un_elu_n_a_que_les_siennes(client, clect):
    creer_consultation(objet="Chez les autres")
    client.force_login(creer_elu(clect.reponses.first().commune))

    page = client.get(reverse("consultation_liste")).content.decode()

    assert "Rapport de la CLECT" in page
    assert "Chez les autres" not in page
    assert OUVRIR not in page
