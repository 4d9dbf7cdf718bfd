"""Chaque chiffre d'un service, d'un domaine ou des finances ouvre les lignes qui le font."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from finances.models import EvaluationCLECT, Participation
from gouvernance.models import Commune
from services_communs.models import Domaine, ServiceCommun
from tests.fabriques import (
    creer_agent,
    creer_cle,
    creer_commune,
    creer_cout,
    creer_effectif,
    creer_elu,
    creer_evaluation,
    creer_participation,
    creer_participation_proposee,
    creer_regularisation,
    creer_saisine,
    creer_service,
    creer_transfert,
    metropole,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@dataclass
class Lien:
    adresse: str
    texte: str


class LecteurDeLiens(HTMLParser):
    def __init__(self, contenu: str):
        super().__init__()
        self.liens: list[Lien] = []
        self.ouvert = False
        self.feed(contenu)

    def handle_starttag(self, tag, attrs):
        self.ouvert = tag == "a"
        if self.ouvert:
            self.liens.append(Lien(dict(attrs).get("href", ""), ""))

    def handle_endtag(self, tag):
        self.ouvert = self.ouvert and tag != "a"

    def handle_data(self, data):
        if self.ouvert:
            self.liens[-1].texte += data


def liens(client, adresse: str, vers: str) -> list[Lien]:
    """Liens de la page vers cette liste, filtrée."""
    contenu = client.get(adresse).content.decode()
    debut = f"{reverse(vers)}?"
    return [lien for lien in LecteurDeLiens(contenu).liens if lien.adresse.startswith(debut)]


def table(client, adresse: str):
    reponse = client.get(adresse)
    assert reponse.context["filter"].is_valid(), adresse
    return reponse.context["table"]


def total(client, adresse: str, colonne: str) -> str:
    return table(client, adresse).columns[colonne].footer


def lignes(client, adresse: str) -> int:
    return table(client, adresse).paginator.count


@pytest.mark.parametrize("jour", ["2019-06-30", ""])
def test_les_nombres_d_un_service_sont_ceux_de_leurs_listes(jour, client_agent, donnees):
    for service in ServiceCommun.objects.order_by("pk")[::3]:
        adresse = f"{service.get_absolute_url()}?au={jour}"
        for lien in liens(client_agent, adresse, "adhesion_liste"):
            assert lien.texte.split("\u00a0")[0] == str(lignes(client_agent, lien.adresse))
        for lien in liens(client_agent, adresse, "transfert_liste"):
            assert lien.texte.split("\u00a0")[0] == total(client_agent, lien.adresse, "agents")
        for lien in liens(client_agent, adresse, "effectif_liste"):
            assert total(client_agent, lien.adresse, "agents") in {
                lien.texte.split("\u00a0")[0],
                "–",
            }


@pytest.mark.parametrize(
    ("role", "jour"),
    [("agent", "2019-06-30"), ("agent", "2020-12-31"), ("maire", "2020-12-31")],
)
def test_les_nombres_d_un_domaine_sont_ceux_de_leurs_listes(role, jour, donnees):
    maire = creer_elu(Commune.objects.get(nom="Chenôve"))
    client = connecter(creer_agent() if role == "agent" else maire)
    for domaine in Domaine.objects.all():
        page = client.get(domaine.get_absolute_url(), {"au": jour}).context["page"]
        for compte in page.comptes:
            colonne = "etp" if "équivalent" in compte.libelle else "agents"
            if "demande" in compte.libelle:
                assert compte.valeur == str(lignes(client, compte.adresse))
            else:
                lu = total(client, compte.adresse, colonne)
                assert Decimal(compte.valeur.replace(",", ".")) == Decimal(lu.replace(",", "."))
        for compte in [compte for fiche in page.fiches for compte in fiche.comptes]:
            assert compte.valeur == str(lignes(client, compte.adresse))


def test_les_totaux_de_la_liste_des_domaines_s_ouvrent(client_agent, donnees):
    for ligne in table(client_agent, f"{reverse('domaine_liste')}?au=2020-12-31").rows:
        adresse = f"{reverse('service_liste')}?domaine={ligne.record.pk}&au=2020-12-31"
        assert ligne.record.nombre_services == lignes(client_agent, adresse)


def test_les_sommes_d_une_evaluation_sont_celles_de_leurs_listes(client_agent, donnees):
    for evaluation in EvaluationCLECT.objects.all():
        adresse = evaluation.get_absolute_url()
        sommes = liens(client_agent, adresse, "participation_liste")
        votes = liens(client_agent, adresse, "total_vote_liste")

        assert sommes
        for lien in sommes:
            assert lien.texte == total(client_agent, lien.adresse, "montant")
        for lien in votes:
            [ligne] = table(client_agent, lien.adresse).rows
            assert lien.texte == ligne.get_cell("montant")


def test_le_decompte_d_une_commune_est_celui_de_ses_participations(client_agent, donnees):
    quetigny = Commune.objects.get(nom="Quetigny")
    creer_participation_proposee(payeur=quetigny, exercice_debut=2020, objet="Proposée")
    adresse = reverse("attribution_detail", args=[quetigny.code_insee, 2020])
    decompte = client_agent.get(adresse).context["decompte"]

    [lien] = liens(client_agent, adresse, "participation_liste")

    assert lien.texte.split("\u00a0")[0] == str(lignes(client_agent, lien.adresse))
    nombre = total(client_agent, lien.adresse, "effet_sur_l_ac")
    assert nombre.replace("\u00a0", "").strip("€").replace("−", "-") == str(int(decompte.effet))


def test_les_totaux_des_attributions_ne_comptent_pas_la_part_de_la_metropole(client_agent, donnees):
    adresse = reverse("attribution_liste", query={"exercice": 2020})
    page = client_agent.get(adresse).context["page"]

    [lien] = liens(client_agent, adresse, "participation_liste")

    somme = sum(decompte.participation for decompte in page.decomptes)
    lu = total(client_agent, lien.adresse, "montant")
    assert lu.replace("\u00a0", "") == f"{somme:.0f}€"
    assert Participation.objects.filter(payeur=metropole()).exists()


def test_les_factures_et_les_soldes_ouvrent_leurs_lignes(client_agent):
    facture = creer_participation(mode="refacturation", objet="Facture", montant=Decimal(700))
    creer_regularisation(participation=facture, cout_reel=Decimal(650))
    creer_participation(mode="refacturation", objet="Métropole", payeur=metropole())
    adresse = reverse("refacturation_liste", query={"exercice": 2020})

    [factures] = liens(client_agent, adresse, "participation_liste")
    [soldes] = liens(client_agent, adresse, "regularisation_liste")

    assert total(client_agent, factures.adresse, "montant") == "700\u00a0€"
    assert total(client_agent, soldes.adresse, "solde_arrete") == "−50\u00a0€"


def test_le_cout_d_une_evaluation_compte_le_support_en_taux(client_agent):
    evaluation = creer_evaluation(date=date(2019, 4, 11))
    service = creer_service()
    creer_cout(evaluation=evaluation, service=service, montant=Decimal(1000))
    creer_cout(
        evaluation=evaluation, service=service, nature="support", montant=0, taux=Decimal("12.5")
    )
    creer_cle(service=service)

    [de_l_evaluation] = liens(client_agent, evaluation.get_absolute_url(), "cout_liste")
    du_domaine = liens(client_agent, service.domaine.get_absolute_url(), "cout_liste")

    for lien in [de_l_evaluation, *du_domaine]:
        assert "1\u00a0125\u00a0€" in lien.texte
        assert total(client_agent, lien.adresse, "cout") == "1\u00a0125\u00a0€"


def test_un_maire_n_ouvre_que_ses_lignes(client_maire, commune):
    service = creer_service()
    creer_effectif(domaine=service.domaine)
    for origine, agents in [(commune, 3), (creer_commune(), 40)]:
        creer_transfert(domaine=service.domaine, origine=origine, agents=agents)
        creer_saisine(domaine=service.domaine, commune=origine, annee=2020)

    adresse = f"{service.domaine.get_absolute_url()}?au=2020-12-31"
    [transferts] = liens(client_maire, adresse, "transfert_liste")
    [demandes] = liens(client_maire, adresse, "saisine_liste")

    assert (transferts.texte, total(client_maire, transferts.adresse, "agents")) == ("3", "3")
    assert (demandes.texte, lignes(client_maire, demandes.adresse)) == ("1", 1)
    assert liens(client_maire, service.get_absolute_url(), "adhesion_liste") == []
