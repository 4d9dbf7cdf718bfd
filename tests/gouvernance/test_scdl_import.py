"""Importer un fichier SCDL : aperçu, toutes les fautes d'un coup, tout ou rien."""

from datetime import date

import pytest

from gouvernance.deliberations.import_scdl import enregistrer, preparer
from gouvernance.deliberations.lecture_scdl import TAILLE_MAXIMALE, FichierRefuse
from gouvernance.deliberations.scdl import COLONNES, OBLIGATOIRES, composer_csv, lire_export
from gouvernance.models import Deliberation
from tests.fabriques import creer_ccas, creer_commune, creer_deliberation
from tests.fabriques_gouvernance import creer_instance, creer_seance
from tests.gouvernance.scdl import AUTRE_SIRET, LIGNE, SIREN, SIRET, VOTE, fichier, importer

pytestmark = pytest.mark.django_db


@pytest.fixture
def dijon():
    return creer_commune(nom="Dijon", siren=SIREN, siret=SIRET)


def fautes(*lignes: dict) -> list[str]:
    return [str(faute) for faute in preparer(fichier(*lignes)).fautes]


def test_une_ligne_cree_la_deliberation_du_conseil(dijon):
    importer(LIGNE | VOTE | {"PREF_DATE": "2021-03-30", "DELIB_URL": "https://exemple.fr/1.pdf"})

    acte = Deliberation.objects.get()
    assert acte.collectivite == dijon
    assert acte.assemblee == "conseil municipal de Dijon"
    assert (acte.numero, acte.date, acte.precision) == ("2021-001", date(2021, 3, 25), "jour")
    assert (acte.pour, acte.contre, acte.abstentions) == (50, 5, 4)
    assert (acte.matiere_code, acte.matiere_nom) == ("5.7", "")
    assert acte.transmise_le == date(2021, 3, 30)
    assert acte.adresse == "https://exemple.fr/1.pdf"
    assert acte.resultat == ""


def test_elle_se_rattache_a_la_seance_suivie(dijon):
    instance = creer_instance(collectivite=dijon, nature="conseil_municipal")
    seance = creer_seance(instance=instance, jour=date(2021, 3, 25))

    importer(LIGNE)

    assert Deliberation.objects.get().seance == seance


def test_le_conseil_d_un_ccas_est_un_conseil_d_administration():
    creer_ccas(commune=creer_commune(nom="Dijon", siren=SIREN), siren="")

    importer(LIGNE | {"COLL_NOM": "CCAS de Dijon", "COLL_SIRET": AUTRE_SIRET})

    assert Deliberation.objects.get().assemblee == "conseil d’administration du CCAS de Dijon"


def test_l_apercu_compte_et_montre_avant_et_apres(dijon):
    importer(LIGNE, LIGNE | {"DELIB_ID": "2021-002", "DELIB_OBJET": "Budget"})

    apercu = preparer(
        fichier(
            LIGNE,
            LIGNE | {"DELIB_ID": "2021-002", "DELIB_OBJET": "Budget primitif"},
            LIGNE | {"DELIB_ID": "2021-003", "DELIB_OBJET": "Autre"},
        )
    )

    assert (len(apercu.creees), len(apercu.changees), apercu.inchangees) == (1, 1, 1)
    [changement] = apercu.changees[0].changements
    assert (changement.colonne, changement.avant, changement.apres) == (
        "DELIB_OBJET",
        "Budget",
        "Budget primitif",
    )
    assert Deliberation.objects.count() == 2


def test_une_deliberation_sans_numero_le_recoit(dijon):
    acte = creer_deliberation(
        collectivite=dijon, date=date(2021, 3, 25), objet=LIGNE["DELIB_OBJET"], assemblee="conseil"
    )

    importer(LIGNE)

    acte.refresh_from_db()
    assert acte.numero == "2021-001"
    assert Deliberation.objects.count() == 1


def test_une_cellule_vide_n_efface_rien(dijon):
    importer(LIGNE | VOTE | {"DELIB_URL": "https://exemple.fr/1.pdf"})

    assert preparer(fichier(LIGNE)).inchangees == 1


