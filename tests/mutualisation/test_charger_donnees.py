import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gouvernance.models import Collectivite, Etape, Utilisateur
from mutualisation.models import DonneeChargee
from services_communs.models import Domaine, Effectif, Fiche, Objectif
from tests.fabriques import creer_commune, creer_domaine, creer_fiche, creer_utilisateur

pytestmark = pytest.mark.django_db

DOMAINE = ("services_communs.domaine", {"ordre": 1, "code": "achats", "titre": "Achats"})
FICHE = ("services_communs.fiche", {"domaine": ["achats"], "annee": 2020})
OBJECTIF = (
    "services_communs.objectif",
    {"fiche": ["achats", 2020], "ordre": 1, "texte": "Grouper les achats"},
)
EFFECTIF = (
    "services_communs.effectif",
    {"domaine": ["achats"], "date": "2020-11-30", "agents": 22, "etp": 21.1},
)


@pytest.fixture
def livrer(tmp_path):
    """Écrit un fichier livré ; une ligne est un couple modèle, champs, ou un texte tel quel."""

    def ecrire(*lignes, fichier="reference/10_donnees.jsonl"):
        chemin = tmp_path / fichier
        chemin.parent.mkdir(exist_ok=True)
        textes = [
            ligne if isinstance(ligne, str) else json.dumps({"model": ligne[0], "fields": ligne[1]})
            for ligne in lignes
        ]
        chemin.write_text("\n".join(textes), encoding="utf-8")

    return ecrire


@pytest.fixture
def charger(tmp_path):
    def appeler(*options):
        sortie = StringIO()
        call_command("charger_donnees", "reference", *options, dossier=tmp_path, stdout=sortie)
        return sortie.getvalue()

    return appeler


def test_les_lignes_sont_creees_et_comptees(livrer, charger):
    livrer(DOMAINE, FICHE, OBJECTIF)
    livrer(EFFECTIF, fichier="reference/20_effectifs.jsonl")

    sortie = charger()

    assert "reference/10_donnees.jsonl : 3 créées" in sortie
    assert "reference/20_effectifs.jsonl : 1 créée" in sortie
    assert "4 lignes lues." in sortie
    assert Objectif.objects.get().fiche.domaine.code == "achats"
    assert str(Effectif.objects.get().etp) == "21.10"


def test_un_second_chargement_ne_change_rien(livrer, charger):
    commune = creer_commune()
    etape = ("gouvernance.etape", {"date": "2019-01-01", "titre": "Fusion", "communes": []})
    etape[1]["communes"] = [[commune.nom]]
    livrer(DOMAINE, FICHE, OBJECTIF, EFFECTIF, etape)
    charger()

    sortie = charger()

    assert "10_donnees.jsonl : 5 inchangées" in sortie
    assert Etape.objects.get().communes.get() == commune


