"""Les délibérations en données ouvertes : conformes au schéma, ou ce qui leur manque."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from frictionless import Resource, Schema

from gouvernance.deliberations.scdl import COLONNES, OBLIGATOIRES
from gouvernance.models import Collectivite
from tests.fabriques import creer_commune, creer_deliberation, metropole
from tests.fabriques_gouvernance import creer_instance, creer_seance

pytestmark = pytest.mark.django_db

SIRET = "24210041000016"
ENTIERS = [colonne for colonne in COLONNES if colonne.startswith("VOTE_")]
DATES = ["DELIB_DATE", "PREF_DATE"]
MOTIFS = {
    "COLL_SIRET": r"^\d{14}$",
    "DELIB_MATIERE_CODE": r"^\d\.\d{1,2}$",
    "BUDGET_ANNEE": r"^[0-9]{4}(\/[0-9]{4})?$",
}


def champ(nom: str) -> dict:
    """Champ tel que l'écrit le schéma SCDL « délibérations » 2.1.3."""
    genre = "integer" if nom in ENTIERS else "date" if nom in DATES else "string"
    contraintes = {"required": nom in OBLIGATOIRES}
    if nom in MOTIFS:
        contraintes["pattern"] = MOTIFS[nom]
    format_ = {"format": "uri"} if nom == "DELIB_URL" else {}
    return {"name": nom, "type": genre, "constraints": contraintes, **format_}


def acte_complet(**valeurs):
    assemblee = metropole()
    Collectivite.objects.filter(pk=assemblee.pk).update(siret=SIRET, nom="Dijon Métropole")
    instance, _ = assemblee.instances.get_or_create(
        nature="conseil", defaults={"nom": "Conseil métropolitain", "effectif": 86}
    )
    seance, _ = instance.seances.get_or_create(
        jour=date(2021, 3, 25), defaults={"membres_en_exercice": 86, "presents": 80}
    )
    defauts = {
        "collectivite": assemblee,
        "instance": instance,
        "seance": seance,
        "date": seance.jour,
        "numero": "DM2021-03-25_001",
        "objet": "Adhésion, dite « d’Ahuy »\nau service commun",
        "matiere_code": "5.7",
        "pour": 70,
        "contre": 3,
        "abstentions": 2,
        "transmise_le": date(2021, 3, 30),
        "identifiant_actes": "021-242100410-20210325-1-DE",
        "adresse": "https://exemple.fr/deliberation.pdf",
        "resultat": "adoptee",
    }
    return creer_deliberation(**defauts | valeurs)


def telecharger(client, **criteres) -> bytes:
    return client.get(reverse("deliberation_scdl"), {"export": "csv"} | criteres).content


def lignes(contenu: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contenu.decode(), newline="")))


def test_le_fichier_est_conforme_au_schema(client_agent, tmp_path):
    acte_complet()
    acte_complet(numero="2", objet="Sans vote", pour=None, contre=None, abstentions=None)
    chemin = tmp_path / "deliberations.csv"
    chemin.write_bytes(telecharger(client_agent))
    schema = Schema.from_descriptor({"fields": [champ(nom) for nom in COLONNES]})

    rapport = Resource(path=chemin.name, basepath=str(tmp_path), schema=schema).validate()

    assert rapport.valid, rapport.to_summary()
    assert rapport.tasks[0].stats["rows"] == 2


def test_chaque_colonne_a_sa_valeur(client_agent):
    acte_complet()

    [ligne] = lignes(telecharger(client_agent))

    assert ligne == {
        "COLL_NOM": "Dijon Métropole",
        "COLL_SIRET": SIRET,
        "DELIB_ID": "DM2021-03-25_001",
        "DELIB_DATE": "2021-03-25",
        "DELIB_MATIERE_CODE": "5.7",
        "DELIB_MATIERE_NOM": "institutions et vie politique/intercommunalité",
        "DELIB_OBJET": "Adhésion, dite « d’Ahuy »\nau service commun",
        "BUDGET_ANNEE": "",
        "BUDGET_NOM": "",
        "PREF_ID": "",
        "PREF_DATE": "2021-03-30",
        "VOTE_EFFECTIF": "86",
        "VOTE_REEL": "75",
        "VOTE_POUR": "70",
        "VOTE_CONTRE": "3",
        "VOTE_ABSTENTION": "2",
        "DELIB_URL": "https://exemple.fr/deliberation.pdf",
    }


def test_le_fichier_est_en_utf8_sans_marque_separe_par_des_virgules(client_agent):
    acte_complet()

    reponse = client_agent.get(reverse("deliberation_scdl"), {"export": "csv"})

    assert reponse.content.startswith(b"COLL_NOM,COLL_SIRET,DELIB_ID,DELIB_DATE,")
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert "deliberations-scdl-" in reponse["Content-Disposition"]