def test_reimporter_son_propre_export_ne_change_rien(dijon):
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
        adresse="https://exemple.fr/1.pdf",
    )
    creer_deliberation(**complet, numero="2", matiere_code="8.3", matiere_nom="VOIRIE")
    creer_deliberation(**complet, numero="3", matiere_code="5.7")
    export = composer_csv(lire_export(Deliberation.objects.all()).completes).encode()

    apercu = preparer(export)

    assert not apercu.fautes
    assert (len(apercu.creees), len(apercu.changees), apercu.inchangees) == (0, 0, 3)


@pytest.mark.parametrize(
    ("collectivite", "ligne"),
    [
        pytest.param({"siret": SIRET}, {"COLL_NOM": "Ville de Dijon"}, id="SIRET"),
        pytest.param({"siren": SIREN}, {"COLL_NOM": "Ville de Dijon"}, id="SIREN"),
        pytest.param({}, {"COLL_NOM": "DIJON"}, id="nom officiel"),
        pytest.param({}, {"COLL_NOM": "Dijon (Ville)"}, id="graphie connue"),
    ],
)
def test_la_collectivite_se_reconnait(collectivite, ligne):
    dijon = creer_commune(nom="Dijon", **collectivite)
    dijon.graphies.create(texte="Dijon (ville)")

    importer(LIGNE | ligne)

    assert Deliberation.objects.get().collectivite == dijon


@pytest.mark.parametrize(
    ("changements", "faute"),
    [
        (
            {"COLL_NOM": "Lyon", "COLL_SIRET": AUTRE_SIRET},
            "COLL_NOM : aucune collectivité « Lyon »",
        ),
        ({"COLL_SIRET": AUTRE_SIRET}, "COLL_SIRET : Dijon a pour numéro"),
        ({"COLL_NOM": "Ahuy"}, "COLL_NOM : ce SIRET est celui de Dijon, non d’Ahuy."),
        ({"COLL_SIRET": "21210231300011"}, "COLL_SIRET : « 21210231300011 » n’est pas un SIRET."),
        ({"DELIB_ID": ""}, "DELIB_ID : valeur obligatoire."),
        ({"DELIB_OBJET": " "}, "DELIB_OBJET : valeur obligatoire."),
        (
            {"DELIB_DATE": "31/03/2021"},
            "DELIB_DATE : « 31/03/2021 » n’est pas une date AAAA-MM-JJ.",
        ),
        ({"DELIB_DATE": "2021-02-30"}, "DELIB_DATE : « 2021-02-30 » n’est pas une date"),
        ({"DELIB_MATIERE_CODE": "57"}, "DELIB_MATIERE_CODE : « 57 » n’est pas un code"),
        ({"PREF_DATE": "2021-03-24"}, "PREF_DATE : La transmission au préfet précède"),
        ({"BUDGET_ANNEE": "21"}, "BUDGET_ANNEE : « 21 » n’est ni une année"),
        ({"VOTE_POUR": "dix"}, "VOTE_POUR : « dix » n’est pas un nombre de voix."),
        ({"VOTE_POUR": "-1"}, "VOTE_POUR : « -1 » n’est pas un nombre de voix."),
        ({"VOTE_POUR": "10"}, "VOTE_CONTRE : un vote compté dit"),
        (VOTE | {"VOTE_REEL": "60"}, "VOTE_REEL : 60 votants pour 59 voix."),
        ({"VOTE_EFFECTIF": "58", "VOTE_REEL": "59"}, "VOTE_REEL : 59 votants pour un effectif"),
        ({"DELIB_URL": "ici"}, "DELIB_URL : "),
        ({"DELIB_OBJET": "x" * 301}, "DELIB_OBJET : "),
        ({"DELIB_ID": "x" * 41}, "DELIB_ID : "),
    ],
)
def test_chaque_faute_dit_sa_ligne_et_sa_colonne(changements, faute, dijon):
    creer_commune(nom="Ahuy")

    relevees = fautes(LIGNE | {"DELIB_ID": "bonne", "DELIB_OBJET": "Bonne"}, LIGNE | changements)

    assert len(relevees) == 1
    assert relevees[0].replace("\u00a0", " ").startswith(f"Ligne 3, {faute}")


def test_plus_de_voix_que_de_presents_est_refuse(dijon):
    instance = creer_instance(collectivite=dijon, nature="conseil_municipal")
    creer_seance(instance=instance, jour=date(2021, 3, 25), presents=58)

    assert "VOTE_POUR" in fautes(LIGNE | VOTE)[0]