def test_une_ligne_livree_corrigee_est_mise_a_jour(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    livrer(DOMAINE, (EFFECTIF[0], EFFECTIF[1] | {"agents": 23}))

    sortie = charger()

    assert "1 modifiée et 1 inchangée" in sortie
    assert Effectif.objects.get().agents == 23


def test_un_champ_qui_n_est_pas_livre_garde_la_saisie(livrer, charger):
    livrer(DOMAINE, FICHE)
    charger()
    Fiche.objects.update(responsable=creer_utilisateur(), a_etudier="Saisi par un agent")
    livrer(DOMAINE, (FICHE[0], FICHE[1] | {"prerequis": "Ajouté aux données livrées"}))

    sortie = charger()

    fiche = Fiche.objects.get()
    assert "1 modifiée" in sortie
    assert fiche.responsable is not None
    assert (fiche.a_etudier, fiche.prerequis) == (
        "Saisi par un agent",
        "Ajouté aux données livrées",
    )


def test_une_ligne_modifiee_ici_n_est_pas_ecrasee(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)
    Domaine.objects.update(titre="Commande publique")
    livrer(DOMAINE, EFFECTIF, FICHE)

    with pytest.raises(CommandError) as refus:
        charger()

    message = str(refus.value)
    assert "10_donnees.jsonl, ligne 1 : domaine" in message
    assert "(titre)" in message
    assert "ligne 2 : effectif" in message
    assert "(agents)" in message
    assert "--ecraser" in message
    assert Effectif.objects.get().agents == 30
    assert not Fiche.objects.exists()


def test_garder_laisse_la_modification_et_charge_le_reste(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)
    livrer(DOMAINE, EFFECTIF, FICHE)

    sortie = charger("--garder")

    assert "1 créée, 1 inchangée et 1 gardée" in sortie
    assert Effectif.objects.get().agents == 30
    assert Fiche.objects.exists()


def test_ecraser_revient_aux_donnees_livrees(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)

    sortie = charger("--ecraser")

    assert "1 modifiée et 1 inchangée" in sortie
    assert Effectif.objects.get().agents == 22
    assert "2 inchangées" in charger()


def test_une_relation_multiple_modifiee_ici_est_un_conflit(livrer, charger):
    commune, autre = creer_commune(), creer_commune()
    livrer(
        (
            "gouvernance.etape",
            {"date": "2019-01-01", "titre": "Fusion", "communes": [[commune.nom]]},
        )
    )
    charger()
    Etape.objects.get().communes.add(autre)

    with pytest.raises(CommandError, match="communes"):
        charger()


def test_une_ligne_saisie_avant_le_chargement_n_est_pas_ecrasee(livrer, charger):
    creer_domaine(ordre=1, code="achats", titre="Saisi à la main")
    livrer(DOMAINE)

    with pytest.raises(CommandError, match=r"modifiée ici \(titre\)"):
        charger()


def test_une_ligne_supprimee_ici_ne_revient_pas_sans_le_dire(livrer, charger):
    livrer(DOMAINE, FICHE, OBJECTIF)
    charger()
    Fiche.objects.all().delete()

    with pytest.raises(CommandError, match="supprimée ou renommée ici"):
        charger()
    assert "1 inchangée et 2 gardées" in charger("--garder")
    assert not Objectif.objects.exists()
    assert "2 créées et 1 inchangée" in charger("--ecraser")
    assert Objectif.objects.exists()


def test_le_mot_de_passe_d_un_compte_existant_n_est_pas_touche(livrer, charger):
    livrer(("gouvernance.utilisateur", {"username": "agent", "password": "md5$a$livre"}))
    charger()
    utilisateur = Utilisateur.objects.get()
    assert utilisateur.password == "md5$a$livre"
    Utilisateur.objects.update(password="md5$b$change")

    sortie = charger()

    assert "1 inchangée" in sortie
    assert Utilisateur.objects.get().password == "md5$b$change"
    assert "password" not in DonneeChargee.objects.get().valeurs


def test_un_groupe_recoit_ses_permissions(livrer, charger):
    permission = ["view_domaine", "services_communs", "domaine"]
    livrer(("auth.group", {"name": "lecteurs", "permissions": [permission]}))
    livrer(
        (
            "gouvernance.utilisateur",
            {"username": "agent", "password": "md5$a$livre", "groups": [["lecteurs"]]},
        ),
        fichier="reference/20_comptes.jsonl",
    )

    charger()

    assert Utilisateur.objects.get().has_perm("services_communs.view_domaine")


def test_un_champ_absent_de_la_cle_prend_son_defaut(livrer, charger):
    """`perimetre` fait partie de la clé d'un effectif et n'est presque jamais écrit."""
    livrer(DOMAINE, EFFECTIF, (EFFECTIF[0], EFFECTIF[1] | {"perimetre": "agents accueillis"}))

    assert "3 créées" in charger()
    assert "3 inchangées" in charger()


COMMUNE = {
    "nature": "commune",
    "nom": "Ahuy",
    "code_insee": "21003",
    "date_debut": "2000-01-01",
}


@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        pytest.param('{"model": ', "JSON invalide à la colonne 11", id="JSON"),
        pytest.param('["liste"]', "La forme attendue est", id="forme"),
        pytest.param(
            ("gouvernance.region", {}), "Modèle inconnu : gouvernance.region", id="modèle"
        ),
        pytest.param(("sans_point", {}), "Modèle inconnu : sans_point", id="nom sans point"),
        pytest.param(
            ("admin.logentry", {"object_id": 1}),
            "Le modèle admin.logentry n’a pas",
            id="modèle sans clé",
        ),
        pytest.param(
            ("services_communs.domaine", {"code": "x", "couleur": "bleu"}),
            "Champ inconnu de services_communs.domaine : couleur",
            id="champ",
        ),
        pytest.param(
            (FICHE[0], FICHE[1] | {"domaine": ["inconnu"]}),
            'domaine : domaine introuvable, ["inconnu"]',
            id="clé naturelle",
        ),
        pytest.param(
            (FICHE[0], FICHE[1] | {"domaine": "achats"}),
            'domaine : domaine introuvable, "achats"',
            id="clé naturelle qui n'est pas une liste",
        ),
        pytest.param(
            ("gouvernance.etape", {"date": "2019-01-01", "titre": "x", "communes": [["Atlantis"]]}),
            'communes : collectivité introuvable, ["Atlantis"]',
            id="clé naturelle multiple",
        ),
        pytest.param(
            ("gouvernance.etape", {"date": "2019-01-01", "titre": "x", "communes": 3}),
            "communes : une liste de clés est attendue",
            id="relation multiple qui n'est pas une liste",
        ),
        pytest.param(
            (EFFECTIF[0], EFFECTIF[1] | {"date": "30/11/2020"}),
            "date : valeur impossible, '30/11/2020'",
            id="date",
        ),
        pytest.param(
            ("gouvernance.collectivite", COMMUNE | {"code_insee": ""}),
            "Une commune a un code INSEE de cinq caractères.",
            id="contrainte",
        ),
        pytest.param(
            ("gouvernance.collectivite", COMMUNE | {"siren": "123456789"}),
            "siren : « 123456789 » n’est pas un SIREN",
            id="champ invalide",
        ),
        pytest.param(DOMAINE, 'Déjà livrée plus haut : ["achats"]', id="doublon"),
    ],
)
def test_une_faute_est_nommee_et_rien_n_est_ecrit(livrer, charger, ligne, raison):
    livrer(DOMAINE, ligne)

    with pytest.raises(CommandError) as refus:
        charger()

    assert "Rien n’a été chargé." in str(refus.value)
    assert f"reference/10_donnees.jsonl, ligne 2 : {raison}" in str(refus.value)
    assert not Domaine.objects.exists()
    assert not DonneeChargee.objects.exists()


