"""Écriture d'un récit : qui y a droit, ce qui est montré, ce qui n'est jamais perdu."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse

from mutualisation.models import TexteChapitre
from mutualisation.textes.contenu import composer_apercu, lire_page
from mutualisation.textes.forms import empreinte
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_commune,
    creer_rapport,
    creer_texte_chapitre,
)
from tests.fabriques_rapport import creer_edition
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapport():
    return creer_rapport(annee=2020)


@pytest.fixture
def redacteur():
    agent = creer_agent()
    agent.user_permissions.add(Permission.objects.get(codename="change_textechapitre"))
    return agent


@pytest.fixture
def client(redacteur):
    client = ClientSevere()
    client.force_login(redacteur)
    return client


def adresse(chapitre="essentiel", annee=2020):
    return reverse("texte_saisir", args=[annee, chapitre])


def saisie(texte, *, lu="", action="enregistrer"):
    return {"texte": texte, "empreinte": empreinte(lu), "action": action}


def montre(reponse):
    return reponse.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def ecrits():
    return list(TexteChapitre.objects.values_list("chapitre", "texte"))


def test_un_recit_s_enregistre_et_son_auteur_reste_au_journal(client, rapport, redacteur):
    reponse = client.post(adresse(), saisie("Le récit.\r\nEt sa suite."), follow=True)

    assert reponse.redirect_chain == [(adresse(), 302)]
    assert "Récit « L’essentiel » enregistré." in montre(reponse)
    assert ecrits() == [("essentiel", "Le récit.\nEt sa suite.")]
    journal = LogEntry.objects.get()
    assert (journal.user, journal.object_id) == (redacteur, str(rapport.pk))


@pytest.mark.parametrize("texte", ["{{ cout_totale }}", "<b>gras</b>", "", "un\x00", "x" * 200_000])
def test_un_recit_fautif_reste_a_l_ecran_et_rien_n_est_ecrit(client, rapport, texte):
    reponse = client.post(adresse(), saisie(texte))

    assert reponse.status_code == 200
    assert 'aria-invalid="true"' in montre(reponse)
    assert reponse.context["formulaire"]["texte"].value() == texte
    assert ecrits() == []


def test_un_texte_change_par_un_autre_n_est_pas_ecrase(client, rapport):
    creer_texte_chapitre(rapport=rapport, texte="Celui de ma collègue.")

    refus = client.post(adresse(), saisie("Le mien.", lu="Ce que j'avais lu."))
    entre_temps = ecrits()
    ensuite = client.post(adresse(), saisie("Les deux.", lu="Celui de ma collègue."))

    assert "modifié par quelqu’un d’autre" in montre(refus)
    assert "Celui de ma collègue." in montre(refus)
    assert refus.context["formulaire"]["texte"].value() == "Le mien."
    assert entre_temps == [("essentiel", "Celui de ma collègue.")]
    assert ensuite.status_code == 302
    assert ecrits() == [("essentiel", "Les deux.")]


def test_un_texte_cree_par_un_autre_n_est_pas_ecrase(client, rapport):
    page = client.get(adresse())
    creer_texte_chapitre(rapport=rapport, texte="Le premier.")

    lu = page.context["formulaire"].empreinte_enregistree
    client.post(adresse(), {"texte": "Le second.", "empreinte": lu})

    assert ecrits() == [("essentiel", "Le premier.")]


@pytest.mark.parametrize("action", ["apercu", "fragment"])
def test_l_apercu_n_enregistre_rien(client, rapport, action):
    creer_adhesion(collectivite=creer_commune(nom="Ahuy"))

    reponse = client.post(adresse(), saisie("**{{ nombre_adhesions }}** adhésion", action=action))

    assert "<strong>1</strong> adhésion" in montre(reponse)
    assert ecrits() == []


def test_l_apercu_pendant_la_frappe_n_est_qu_un_fragment(client, rapport):
    reponse = client.post(adresse(), saisie("<script>x</script>", action="fragment"))

    assert "<html" not in montre(reponse)
    assert "<script" not in montre(reponse)
    assert "les balises HTML ne sont pas permises" in montre(reponse)


def test_un_apercu_demesure_n_est_pas_calcule(client, rapport):
    reponse = client.post(adresse(), saisie("x" * 200_000, action="fragment"))

    assert "Ce texte a 200 000 signes, pour 50 000 au plus." in montre(reponse)
    assert len(montre(reponse)) < 2_000


def test_le_texte_de_l_an_dernier_s_ajoute_a_ce_qui_est_saisi(client, rapport):
    creer_texte_chapitre(rapport=creer_rapport(annee=2019), texte="L’an dernier.")

    page = client.get(adresse())
    repris = client.post(adresse(), saisie("Cette année.", action="reprendre"))

    assert "Texte de 2019" in montre(page)
    assert repris.context["formulaire"]["texte"].value() == "Cette année.\n\nL’an dernier."
    assert "<p>L’an dernier.</p>" in montre(repris)
    assert ecrits() == [("essentiel", "L’an dernier.")]


def test_la_page_dit_ce_qui_reste_a_ecrire_et_le_recit_voisin(client, rapport):
    creer_texte_chapitre(rapport=rapport, chapitre="etapes")

    page = client.get(adresse("etapes")).context["page"]

    assert [c.titre for c in page.chapitres if c.est_ecrit] == ["Les grandes étapes"]
    assert page.restants == len(TexteChapitre.Chapitre) - 1
    assert page.precedent.adresse == adresse("essentiel")
    assert page.suivant.adresse == adresse("cadre_juridique")
    assert client.get(adresse("essentiel")).context["page"].precedent is None
    assert client.get(adresse("methode")).context["page"].suivant is None


def test_un_rapport_publie_se_prepare_a_une_correction(client, rapport):
    avant = montre(client.get(adresse()))
    creer_edition(rapport=rapport)

    assert "prochaine correction" not in avant
    assert "est publié (édition 1)" in montre(client.get(adresse()))


@pytest.mark.parametrize(("annee", "chapitre"), [(2019, "essentiel"), (2020, "inconnu")])
def test_une_annee_ou_un_chapitre_inconnus_ne_s_ecrivent_pas(client, rapport, annee, chapitre):
    assert client.get(adresse(chapitre, annee)).status_code == 404


@pytest.mark.parametrize("action", ["enregistrer", "apercu", "fragment", "reprendre"])
def test_sans_le_droit_rien_ne_se_lit_ni_ne_s_ecrit(client_agent, rapport, action):
    assert client_agent.get(adresse()).status_code == 404
    assert client_agent.post(adresse(), saisie("Un récit.", action=action)).status_code == 404
    assert ecrits() == []


def test_l_administration_refuse_aussi_une_variable_inconnue(client_administrateur, rapport):
    champs = {"annee": 2020, "titre": "Rapport", "date_observation": "31/12/2020"}
    recit = {"textes-0-chapitre": "essentiel", "textes-0-texte": "{{ cout_totale }}"}
    lignes = {"textes-TOTAL_FORMS": 1, "textes-INITIAL_FORMS": 0}

    reponse = client_administrateur.post(
        reverse("admin:mutualisation_rapport_change", args=[rapport.pk]),
        champs | {"effectif_minimal": 5} | lignes | recit,
    )

    assert "la variable « cout_totale » n’existe pas" in montre(reponse)
    assert ecrits() == []


def test_la_page_en_requetes_constantes(client, rapport, requetes):
    creer_adhesion()
    avant = requetes(lambda: client.get(adresse()))
    for _ in range(10):
        creer_adhesion()

    assert requetes(lambda: client.get(adresse())) == avant


def test_chaque_chiffre_propose_est_celui_qu_il_insere(donnees):
    recit = TexteChapitre.objects.get(rapport__annee=2020, chapitre="financement")

    page = lire_page(recit)

    propositions = [p for groupe in page.groupes for p in groupe.propositions]
    texte = "\n\n".join(p.ecriture for p in propositions if p.valeur)
    apercu = composer_apercu(texte, page.contenu)
    assert apercu.fautes == ()
    assert apercu.texte.replace("\\", "").split("\n\n") == [
        p.valeur for p in propositions if p.valeur
    ]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_enregistrements_simultanes_n_en_perdent_aucun(redacteur, rapport):
    depart = Barrier(2)

    def enregistrer(texte):
        client = ClientSevere()
        client.force_login(redacteur)
        depart.wait()
        try:
            return client.post(adresse(), saisie(texte)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as fils:
        statuts = list(fils.map(enregistrer, ["Le mien.", "Le sien."]))

    assert sorted(statuts) == [200, 302]
    assert len(ecrits()) == 1