def test_toutes_les_fautes_sont_dites_en_une_fois_et_rien_n_est_ecrit(dijon):
    mauvaises = [{"DELIB_DATE": "hier", "DELIB_ID": ""}, {"COLL_SIRET": "12"}]
    contenu = fichier(LIGNE, *[LIGNE | mauvaise for mauvaise in mauvaises])

    apercu = preparer(contenu)

    assert [(f.ligne, f.colonne) for f in apercu.fautes] == [
        (3, "DELIB_ID"),
        (3, "DELIB_DATE"),
        (4, "COLL_SIRET"),
    ]
    with pytest.raises(ValueError, match="fautif"):
        enregistrer(apercu)
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize(
    ("changements", "colonne"),
    [({"DELIB_OBJET": "Autre"}, "DELIB_ID"), ({"DELIB_ID": "autre"}, "DELIB_OBJET")],
)
def test_deux_lignes_ne_disent_pas_la_meme_deliberation(changements, colonne, dijon):
    [faute] = fautes(LIGNE, LIGNE | changements)

    assert faute.startswith(f"Ligne 3, {colonne}")
    assert "la ligne 2 dit déjà" in faute


def test_la_ligne_annoncee_est_celle_du_fichier(dijon):
    """Un objet sur deux lignes décale les suivantes."""
    sur_deux = LIGNE | {"DELIB_OBJET": "Objet\nsur deux lignes", "DELIB_ID": "1"}

    [faute] = fautes(sur_deux, LIGNE | {"DELIB_ID": ""})

    assert faute.startswith("Ligne 4, DELIB_ID")


def test_une_objet_deja_pris_par_une_autre_assemblee_est_refuse(dijon):
    creer_deliberation(
        collectivite=dijon,
        assemblee="conseil municipal de Dijon",
        date=date(2021, 3, 25),
        objet=LIGNE["DELIB_OBJET"],
        numero="autre numéro",
    )

    assert "déjà enregistrée" in fautes(LIGNE)[0]


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        pytest.param(b"", "vide", id="vide"),
        pytest.param(b" \n\n", "vide", id="blanc"),
        pytest.param(b"x" * (TAILLE_MAXIMALE + 1), "dépasse", id="trop gros"),
        pytest.param("COLL_NOM\nChenôve".encode("latin-1"), "ligne 2", id="latin-1"),
        pytest.param("COLL_NOM".encode("utf-16"), "UTF-8", id="UTF-16"),
        pytest.param(b"PK\x03\x04\0\0", "n’est pas un texte", id="classeur"),
        pytest.param(";".join(COLONNES).encode(), "« , »", id="points-virgules"),
        pytest.param(b"COLL_NOM,DELIB_ID\n", "Il manque les colonnes COLL_SIRET", id="absentes"),
        pytest.param(
            ",".join([*COLONNES, "NOTE"]).encode(),
            "Colonne inconnue du schéma : « NOTE »",
            id="en trop",
        ),
        pytest.param(",".join([*COLONNES, "DELIB_ID"]).encode(), "deux fois", id="double"),
        pytest.param(",".join(COLONNES).encode(), "aucune délibération", id="sans ligne"),
        pytest.param(fichier(LIGNE) + b"a,b\n", "La ligne 3 a 2 cellules", id="cellules"),
        pytest.param(fichier(LIGNE) + b'"ouvert', "La ligne 3 ne se lit pas", id="guillemet"),
        pytest.param(f"{','.join(OBLIGATOIRES)}\n{'x' * 200_000}".encode(), "ligne 2", id="long"),
    ],
)
def test_un_fichier_illisible_est_refuse_clairement(contenu, raison):
    with pytest.raises(FichierRefuse) as refus:
        preparer(contenu)

    assert raison in str(refus.value)


def test_une_marque_d_ordre_et_d_autres_colonnes_facultatives_sont_admises(dijon):
    contenu = b"\xef\xbb\xbf" + fichier(LIGNE, colonnes=OBLIGATOIRES)

    assert len(preparer(contenu).creees) == 1


def test_l_apercu_est_en_requetes_constantes_quand_rien_ne_change(dijon, requetes):
    lignes = [LIGNE | {"DELIB_ID": str(n), "DELIB_OBJET": f"Objet {n}"} for n in range(11)]
    importer(*lignes)
    une, toutes = fichier(lignes[0]), fichier(*lignes)

    assert requetes(lambda: preparer(toutes)) == requetes(lambda: preparer(une)) <= 15
