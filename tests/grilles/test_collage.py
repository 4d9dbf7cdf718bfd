"""Coller un bloc d'un tableur, sans script : il se pose, se relit, puis s'enregistre."""

import pytest
from django.urls import reverse

from gouvernance.grilles.collage import lire_bloc, repartir
from gouvernance.models import Graphie
from services_communs.grilles.adhesions import construire_grille_adhesions
from services_communs.models import Adhesion, Mesure
from tests.fabriques import (
    creer_administrateur,
    creer_ccas,
    creer_commune,
    creer_domaine,
    creer_indicateur,
    creer_service,
)
from tests.grilles.gestes import cellules, envoyer, nom, ouvrir
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def adresse():
    domaine = creer_domaine()
    for ordre, libelle in enumerate(["Actes", "Courriers", "Appels", "Été"]):
        creer_indicateur(domaine=domaine, libelle=libelle, ordre=ordre)
    return f"{reverse('grille_mesures')}?annee=2020"


@pytest.fixture
def client():
    return connecter(creer_administrateur())


def coller(client, adresse, bloc, ligne="Actes", colonne="valeur"):
    tableau = ouvrir(client, adresse)
    depart = nom(tableau, ligne, colonne).split(".")
    reponse = envoyer(
        client,
        adresse,
        tableau,
        action="coller",
        bloc=bloc,
        depart_ligne=depart[1],
        depart_colonne=depart[2],
    )
    return reponse.context["tableau"]


def textes(tableau, colonne="valeur"):
    remplies = cellules(tableau)
    noms = {r.ligne.libelle: nom(tableau, r.ligne.libelle, colonne) for r in tableau.rangees}
    return {libelle: remplies[n] for libelle, n in noms.items() if remplies[n]}


def test_un_bloc_se_lit_avec_ses_guillemets_et_sans_ses_lignes_vides():
    assert lire_bloc('a\t"b\nc ""d"""\r\n1\t\r\n\r\n') == [["a", 'b\nc "d"'], ["1", ""]]


def test_sans_noms_le_bloc_part_de_la_cellule_choisie(client, adresse):
    tableau = coller(client, adresse, "12\t30/11/2020\n–\t\n", ligne="Courriers")

    assert textes(tableau) == {"Courriers": "12"}
    assert textes(tableau, "date") == {"Courriers": "30/11/2020"}


def test_avec_des_noms_chaque_ligne_va_a_la_sienne(client, adresse):
    tableau = coller(client, adresse, "ete\t7\nCOURRIERS\t1 234,5\n")

    assert textes(tableau) == {"Courriers": "1 234,5", "Été": "7"}
    assert tableau.changees == 2
    assert not Mesure.objects.exists()


def test_un_en_tete_dit_les_colonnes(client, adresse):
    tableau = coller(client, adresse, "Service\tCommentaire\tN°\tValeur\nAppels\tvu\t1\t5")

    assert textes(tableau) == {"Appels": "5"}
    assert textes(tableau, "commentaire") == {"Appels": "vu"}
    assert "Colonne ignorée : N°." in tableau.generales


def test_un_nom_inconnu_ou_repete_est_dit_et_rien_n_est_devine(client, adresse):
    tableau = coller(client, adresse, "Actes\t1\nAppel\t2\nÉté\t3\nEte\t4")

    assert textes(tableau) == {"Actes": "1"}
    dites = " ".join(tableau.generales).replace("\u00a0", " ")
    assert "Ligne 2 du bloc : « Appel » n’est pas dans cette grille." in dites
    assert "Ligne 3 du bloc : « Été » y est 2 fois." in dites


def test_un_bloc_qui_depasse_le_dit(client, adresse):
    tableau = coller(client, adresse, "1\n2\n3", ligne="Appels")

    assert textes(tableau) == {"Appels": "1", "Été": "2"}
    assert "1\u00a0ligne dépasse de la grille, en bas." in tableau.generales


def test_un_bloc_vide_ou_enorme_se_refuse(client, adresse):
    assert coller(client, adresse, " \n").generales == ("Le bloc est vide.",)
    assert "au plus 5000 lignes" in coller(client, adresse, "1\n" * 5001).generales[0]


def test_ce_qui_etait_deja_saisi_reste(client, adresse):
    tableau = ouvrir(client, adresse)
    reponse = envoyer(
        client,
        adresse,
        tableau,
        {("Actes", "commentaire"): "à garder"},
        action="coller",
        bloc="Été\t3",
    )

    assert textes(reponse.context["tableau"], "commentaire") == {"Actes": "à garder"}


def test_une_collectivite_se_reconnait_par_son_code_et_ses_graphies():
    service, fenay = creer_service(), creer_commune(nom="Fénay", code_insee="21263")
    creer_ccas(commune=fenay)
    Graphie.objects.create(texte="Féney", collectivite=fenay)
    grille = construire_grille_adhesions(creer_administrateur(), service)

    for ecrit in ["Féney\t2019", "FENAY\t2019", "Fénay\t2019\n21263x\t1"]:
        collage = repartir(grille, ecrit)
        assert list(collage.textes.values())[:1] == ["2019"]
    assert repartir(grille, "CCAS de Fénay\t2019").textes.keys() != collage.textes.keys()


def test_un_bloc_colle_s_enregistre(client):
    service, ahuy = creer_service(), creer_commune(nom="Ahuy")
    ccas = creer_ccas(commune=ahuy)
    adresse = reverse("grille_adhesions", args=[service.code])
    bloc = f"Collectivité\tDébut\tDernier jour\nAhuy\t05/2019\t–\n{ccas}\t01/01/2018\t31/12/2019"
    reponse = envoyer(client, adresse, ouvrir(client, adresse), action="coller", bloc=bloc)

    envoyer(client, adresse, reponse.context["tableau"])

    lues = {a.collectivite.nom: (a.depuis, a.date_fin) for a in Adhesion.objects.all()}
    assert lues[ahuy.nom] == ("mai 2019", None)
    assert lues[ccas.nom][1].year == 2019