def test_toutes_les_fautes_sont_dites_d_un_coup(livrer, charger):
    livrer("{", DOMAINE, "[")

    with pytest.raises(CommandError) as refus:
        charger()

    assert "ligne 1 : JSON" in str(refus.value)
    assert "ligne 3 : JSON" in str(refus.value)


def test_une_faute_que_seule_la_base_voit_est_dite_aussi(livrer, charger, monkeypatch):
    livrer(DOMAINE, (DOMAINE[0], DOMAINE[1] | {"code": "logistique"}))
    monkeypatch.setattr(Domaine, "full_clean", lambda objet: None)

    with pytest.raises(CommandError, match="ligne 2 : refusée par la base"):
        charger()
    assert not Domaine.objects.exists()


def test_un_jeu_inconnu_est_refuse(livrer, charger):
    livrer(DOMAINE)

    with pytest.raises(CommandError, match=r"Jeu inconnu : exercice_1900. Jeux livrés : reference"):
        charger("exercice_1900")


def test_sans_argument_les_trois_jeux_sont_charges_dans_l_ordre(livrer, tmp_path):
    livrer(DOMAINE)
    livrer(FICHE, fichier="exercice_2020/10_fiches.jsonl")
    livrer(OBJECTIF, fichier="demonstration/10_objectifs.jsonl")
    sortie = StringIO()

    call_command("charger_donnees", dossier=tmp_path, stdout=sortie)

    assert [ligne.split("/")[0] for ligne in sortie.getvalue().splitlines()[:3]] == [
        "reference",
        "exercice_2020",
        "demonstration",
    ]


def test_le_chargement_relit_la_base_une_fois_par_modele(livrer, charger, requetes):
    """Une ligne inchangée coûte une lecture ; ses relations n'en coûtent pas."""

    def lignes(nombre):
        return [
            ("services_communs.objectif", {"fiche": ["achats", 2020], "ordre": n, "texte": "x"})
            for n in range(nombre)
        ]

    creer_fiche(domaine=creer_domaine(code="achats"), annee=2020)
    livrer(*lignes(5))
    avant = requetes(charger)
    livrer(*lignes(15))

    assert requetes(charger) == avant + 10


def test_une_collectivite_livree_se_designe_par_son_nom(livrer, charger):
    livrer(
        ("gouvernance.collectivite", COMMUNE),
        (
            "gouvernance.collectivite",
            {"nature": "ccas", "nom": "CCAS d’Ahuy", "article": "le", "commune": ["Ahuy"]},
        ),
    )

    charger()

    assert Collectivite.objects.get(nom="CCAS d’Ahuy").commune.code_insee == "21003"
