"""Ce que la recherche trouve, dans quel ordre, et comment elle le montre."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.models import Graphie, Utilisateur
from gouvernance.recherche import Rang
from mutualisation.recherche.contenu import PAR_GROUPE, chercher
from tests.fabriques import (
    creer_agent,
    creer_commune,
    creer_cooperation,
    creer_deliberation,
    creer_domaine,
    creer_evaluation,
    creer_indicateur,
    creer_mission,
    creer_partie,
    creer_service,
    creer_texte,
)
from tests.fabriques_gouvernance import creer_instance, creer_pacte, creer_point, creer_schema

pytestmark = pytest.mark.django_db
URL = reverse("recherche")


@pytest.fixture
def agent(db):
    return creer_agent()


def en_clair(morceaux) -> str:
    return "".join(morceau.texte for morceau in morceaux)


def marques(morceaux) -> list[str]:
    return [morceau.texte for morceau in morceaux if morceau.est_trouve]


def titres(texte: str, utilisateur: Utilisateur) -> dict[str, list[str]]:
    """Titres trouvés, par groupe, dans l'ordre de la page."""
    return {
        groupe.titre: [en_clair(resultat.titre) for resultat in groupe.resultats]
        for groupe in chercher(texte, utilisateur).groupes
    }


@pytest.mark.parametrize(
    "saisie",
    [
        "Saint-Apollinaire",
        "saint apollinaire",
        "SAINT APOLLINAIRE",
        "St Apollinaire",
        "st-apo",
        "apollinaires",
        "  «Saint’Apollinaire» ! ",
        "Sai\u0302nt-Apollinaire",
        "Saint-Apollinaire 21540",
        "21540",
        "212 105 407",
    ],
)
def test_une_commune_se_trouve_de_toutes_les_facons_de_l_ecrire(saisie, agent):
    creer_commune(nom="Saint-Apollinaire", code_insee="21540", siren="212105407")
    creer_commune(nom="Talant", code_insee="21617")

    assert titres(saisie, agent) == {"Collectivités": ["Saint-Apollinaire"]}


def test_chaque_graphie_livree_retrouve_d_abord_sa_collectivite(donnees):
    agent = Utilisateur.objects.get(username="agent")
    graphies = Graphie.objects.select_related("collectivite")
    premieres = {g.texte: titres(g.texte, agent)["Collectivités"][0] for g in graphies}

    assert len(premieres) == 46
    assert premieres == {graphie.texte: graphie.collectivite.nom for graphie in graphies}


def test_une_graphie_dit_pourquoi_la_commune_est_trouvee(agent):
    Graphie.objects.create(texte="Féney", collectivite=creer_commune(nom="Fénay"))

    (resultat,) = chercher("feney", agent).groupes[0].resultats

    assert resultat.rang == Rang.EXACT
    assert en_clair(resultat.extrait) == "Aussi écrit « Féney »"
    assert marques(resultat.extrait) == ["Féney"]


def test_l_exact_precede_le_debut_puis_le_mot_puis_le_texte(agent):
    domaine = creer_domaine(direction="Direction des finances")
    creer_service(nom="Budget", domaine=domaine)
    creer_service(nom="Achats et finances")
    creer_service(nom="Finances locales")
    creer_service(nom="Finances")

    assert titres("finances", agent)["Services communs"] == [
        "Finances",
        "Finances locales",
        "Achats et finances",
        "Budget",
    ]


def test_le_groupe_le_plus_sur_vient_d_abord(agent):
    creer_texte(objet="Rôle des communes", contenu="Le maire de Dijon préside.")
    creer_deliberation(objet="Convention avec Dijon")
    creer_commune(nom="Dijon")

    assert list(titres("Dijon", agent)) == [
        "Collectivités",
        "Délibérations",
        "Textes de référence",
    ]


