"""Les délibérations SCDL par le moteur commun : mêmes règles, tout fichier de tableur."""

from datetime import date

import pytest
from django.urls import reverse

from gouvernance.deliberations.ressource import DeliberationRessource
from gouvernance.deliberations.scdl import OBLIGATOIRES, composer_csv, lire_export
from gouvernance.imports.analyse import analyser, appliquer
from gouvernance.imports.lecture import lire_tableau
from gouvernance.models import Collectivite, Deliberation
from tests.fabriques import creer_ccas, creer_commune, creer_deliberation
from tests.fabriques_gouvernance import creer_instance, creer_seance
from tests.gouvernance.scdl import AUTRE_SIRET, LIGNE, SIREN, SIRET, VOTE, fichier
from tests.imports.envois import confirmer, dernier, envoyer, texte
from tests.imports.tableaux import dites, relire, tableau

pytestmark = pytest.mark.django_db


@pytest.fixture
def dijon():
    return creer_commune(nom="Dijon", siren=SIREN, siret=SIRET)


def importer(*lignes: dict):
    return appliquer(DeliberationRessource, tableau(*lignes), auteur=None, motif="SCDL")


def test_une_ligne_cree_la_deliberation_du_conseil_et_la_rattache_a_sa_seance(dijon):
    instance = creer_instance(collectivite=dijon, nature="conseil_municipal")
    seance = creer_seance(instance=instance, jour=date(2021, 3, 25))

    importer(LIGNE | VOTE | {"DELIB_DATE": "25/03/2021", "PREF_DATE": "2021-03-30"})

    acte = Deliberation.objects.get()
    assert (acte.assemblee, acte.seance) == ("conseil municipal de Dijon", seance)
    assert (acte.numero, acte.date, acte.precision) == ("2021-001", date(2021, 3, 25), "jour")
    assert (acte.pour, acte.contre, acte.abstentions) == (50, 5, 4)
    assert (acte.matiere_code, acte.matiere_nom, acte.resultat) == ("5.7", "", "")
    assert acte.historique.get().history_change_reason == "SCDL"


def test_une_deliberation_sans_numero_le_recoit(dijon):
    acte = creer_deliberation(
        collectivite=dijon, date=date(2021, 3, 25), objet=LIGNE["DELIB_OBJET"], assemblee="conseil"
    )

    assert importer(LIGNE).changees == 1

    acte.refresh_from_db()
    assert acte.numero == "2021-001"


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_reimporter_une_matiere_affinee_et_un_objet_singulier_ne_change_rien(format, dijon):
    complet = {"collectivite": dijon, "date": date(2021, 3, 25), "assemblee": "conseil"}
    creer_deliberation(
        **complet,
        numero="1",
        objet="=Objet, « cité »\nsur deux lignes",
        matiere_code="7.10.3",
        pour=50,
        contre=5,
        abstentions=4,
        adresse="https://exemple.fr/1.pdf",
    )
    creer_deliberation(**complet, numero="2", matiere_code="8.3", matiere_nom="VOIRIE")

    analyse = analyser(DeliberationRessource, relire(DeliberationRessource, format))

    assert (analyse.fautes, analyse.ne_change_rien, analyse.inchangees) == ((), True, 2)


