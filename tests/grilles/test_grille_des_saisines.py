"""La grille des demandes d'une année : communes × domaines, l'objet dans la case."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from services_communs.models import Saisine
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_commune,
    creer_domaine,
    creer_saisine,
)
from tests.grilles.gestes import cellules, en_faute, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db

ADRESSE = f"{reverse('grille_saisines')}?annee=2021"


@pytest.fixture
def client():
    return connecter(creer_administrateur())


@pytest.fixture
def ahuy():
    creer_commune(nom="Talant")
    return creer_commune(nom="Ahuy")


@pytest.fixture
def finances():
    return creer_domaine(code="finances", titre="Finances")


@pytest.fixture
def achats():
    return creer_domaine(code="achats", titre="Achats")


def colonne(domaine) -> str:
    return f"d{domaine.pk}"


def lire(annee=2021) -> set[tuple[str, str, str]]:
    lues = Saisine.objects.filter(annee=annee)
    return set(lues.values_list("commune__nom", "domaine__code", "objet"))


def test_une_demande_nait_change_et_se_retire(client, ahuy, finances, achats):
    gardee = creer_saisine(commune=ahuy, domaine=achats, annee=2021, objet="Stratégie")
    retiree = creer_saisine(commune=ahuy, domaine=finances, annee=2021)
    tableau = ouvrir(client, ADRESSE)
    textes = cellules(tableau)
    assert textes[nom(tableau, "Ahuy", colonne(achats))] == "Stratégie"
    assert textes[nom(tableau, "Ahuy", colonne(finances))] == "oui"

    saisies = {
        ("Ahuy", colonne(achats)): "Stratégie d’achat",
        ("Ahuy", colonne(finances)): "",
        ("Talant", colonne(finances)): "X",
    }
    assert envoyer(client, ADRESSE, tableau, saisies).status_code == 302

    assert lire() == {("Ahuy", "achats", "Stratégie d’achat"), ("Talant", "finances", "")}
    assert Saisine.objects.get(pk=gardee.pk).objet == "Stratégie d’achat"
    suppression = Saisine.historique.get(id=retiree.pk, history_type="-")
    assert suppression.history_change_reason.startswith("Saisie en grille : Demandes")


def test_une_autre_demande_au_meme_domaine_a_sa_ligne(client, ahuy, finances):
    creer_saisine(commune=ahuy, domaine=finances, annee=2021, objet="Fiscalité")
    tableau = ouvrir(client, ADRESSE)
    libelles = [rangee.ligne.libelle for rangee in tableau.rangees]
    assert libelles == ["Ahuy", "Ahuy, ligne 2", "Talant"]

    deux = {("Ahuy, ligne 2", colonne(finances)): "Emprunts"}
    assert envoyer(client, ADRESSE, tableau, deux).status_code == 302

    assert {objet for *_, objet in lire()} == {"Fiscalité", "Emprunts"}
    suivante = ouvrir(client, ADRESSE)
    assert suivante.rangees[2].ligne.libelle == "Ahuy, ligne 3"


def test_la_meme_demande_deux_fois_est_refusee_a_sa_cellule(client, ahuy, finances):
    creer_saisine(commune=ahuy, domaine=finances, annee=2021, objet="Fiscalité")
    double = {("Ahuy, ligne 2", colonne(finances)): "Fiscalité"}

    refus = envoyer(client, ADRESSE, ouvrir(client, ADRESSE), double)

    fautes = en_faute(refus.context["tableau"])
    assert fautes.keys() == double.keys()
    assert "déjà enregistrée" in "".join(fautes.values())
    assert Saisine.objects.count() == 1


def test_les_totaux_comptent_les_demandes(client, ahuy, finances, achats):
    creer_saisine(commune=ahuy, domaine=finances, annee=2021, objet="2021 et 2022")
    creer_saisine(commune=ahuy, domaine=finances, annee=2021)
    creer_saisine(commune=ahuy, domaine=achats, annee=2021)

    tableau = ouvrir(client, ADRESSE)

    totaux = {total.colonne: total.texte for total in tableau.totaux}
    assert totaux == {colonne(finances): "2", colonne(achats): "1", "total": "3"}
    assert tableau.rangees[0].cellules[-1].texte == "2"


def test_l_annee_d_avant_se_lit_a_cote_et_ne_se_reprend_pas(client, ahuy, finances):
    creer_saisine(commune=ahuy, domaine=finances, annee=2020, objet="Fiscalité")

    tableau = ouvrir(client, ADRESSE)

    assert tableau.rangees[0].cellules[0].rappel == "Fiscalité"
    assert tableau.rangees[0].cellules[0].texte == ""
    assert not tableau.se_reprend


def test_un_tableau_se_colle_par_communes_et_par_domaines(client, ahuy, finances, achats):
    bloc = "Commune\tAchats\tFinances\nAHUY\tx\t–\nTalant\t\tFiscalité"

    page = envoyer(client, ADRESSE, ouvrir(client, ADRESSE), action="coller", bloc=bloc)

    colle = page.context["tableau"]
    remplies = cellules(colle)
    assert remplies[nom(colle, "Ahuy", colonne(achats))] == "oui"
    assert remplies[nom(colle, "Ahuy", colonne(finances))] == ""
    assert remplies[nom(colle, "Talant", colonne(finances))] == "Fiscalité"
    assert not Saisine.objects.exists()


def test_deux_personnes_sur_la_meme_case(client, ahuy, finances):
    demande = creer_saisine(commune=ahuy, domaine=finances, annee=2021, objet="Fiscalité")
    tableau = ouvrir(client, ADRESSE)
    demande.objet = "Emprunts"
    demande.save()

    refus = envoyer(client, ADRESSE, tableau, {("Ahuy", colonne(finances)): "Budget"})

    [case] = [c for r in refus.context["tableau"].rangees for c in r.cellules if c.choix]
    assert (case.texte, case.choix.texte) == ("Budget", "Emprunts")
    assert lire() == {("Ahuy", "finances", "Emprunts")}


def test_un_seul_domaine_et_qui_la_remplit(client, ahuy, finances, achats):
    un = ouvrir(client, f"{ADRESSE}&domaine=achats").grille
    assert [c.code for c in un.saisies] == [colonne(achats)]
    agent = creer_agent()
    lecteur = connecter(agent)
    assert "data-grille" not in lecteur.get(ADRESSE).content.decode()
    liste = reverse("saisine_liste")
    assert reverse("grille_saisines") not in lecteur.get(liste).content.decode()

    droits = ["add_saisine", "change_saisine", "view_saisine"]
    agent.user_permissions.add(*Permission.objects.filter(codename__in=droits))
    assert "data-grille" in lecteur.get(ADRESSE).content.decode()
    for page in [liste, reverse("admin:index")]:
        assert reverse("grille_saisines") in lecteur.get(page).content.decode()


def test_nombre_de_requetes_constant(client, requetes, ahuy, finances):
    def mesurer():
        commune = creer_commune()
        for annee in [2020, 2021]:
            creer_saisine(commune=commune, domaine=finances, annee=annee, objet="Fiscalité")
            creer_saisine(commune=commune, domaine=creer_domaine(), annee=annee)
        return requetes(lambda: client.get(ADRESSE))

    avant = mesurer()
    mesurer()
    assert mesurer() == avant