def test_chaque_nature_se_trouve_par_ce_qui_la_decrit(agent):
    creer_mission(libelle="Archives partagées", service=creer_service(nom="Assemblées"))
    creer_deliberation(objet="Objet", numero="ARCHIVES-12")
    archives = creer_cooperation(objet="Fonds communs")
    creer_partie(cooperation=archives, collectivite=creer_commune(nom="Archives-sur-Tille"))
    creer_instance(nom="Comité des archives")
    creer_point(objet="Versement des archives")
    creer_evaluation(objet="Coûts", methode="Le service d’archives est évalué.")
    creer_indicateur(libelle="Mètres d’archives classés")
    creer_schema(nom="Schéma 2018", orientations="Numériser les archives")
    creer_pacte(nom="Pacte 2020", objectifs="Ouvrir les archives")
    creer_texte(reference="Code du patrimoine, archives", objet="Conservation")

    assert set(titres("archives", agent)) == {
        "Collectivités",
        "Services communs",
        "Délibérations",
        "Coopérations",
        "Instances",
        "Séances",
        "Évaluations de la CLECT",
        "Indicateurs",
        "Schémas de mutualisation",
        "Pactes de gouvernance",
        "Textes de référence",
    }


@pytest.mark.parametrize(
    ("cherche", "ecrit"),
    [
        ("conventions", "Convention de gestion"),
        ("convention", "Conventions de gestion"),
        ("municipaux", "Bâtiment municipal"),
        ("municipal", "Bâtiments municipaux"),
        ("réseau", "Réseaux d’eau"),
        ("L5211-4-2", "Au titre de l’article L. 5211-4-2"),
        ("lot 3", "Marché, lot 3"),
        ("œuvres", "Oeuvre sociale"),
    ],
)
def test_le_singulier_et_le_pluriel_se_valent(cherche, ecrit, agent):
    creer_deliberation(objet=ecrit)

    assert titres(cherche, agent)["Délibérations"] == [ecrit]
    assert not chercher(cherche, agent).est_approchee


@pytest.mark.parametrize("cherche", ["lot 3", "voirie eau", "oirie", "voirie 5"])
def test_tous_les_mots_doivent_se_trouver_depuis_leur_debut(cherche, agent):
    creer_deliberation(objet="Travaux de voirie, lot 35")

    page = chercher(cherche, agent)

    assert page.est_approchee or page.groupes == ()


def test_a_rang_egal_la_deliberation_la_plus_recente_vient_d_abord(agent):
    for annee in [2018, 2020, 2019]:
        creer_deliberation(objet=f"Budget {annee}", date=date(annee, 3, 1))

    assert titres("budget", agent)["Délibérations"] == ["Budget 2020", "Budget 2019", "Budget 2018"]


def test_les_premiers_resultats_menent_a_tous_les_autres(client, agent):
    for rang in range(PAR_GROUPE + 2):
        creer_deliberation(objet=f"Budget {rang}")
    client.force_login(agent)

    (groupe,) = chercher("budget", agent).groupes
    liste = client.get(groupe.adresse)

    assert (groupe.nombre, len(groupe.resultats), groupe.reste) == (PAR_GROUPE + 2, PAR_GROUPE, 2)
    assert liste.context["nombre"] == groupe.nombre


@pytest.mark.postgresql
@pytest.mark.parametrize("cherche", ["mutualiser", "mutualisé", "mutualisations"])
def test_postgresql_trouve_aussi_les_mots_de_la_meme_famille(cherche, agent):
    creer_deliberation(objet="Schéma de mutualisation")

    assert titres(cherche, agent)["Délibérations"] == ["Schéma de mutualisation"]


def test_un_mot_du_glossaire_donne_sa_definition(agent):
    (groupe,) = chercher("clect", agent).groupes

    assert groupe.titre == "Glossaire"
    assert groupe.resultats[0].adresse == f"{reverse('glossaire')}#clect"
    assert groupe.resultats[0].extrait