@pytest.mark.parametrize(
    ("changement", "colonne", "phrase"),
    [
        ({"COLL_NOM": "Lyon", "COLL_SIRET": AUTRE_SIRET}, "COLL_NOM", "aucune collectivité « Ly"),
        ({"COLL_SIRET": AUTRE_SIRET}, "COLL_NOM", "Dijon a pour numéro"),
        ({"COLL_NOM": "Ahuy"}, "COLL_NOM", "ce SIRET est celui de Dijon, non d’Ahuy."),
        ({"COLL_SIRET": "12"}, "COLL_SIRET", "« 12 » n’est pas un SIRET."),
        ({"DELIB_ID": ""}, "DELIB_ID", "il faut une valeur pour une délibération nouvelle."),
        ({"DELIB_OBJET": " "}, "DELIB_OBJET", "il faut une valeur."),
        ({"DELIB_DATE": "2021-02-30"}, "DELIB_DATE", "« 2021-02-30 » n’est pas un jour"),
        ({"DELIB_MATIERE_CODE": "57"}, "DELIB_MATIERE_CODE", "« 57 » n’est pas un code"),
        ({"PREF_DATE": "2021-03-24"}, "PREF_DATE", "La transmission au préfet précède"),
        ({"BUDGET_ANNEE": "21"}, "BUDGET_ANNEE", "« 21 » n’est ni une année, ni deux"),
        (VOTE | {"VOTE_REEL": "60"}, "VOTE_REEL", "60 votants pour 59 voix."),
        (
            {"VOTE_EFFECTIF": "58", "VOTE_REEL": "59"},
            "VOTE_REEL",
            "59 votants pour un effectif de 58.",
        ),
        ({"VOTE_POUR": "dix"}, "VOTE_POUR", "« dix » n’est pas un nombre"),
        ({"VOTE_POUR": "-1"}, "VOTE_POUR", "« -1 » n’est pas un nombre de voix."),
        ({"VOTE_POUR": "10"}, "VOTE_POUR", "Un vote compté dit les « pour » et les « contre »."),
        ({"DELIB_URL": "ici"}, "DELIB_URL", "Saisissez une URL valide."),
        ({"DELIB_OBJET": "x" * 301}, "DELIB_OBJET", "Assurez-vous"),
        ({"DELIB_ID": "x" * 41}, "DELIB_ID", "Assurez-vous"),
    ],
)
def test_chaque_faute_dit_sa_ligne_et_sa_colonne(changement, colonne, phrase, dijon):
    creer_commune(nom="Ahuy")
    bonne = LIGNE | {"DELIB_ID": "bonne", "DELIB_OBJET": "Bonne"}

    fautes = dites(DeliberationRessource, bonne, LIGNE | changement)

    assert (3, colonne) in [faute[:2] for faute in fautes]
    assert any(faute[2].startswith(phrase) for faute in fautes), fautes


def test_deux_lignes_ne_disent_pas_la_meme_deliberation(dijon):
    [par_numero] = dites(DeliberationRessource, LIGNE, LIGNE | {"DELIB_OBJET": "Autre"})
    [par_objet] = dites(DeliberationRessource, LIGNE, LIGNE | {"DELIB_ID": "autre"})

    assert par_numero == (3, "DELIB_ID", "la ligne 2 parle déjà du même objet.")
    assert par_objet[2] == "Cette délibération est déjà enregistrée."


def test_l_apercu_est_en_requetes_constantes(dijon, requetes):
    lignes = [LIGNE | {"DELIB_ID": str(n), "DELIB_OBJET": f"Objet {n}"} for n in range(20)]
    une, toutes = tableau(lignes[0]), tableau(*lignes)

    def compter(contenu):
        return requetes(lambda: analyser(DeliberationRessource, contenu))

    assert compter(toutes) == compter(une)


def test_le_conseil_d_un_ccas_est_un_conseil_d_administration():
    creer_ccas(commune=creer_commune(nom="Dijon", siren=SIREN), siren="")

    importer(LIGNE | {"COLL_NOM": "CCAS de Dijon", "COLL_SIRET": AUTRE_SIRET})

    assert Deliberation.objects.get().assemblee == "conseil d’administration du CCAS de Dijon"


@pytest.mark.parametrize(
    ("collectivite", "nom"),
    [
        pytest.param({"siret": SIRET}, "Ville de Dijon", id="SIRET"),
        pytest.param({"siren": SIREN}, "Ville de Dijon", id="SIREN"),
        pytest.param({}, "DIJON", id="nom officiel"),
        pytest.param({}, "Dijon (Ville)", id="graphie connue"),
    ],
)
def test_la_collectivite_se_reconnait_sans_en_inventer(collectivite, nom):
    dijon = creer_commune(nom="Dijon", **collectivite)
    dijon.graphies.create(texte="Dijon (ville)")

    importer(LIGNE | {"COLL_NOM": nom})

    assert Deliberation.objects.get().collectivite == dijon
    assert Collectivite.objects.count() == 1