def test_une_matiere_plus_fine_s_arrete_au_deuxieme_niveau(client_agent):
    acte_complet(matiere_code="7.10.3")

    [ligne] = lignes(telecharger(client_agent))

    assert (ligne["DELIB_MATIERE_CODE"], ligne["DELIB_MATIERE_NOM"]) == (
        "7.10",
        "finances locales/divers",
    )


def test_un_objet_n_est_jamais_une_formule(client_agent):
    acte_complet(objet="=2+2")

    assert lignes(telecharger(client_agent))[0]["DELIB_OBJET"] == "'=2+2"


@pytest.mark.parametrize(
    ("valeurs", "manque"),
    [
        ({"numero": ""}, "Le numéro"),
        ({"matiere_code": ""}, "Le code de la matière"),
        ({"matiere_code": "9.9"}, "L’intitulé de la matière"),
        ({"precision": "mois"}, "Le jour"),
        ({"collectivite": "commune"}, "Le SIRET d’Ahuy"),
    ],
)
def test_ce_qui_manque_est_dit_ligne_par_ligne(valeurs, manque, client_agent):
    if "collectivite" in valeurs:
        valeurs = {"collectivite": creer_commune(nom="Ahuy"), "instance": None, "seance": None}
    acte_complet(**valeurs)

    reponse = client_agent.get(reverse("deliberation_scdl"), {"export": "csv"})

    assert reponse["Content-Type"].startswith("text/html")
    assert f"<td>{manque}</td>" in reponse.content.decode()


def test_on_exporte_les_seules_completes_en_le_sachant(client_agent):
    acte_complet()
    acte_complet(numero="", objet="Sans numéro")

    page = client_agent.get(reverse("deliberation_scdl")).content.decode()

    assert "Le fichier n’aura pas 1\u00a0autre, incomplète" in page
    assert "les seules complètes" in page
    assert len(lignes(telecharger(client_agent))) == 1


def test_ni_decision_du_president_ni_projet_rejete(client_agent):
    acte_complet()
    acte_complet(nature="decision", objet="Décision")
    acte_complet(resultat="rejetee", objet="Rejetée")

    assert len(lignes(telecharger(client_agent))) == 1


def test_le_fichier_suit_les_filtres_de_la_liste(client_agent):
    acte_complet()

    page = client_agent.get(reverse("deliberation_liste"), {"matiere": "5"}).content.decode()

    assert f"{reverse('deliberation_scdl')}?matiere=5" in page
    assert len(lignes(telecharger(client_agent, matiere="5"))) == 1
    assert b"Aucune d" in telecharger(client_agent, matiere="7")


def test_un_critere_mal_ecrit_ne_se_telecharge_pas(client_agent):
    acte_complet()

    assert "sont à corriger" in telecharger(client_agent, du="hier").decode()


def test_un_maire_n_exporte_pas_l_acte_d_une_autre_commune(client_maire):
    autre = creer_commune(nom="Quetigny", siret="21210231300013")
    acte_complet(collectivite=autre, instance=None, seance=None)

    assert "Quetigny" not in telecharger(client_maire).decode()


def test_l_export_est_en_requetes_constantes(client_agent, requetes):
    acte_complet()
    avant = requetes(lambda: telecharger(client_agent))
    for rang in range(10):
        seance = creer_seance(instance=creer_instance())
        acte_complet(objet=f"Objet {rang}", instance=seance.instance, seance=seance)

    apres = requetes(lambda: telecharger(client_agent))

    assert apres == avant
    assert apres <= 15


def test_la_commande_refuse_d_ecrire_un_fichier_incomplet(tmp_path, capsys):
    acte_complet()
    acte_complet(numero="", objet="Sans numéro")
    chemin = tmp_path / "deliberations.csv"

    with pytest.raises(CommandError, match="--completes"):
        call_command("exporter_deliberations", chemin)

    assert not chemin.exists()
    assert "Sans numéro : il manque le numéro." in capsys.readouterr().err


def test_la_commande_ecrit_les_completes(tmp_path, capsys):
    acte_complet()
    acte_complet(numero="", objet="Sans numéro")
    chemin = tmp_path / "deliberations.csv"

    call_command("exporter_deliberations", chemin, "--completes", "--annee", "2021")

    assert len(lignes(chemin.read_bytes())) == 1
    assert capsys.readouterr().out.startswith("1 délibération écrite dans ")


def test_la_commande_dit_qu_un_chemin_ne_s_ecrit_pas(tmp_path):
    acte_complet()

    with pytest.raises(CommandError, match="ne peut être écrit"):
        call_command("exporter_deliberations", tmp_path / "absent" / "deliberations.csv")


def test_la_commande_n_ecrit_pas_un_fichier_sans_ligne(tmp_path):
    with pytest.raises(CommandError, match="aucune délibération complète"):
        call_command("exporter_deliberations", tmp_path / "vide.csv")
