"""Un chiffre d'une page de gouvernance mène à la liste qui le fait, et elle a le même total."""

from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from gouvernance.models import Instance
from gouvernance.seances.suivi import retards_de, seances_en_retard
from tests.fabriques import creer_commune, creer_deliberation, creer_mandature, creer_sieges
from tests.fabriques_gouvernance import (
    creer_consultation,
    creer_elu_metropolitain,
    creer_envoi,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_presence,
    creer_reponse,
    creer_seance,
)

pytestmark = pytest.mark.django_db

TRANSMISE, ECHUE = date(2021, 1, 15), date(2021, 4, 16)


class Liens(HTMLParser):
    """Adresse et texte de chaque lien de la page."""

    def __init__(self):
        super().__init__()
        self.trouves, self.adresse, self.texte = [], None, ""

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.adresse, self.texte = dict(attrs).get("href"), ""

    def handle_data(self, data):
        self.texte += data

    def handle_endtag(self, tag):
        if tag == "a" and self.adresse:
            self.trouves.append((self.adresse, self.texte.strip()))
            self.adresse = None


def liens_vers(reponse, *noms) -> list[tuple[str, str]]:
    """Ceux qui mènent à l'une de ces listes avec un critère, et dont le texte est un nombre."""
    liens = Liens()
    liens.feed(reponse.content.decode())
    chemins = {reverse(nom) for nom in noms}
    return [
        (adresse, texte)
        for adresse, texte in liens.trouves
        if urlsplit(adresse).path in chemins and urlsplit(adresse).query and texte.isdigit()
    ]


def total(client, adresse) -> int:
    return client.get(adresse).context["nombre"]


def inscrire(instance, sexe="", qualite="membre"):
    elu = creer_elu_metropolitain(sexe=sexe)
    return creer_membre(instance=instance, mandat=creer_mandat(elu=elu), qualite=qualite)


def test_les_membres_de_la_liste_des_instances(client_agent):
    instance = creer_instance()
    for sexe in "FFH":
        inscrire(instance, sexe)
    inscrire(instance, "F", "invite")
    inscrire(creer_instance(), "F")

    for parametres, liens in [({}, 5), ({"au": "2020-07-16"}, 5), ({"au": "2020-07-15"}, 0)]:
        reponse = client_agent.get(reverse("instance_liste"), parametres)
        suivis = liens_vers(reponse, "membre_liste")
        assert len(suivis) == liens
        assert [total(client_agent, a) for a, _ in suivis] == [int(texte) for _, texte in suivis]


def test_les_membres_et_les_seances_de_la_page_d_une_instance(client_agent):
    instance = creer_instance()
    for sexe in "FH":
        inscrire(instance, sexe)
    for jour in range(1, 9):
        creer_seance(instance=instance, jour=date(2021, 3, jour))

    reponse = client_agent.get(instance.get_absolute_url(), {"au": "2020-12-31"})

    ((membres, texte),) = liens_vers(reponse, "membre_liste")
    assert total(client_agent, membres) == int(texte) == 2
    seances = f"{reverse('seance_liste')}?instance={instance.pk}"
    assert f'<a href="{seances}">Voir 8\u00a0séances</a>' in reponse.content.decode()
    assert total(client_agent, seances) == 8


def test_les_places_du_conseil_sont_ses_sieges(client_agent):
    conseil = creer_instance(nature="conseil")
    mandature = creer_mandature()
    for nombre in [1, 43]:
        commune = creer_commune(date_debut=date(2000, 1, 1))
        creer_sieges(mandature=mandature, commune=commune, nombre=nombre)

    reponse = client_agent.get(conseil.get_absolute_url(), {"au": "2021-01-01"})

    suivis = liens_vers(reponse, "siege_liste")
    assert {texte for _, texte in suivis} == {"44"}
    for adresse, _ in suivis:
        assert client_agent.get(adresse).context["table"].columns["nombre"].footer == "44"


def test_les_totaux_du_simulateur(client_agent, donnees):
    reponse = client_agent.get(reverse("siege_simuler"), {"millesime": 2018})
    simulation = reponse.context["simulation"]

    populations = client_agent.get(simulation.adresse_de_la_population).context["table"]
    sieges = client_agent.get(simulation.adresse_des_sieges).context["table"]

    attendu = f"{simulation.population:,}".replace(",", "\u00a0")
    assert populations.columns["municipale"].footer == attendu
    assert sieges.columns["nombre"].footer == str(simulation.total_en_vigueur) == "86"


def test_la_population_et_les_sieges_de_chaque_commune(client_agent, donnees):
    lignes = client_agent.get(reverse("commune_liste")).context["table"].rows

    for ligne in list(lignes)[:3]:
        commune = ligne.record
        liens = Liens()
        liens.feed(ligne.get_cell("population") + ligne.get_cell("nombre_sieges"))
        populations, sieges = (client_agent.get(adresse) for adresse, _ in liens.trouves)
        (population,) = populations.context["table"].rows
        (siege,) = sieges.context["table"].rows
        assert population.record.totale == commune.population
        assert siege.record.nombre == commune.nombre_sieges