def test_une_cellule_vide_n_efface_rien_et_un_tiret_n_y_change_rien_de_controle(dijon):
    importer(LIGNE | VOTE | {"DELIB_URL": "https://exemple.fr/1.pdf"})

    vide = analyser(DeliberationRessource, tableau(LIGNE | {"VOTE_EFFECTIF": "–"}))

    assert (vide.fautes, vide.inchangees) == ((), 1)


def test_reimporter_ses_donnees_ouvertes_ne_change_rien(dijon):
    instance = creer_instance(collectivite=dijon, nature="conseil_municipal", effectif=59)
    seance = creer_seance(instance=instance, jour=date(2021, 3, 25), presents=59)
    complet = {"collectivite": dijon, "date": date(2021, 3, 25), "assemblee": "conseil"}
    creer_deliberation(
        **complet,
        instance=instance,
        seance=seance,
        numero="1",
        objet="=Objet, « cité »\nsur deux lignes",
        matiere_code="7.10.3",
        pour=50,
        contre=5,
        abstentions=4,
        transmise_le=date(2021, 3, 30),
    )
    creer_deliberation(**complet, numero="2", matiere_code="8.3", matiere_nom="VOIRIE")
    export = composer_csv(lire_export(Deliberation.objects.all()).completes)

    analyse = analyser(DeliberationRessource, lire_tableau(export.encode(), "scdl.csv"))

    assert (analyse.fautes, analyse.ne_change_rien, analyse.inchangees) == ((), True, 2)


def test_plus_de_voix_que_de_presents_est_refuse(dijon):
    instance = creer_instance(collectivite=dijon, nature="conseil_municipal")
    creer_seance(instance=instance, jour=date(2021, 3, 25), presents=58)

    [faute] = dites(DeliberationRessource, LIGNE | VOTE)

    assert faute[:2] == (2, "VOTE_POUR")


def test_de_deux_deliberations_du_meme_numero_aucune_n_est_devinee(dijon):
    jumelle = {"collectivite": dijon, "date": date(2021, 3, 25), "numero": LIGNE["DELIB_ID"]}
    for objet in ["Premier objet", "Second objet"]:
        creer_deliberation(**jumelle, objet=objet, matiere_code="5.7")

    [faute] = dites(DeliberationRessource, LIGNE)
    exacte = analyser(DeliberationRessource, tableau(LIGNE | {"DELIB_OBJET": "Second objet"}))

    assert faute == (2, "DELIB_ID", "plusieurs délibérations ont le numéro 2021-001 ce jour.")
    assert (exacte.fautes, exacte.nombre_creations) == ((), 0)


def test_la_ligne_annoncee_est_celle_du_fichier(dijon):
    """Un objet sur deux lignes décale les suivantes."""
    sur_deux = LIGNE | {"DELIB_OBJET": "Objet\nsur deux lignes", "DELIB_ID": "1"}
    contenu = fichier(sur_deux, LIGNE | {"DELIB_ID": ""}, colonnes=OBLIGATOIRES)

    [faute] = analyser(DeliberationRessource, lire_tableau(contenu, "scdl.csv")).fautes

    assert (faute.ligne, faute.colonne) == (4, "DELIB_ID")


def test_l_ancienne_adresse_mene_a_la_page_d_import_qui_enregistre(client_administrateur, dijon):
    ancienne = client_administrateur.get(reverse("deliberation_importer"))
    envoyer(client_administrateur, fichier(LIGNE | VOTE), code="deliberations", nom="scdl.csv")
    apercu = texte(client_administrateur.get(dernier().get_absolute_url()))
    assert not Deliberation.objects.exists()

    bilan = texte(confirmer(client_administrateur, dernier()))

    assert ancienne.url == reverse("import_envoyer", args=["deliberations"])
    assert LIGNE["DELIB_OBJET"] in apercu
    assert "Ce qui a été créé" in bilan
    assert Deliberation.objects.get().historique.get().history_user == dernier().confirme_par
