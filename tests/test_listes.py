"""Ce que toute liste doit faire : trier, filtrer, paginer, télécharger, en requêtes constantes."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from finances.models import Participation
from finances.tables import CleRepartitionTable, EvaluationTable, ParticipationTable, ScenarioTable
from gouvernance.consultations.tables import ConsultationTable
from gouvernance.deliberations.tables import DeliberationTable
from gouvernance.instances.tables import InstanceTable
from gouvernance.listes.outils import RIEN_D_ENREGISTRE
from gouvernance.models import Collectivite
from gouvernance.seances.tables import SeanceTable
from gouvernance.tables import CommuneTable
from services_communs import tables
from tests.exports import lire_csv
from tests.fabriques import (
    creer_adhesion,
    creer_ccas,
    creer_cle,
    creer_commune,
    creer_cooperation,
    creer_deliberation,
    creer_effectif,
    creer_evaluation,
    creer_hypothese,
    creer_indicateur,
    creer_mesure,
    creer_participation,
    creer_partie,
    creer_realisation,
    creer_service,
    creer_transfert,
    metropole,
)
from tests.fabriques_gouvernance import creer_envoi, creer_membre, creer_reponse, creer_seance

pytestmark = pytest.mark.django_db


def creer_cooperation_a_deux():
    cooperation = creer_cooperation(base_legale="CGCT, art. L. 5111-1")
    creer_partie(cooperation=cooperation)
    creer_partie(cooperation=cooperation)


LISTES = {
    "commune_liste": (CommuneTable, lambda: creer_ccas()),
    "deliberation_liste": (DeliberationTable, lambda: creer_deliberation(numero="2018-1")),
    "instance_liste": (InstanceTable, lambda: creer_seance(instance=creer_membre().instance)),
    "service_liste": (tables.ServiceCommunTable, lambda: creer_adhesion()),
    "adhesion_liste": (
        tables.AdhesionTable,
        lambda: creer_adhesion(collectivite=creer_ccas()),
    ),
    "transfert_liste": (tables.TransfertAgentsTable, lambda: creer_transfert()),
    "effectif_liste": (tables.EffectifTable, lambda: creer_effectif(etp=Decimal("9.5"))),
    "indicateur_liste": (
        tables.IndicateurTable,
        lambda: creer_mesure(indicateur=creer_indicateur(unite="actes")),
    ),
    "cooperation_liste": (tables.CooperationTable, creer_cooperation_a_deux),
    "participation_liste": (ParticipationTable, lambda: creer_participation()),
    "evaluation_liste": (EvaluationTable, lambda: creer_evaluation()),
    "cle_liste": (CleRepartitionTable, lambda: creer_cle()),
    "seance_liste": (SeanceTable, lambda: creer_envoi()),
    "scenario_liste": (ScenarioTable, lambda: creer_hypothese()),
    "consultation_liste": (ConsultationTable, lambda: creer_reponse()),
}


@pytest.mark.parametrize("nom", LISTES)
def test_nombre_de_requetes_constant_et_borne(nom, client_agent, requetes):
    _, creer = LISTES[nom]
    creer()
    avant = requetes(lambda: client_agent.get(reverse(nom)))
    for _ in range(10):
        creer()

    apres = requetes(lambda: client_agent.get(reverse(nom)))

    assert apres == avant
    assert apres <= 15


@pytest.mark.parametrize("sens", ["", "-"])
@pytest.mark.parametrize("nom", LISTES)
def test_toute_colonne_triable_se_trie(nom, sens, client_agent):
    table, creer = LISTES[nom]
    creer()
    creer()
    triables = [n for n, colonne in table.base_columns.items() if colonne.orderable is not False]
    assert triables
    for colonne in triables:
        reponse = client_agent.get(reverse(nom), {"sort": f"{sens}{colonne}"})

        assert reponse.status_code == 200
        assert b'aria-sort="' in reponse.content


@pytest.mark.parametrize("nom", LISTES)
def test_le_telechargement_a_les_lignes_et_les_colonnes_de_l_ecran(nom, client_agent):
    _, creer = LISTES[nom]
    for _ in range(30):
        creer()
    ecran = client_agent.get(reverse(nom)).context["table"]

    lu = lire_csv(client_agent.get(reverse(nom), {"export": "csv"}))

    assert lu.codes == [colonne.name for colonne in ecran.columns]
    assert lu.entetes == [capfirst(colonne.header) for colonne in ecran.columns]
    a_un_total = nom == "transfert_liste"
    assert len(lu.lignes) - a_un_total == len(ecran.rows) >= 30
    assert all(len(ligne) == len(lu.codes) for ligne in lu.lignes)


@pytest.mark.parametrize("nom", LISTES)
@pytest.mark.parametrize(
    "parametres",
    [
        {"sort": "colonne_inconnue"},
        {"sort": "-"},
        {"page": "9999"},
        {"page": "zéro"},
        {"commune": "999999", "payeur": "x", "domaine": "'", "service": "%"},
        {"au": "hier", "annee": "-1", "exercice": "🙂"},
        {"nom": "%' OR 1=1 --"},
        {"nom": "x" * 10_000},
        {"export": "pdf"},
    ],
    ids=repr,
)
def test_une_adresse_tordue_donne_une_page(nom, parametres, client_agent):
    _, creer = LISTES[nom]
    creer()

    assert client_agent.get(reverse(nom), parametres).status_code == 200


@pytest.mark.parametrize("nom", LISTES)
def test_une_liste_vide_le_dit(nom, client_agent):
    reponse = client_agent.get(reverse(nom))

    raison = getattr(LISTES[nom][0], "rien_d_enregistre", RIEN_D_ENREGISTRE)
    assert raison in reponse.content.decode()
    assert "Télécharger" not in reponse.content.decode()


def test_le_tri_est_departage_par_la_cle(client_agent):
    service = creer_service()
    attendues = [creer_adhesion(service=service).pk for _ in range(30)]

    vues = [
        ligne.record.pk
        for page in [1, 2]
        for ligne in client_agent.get(
            reverse("adhesion_liste"), {"sort": "date_debut", "page": page}
        )
        .context["table"]
        .paginated_rows
    ]

    assert vues == attendues


def test_une_commune_emmene_son_ccas(client_agent):
    ccas = creer_ccas()
    de_la_commune = creer_adhesion(collectivite=ccas.commune)
    du_ccas = creer_adhesion(collectivite=ccas)
    creer_adhesion()

    table = client_agent.get(reverse("adhesion_liste"), {"commune": ccas.commune.pk}).context[
        "table"
    ]

    assert {ligne.record.pk for ligne in table.rows} == {de_la_commune.pk, du_ccas.pk}


def test_une_commune_se_trouve_par_une_autre_graphie(client_agent):
    fenay = creer_commune(nom="Fénay")
    creer_commune(nom="Fontaine-lès-Dijon")
    fenay.graphies.create(texte="Féney")
    fenay.graphies.create(texte="FENEY-VILLE")

    table = client_agent.get(reverse("commune_liste"), {"nom": "féney"}).context["table"]

    assert [ligne.record.nom for ligne in table.rows] == ["Fénay"]


def test_une_commune_se_trouve_sans_ses_accents(client_agent):
    creer_commune(nom="Étaules-lès-Dijon")
    creer_commune(nom="Talant")

    table = client_agent.get(reverse("commune_liste"), {"nom": "ETAULES"}).context["table"]

    assert [ligne.record.nom for ligne in table.rows] == ["Étaules-lès-Dijon"]


def test_les_noms_sont_ranges_sans_tenir_compte_des_accents():
    for nom in ["Fontaine", "Fénay", "Zed", "Étang", "dijon"]:
        creer_commune(nom=nom)

    noms = list(Collectivite.objects.values_list("nom", flat=True))

    assert noms == ["dijon", "Étang", "Fénay", "Fontaine", "Zed"]


def test_le_total_d_un_exercice_est_celui_de_la_base(client_agent):
    for _ in range(30):
        creer_participation(montant=Decimal(1000), deja_valorise=Decimal(400))
    creer_participation(payeur=metropole(), montant=Decimal(5))
    creer_participation(montant=Decimal(7), exercice_debut=2021)

    table = client_agent.get(reverse("participation_liste"), {"exercice": 2020}).context["table"]

    pieds = {colonne.name: colonne.footer for colonne in table.columns}
    assert pieds["payeur"] == "Total"
    assert pieds["montant"] == "30\u00a0005\u00a0€"
    assert pieds["deja_valorise"] == "12\u00a0000\u00a0€"
    assert pieds["effet_sur_l_ac"] == "−18\u00a0000\u00a0€"


def test_plusieurs_exercices_ne_s_additionnent_pas(client_agent):
    creer_participation()

    table = client_agent.get(reverse("participation_liste")).context["table"]

    assert {colonne.footer for colonne in table.columns} <= {"", None}


def test_un_exercice_mal_ecrit_ne_donne_pas_un_total_faux(client_agent):
    creer_participation(exercice_debut=2019, exercice_fin=2019)
    creer_participation()

    reponse = client_agent.get(reverse("participation_liste"), {"exercice": "1789"})

    assert {colonne.footer for colonne in reponse.context["table"].columns} <= {"", None}
    assert "sont à corriger" in reponse.content.decode()


def test_un_critere_mal_ecrit_ne_se_telecharge_pas(client_agent):
    creer_adhesion()

    reponse = client_agent.get(reverse("adhesion_liste"), {"au": "31/02/2020", "export": "csv"})

    assert reponse["Content-Type"].startswith("text/html")
    assert "sont à corriger" in reponse.content.decode()


def test_le_telechargement_porte_le_nom_de_la_liste_et_le_jour(client_agent):
    reponse = client_agent.get(reverse("indicateur_liste"), {"export": "csv"})

    nom = f"indicateurs-d-activite-{timezone.localdate().isoformat()}.csv"
    assert reponse["Content-Disposition"] == f'attachment; filename="{nom}"'


def test_l_effet_calcule_par_la_base_est_celui_du_calcul():
    creer_participation(deja_valorise=Decimal(100))
    creer_participation(payeur=metropole())
    creer_participation(mode="refacturation", objet="Facture")

    for participation in Participation.objects.avec_relations().avec_effet_sur_l_ac():
        assert participation.effet_sur_l_ac == participation.ajustement


def test_une_cellule_calculee_sans_rien_a_dire_porte_un_tiret(client_agent):
    """Une réalisation sans bénéficiaire, ni échéance."""
    creer_realisation()

    page = client_agent.get(reverse("realisation_liste")).content.decode().replace(" >", ">")

    assert page.count("<td>–</td>") == 2
    assert "<td></td>" not in page