def test_les_presences_et_les_deliberations_d_une_seance(client_agent):
    seance = creer_seance(instance=creer_instance())
    membres = [inscrire(seance.instance) for _ in range(3)]
    for membre, etat in zip(membres, ["present", "supplee", "absent"], strict=True):
        creer_presence(seance=seance, membre=membre, etat=etat)
    invite = inscrire(seance.instance, qualite="invite")
    creer_presence(seance=seance, membre=invite, etat="present")
    creer_deliberation(seance=seance, instance=seance.instance)

    page = client_agent.get(seance.get_absolute_url())
    liste = client_agent.get(reverse("seance_liste"))

    suivis = liens_vers(page, "membre_liste", "presence_liste")
    assert [int(texte) for _, texte in suivis] == [3, 2, 1, 0]
    assert [total(client_agent, adresse) for adresse, _ in suivis] == [3, 2, 1, 0]
    ((deliberations, texte),) = liens_vers(liste, "deliberation_liste")
    assert total(client_agent, deliberations) == int(texte) == 1


@pytest.fixture
def consultation():
    """Sur le pacte : deux favorables, une défavorable, une muette une fois le délai passé."""
    consultation = creer_consultation(nature="pacte", transmise_le=TRANSMISE)
    for sens in ["favorable", "favorable", "defavorable", ""]:
        creer_reponse(
            consultation=consultation,
            sens=sens,
            rendue_le=date(2021, 2, 1) if sens else None,
            transmise_le=TRANSMISE,
        )
    return consultation


@pytest.mark.parametrize("jour", [date(2021, 1, 20), date(2021, 3, 1), ECHUE])
def test_les_positions_d_une_consultation(consultation, jour, client_agent):
    adresse = consultation.get_absolute_url()
    chiffres = client_agent.get(adresse, {"au": jour.isoformat()}).context["page"].chiffres

    for chiffre in chiffres:
        criteres = {cle: v for cle, (v,) in parse_qs(urlsplit(chiffre.adresse).query).items()}
        page = client_agent.get(adresse, criteres).context["page"]
        assert page.lue.jour == jour
        assert len(page.reponses) == chiffre.valeur


@pytest.mark.parametrize("jour", [date(2021, 1, 20), date(2021, 3, 1), ECHUE])
def test_les_reponses_comptees_dans_la_liste_des_consultations(consultation, jour, client_agent):
    reponse = client_agent.get(reverse("consultation_liste"), {"au": jour.isoformat()})

    suivis = liens_vers(reponse, "reponse_liste")

    assert [total(client_agent, a) for a, _ in suivis] == [int(texte) for _, texte in suivis]
    assert len(suivis) == 2


def test_un_elu_ne_suit_pas_le_compte_des_reponses_des_autres(consultation, client_maire, commune):
    creer_reponse(consultation=consultation, commune=commune)

    page = client_maire.get(consultation.get_absolute_url())
    liste = client_maire.get(reverse("consultation_liste"))

    assert not any(chiffre.adresse for chiffre in page.context["page"].chiffres)
    assert not liens_vers(liste, "reponse_liste")
    assert total(client_maire, reverse("reponse_liste")) == 1


@pytest.mark.parametrize("jour", [date(2021, 1, 14), date(2021, 3, 1), ECHUE, date(2022, 1, 1)])
def test_les_reponses_attendues_sont_celles_des_pages(consultation, jour, client_agent):
    creer_reponse(consultation=creer_consultation(nature="adhesion", transmise_le=TRANSMISE))
    criteres = {"reponse": "attendue", "au": jour.isoformat()}

    attendues = client_agent.get(reverse("reponse_liste"), criteres).context["table"].rows

    toutes = client_agent.get(reverse("reponse_liste"), {"au": jour.isoformat()})
    lues = [ligne.record for ligne in toutes.context["table"].rows]
    voulues = {reponse for reponse in lues if reponse.position_le(jour) == "en attente"}
    assert {ligne.record for ligne in attendues} == voulues


def test_les_seances_en_retard_sont_celles_dont_un_retard_est_dit():
    jour = date(2023, 6, 1)
    conseil = creer_instance(nature="conseil")
    communes = [creer_commune(), creer_commune(date_fin=date(2022, 12, 31))]
    for mois in range(1, 7):
        seance = creer_seance(
            instance=conseil if mois % 2 else creer_instance(),
            jour=date(2023, mois, 10),
            convoquee_le=date(2023, 1, 1) if mois < 5 else None,
        )
        for nature in ["convocation", "liste_deliberations"][: mois % 3]:
            creer_envoi(seance=seance, commune=communes[mois // 4], nature=nature)
    seances = list(type(seance).objects.select_related("instance").prefetch_related("envois"))

    en_retard = seances_en_retard(type(seance).objects.all(), jour)

    assert en_retard == {s.pk for s in seances if retards_de(s, communes, jour)}
    assert 0 < len(en_retard) < len(seances)
    assert Instance.objects.count() == 4
