"""La page d'avancement et le fichier : qui les voit, ce qu'ils disent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualisation.models import Production
from mutualisation.productions import taches
from mutualisation.productions.contenu import duree_en_lettres
from mutualisation.rapport import pdf
from tests.fabriques import creer_agent, creer_elu
from tests.fabriques_rapport import creer_production
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db


def produire(etat, **champs):
    champs = {"battement": timezone.now(), "nom": "etat.pdf"} | champs
    if etat in {"faite", "echouee"}:
        champs |= {"terminee_le": timezone.now()}
    return creer_production(etat=etat, **champs)


def lire(client, production) -> str:
    return client.get(production.get_absolute_url()).content.decode()


def test_la_page_dit_qu_un_travail_attend_et_se_rafraichit_a_la_main(client_agent):
    page = lire(client_agent, produire("en_attente"))

    assert "En attente" in page
    assert "commencera dans un instant" in page
    assert "continue sans elle" in page
    assert "Actualiser" in page
    assert 'http-equiv="refresh"' not in page


def test_la_page_dit_quand_personne_ne_prend_le_travail(client_agent):
    production = produire("en_attente")
    Production.objects.update(demandee_le=timezone.now() - timedelta(minutes=5))

    page = lire(client_agent, production)

    assert "attend son tour" in page
    assert "5\u00a0minutes" in page
    assert "qu’un exécutant tourne" in page


def test_la_page_dit_l_etape(client_agent):
    page = lire(client_agent, produire("en_cours", etape="Mise en page du document"))

    assert "En cours" in page
    assert "<dd>Mise en page du document</dd>" in page


def test_la_page_donne_le_fichier_une_fois_pret(client_agent):
    production = produire("faite", resultat=b"%PDF-1.7" * 1024)

    page = lire(client_agent, production)

    assert "Le document est prêt." in page
    assert reverse("production_fichier", args=[production.pk]) in page
    assert "8\u00a0ko" in page
    assert "data-fini" in page
    assert "Actualiser" not in page


def test_la_page_d_une_edition_mene_a_cette_edition(client_agent):
    parametres = {"annee": 2020, "edition": 2}
    page = lire(client_agent, produire("faite", nature="edition", parametres=parametres))

    assert "L’édition est publiée." in page
    assert reverse("edition_detail", args=[2020, 2]) in page


def test_la_page_dit_pourquoi_c_est_echoue_et_relance(client_agent, monkeypatch):
    production = produire("echouee", raison="Le disque du serveur est plein.")
    relancer = reverse("production_relancer", args=[production.pk])
    monkeypatch.setattr(pdf, "rendre_pdf", lambda *args, **options: b"%PDF-1.7")

    page = lire(client_agent, production)
    assert "Le disque du serveur est plein." in page
    assert f'<form method="post" action="{relancer}">' in page
    assert "csrfmiddlewaretoken" in page

    reponse = client_agent.post(relancer, follow=True)
    assert reponse.redirect_chain == [(production.get_absolute_url(), 302)]
    assert "Le document est prêt." in reponse.content.decode()


def test_relancer_une_edition_demande_le_droit_de_publier(client_agent, client_administrateur):
    production = produire("echouee", nature="edition", raison="Une fiche manque.")
    relancer = reverse("production_relancer", args=[production.pk])

    assert "Relancer" not in lire(client_agent, production)
    assert client_agent.post(relancer).status_code == 403
    production.refresh_from_db()
    assert production.etat == "echouee"
    assert "Relancer" in lire(client_administrateur, production)


def test_seuls_le_demandeur_et_les_agents_la_voient(commune, client_agent):
    maire, autre = creer_elu(commune), creer_elu(commune)
    production = produire("faite", resultat=b"%PDF-1.7")
    production.lecteurs.add(maire)

    def statuts(nom):
        for personne in [maire, autre]:
            client = ClientSevere()
            client.force_login(personne)
            yield client.get(reverse(nom, args=[production.pk])).status_code

    assert list(statuts("production_detail")) == [200, 404]
    assert list(statuts("production_fichier")) == [200, 404]
    assert client_agent.get(production.get_absolute_url()).status_code == 200


def test_le_fichier_se_sert_sous_son_nom_et_ne_voyage_qu_une_fois(client_agent):
    production = produire("faite", resultat=b"%PDF-1.7")
    adresse = reverse("production_fichier", args=[production.pk])

    premier = client_agent.get(adresse)
    second = client_agent.get(adresse, headers={"If-None-Match": premier["ETag"]})

    assert premier["Content-Type"] == "application/pdf"
    assert 'filename="etat.pdf"' in premier["Content-Disposition"]
    assert premier.getvalue() == b"%PDF-1.7"
    assert "private" in premier["Cache-Control"]
    assert (second.status_code, second.content) == (304, b"")


def test_un_fichier_pas_encore_pret_ramene_a_l_avancement(client_agent):
    production = produire("en_cours")

    reponse = client_agent.get(reverse("production_fichier", args=[production.pk]))

    assert reponse.url == production.get_absolute_url()


def test_regarder_la_page_reprend_un_travail_que_plus_personne_ne_mene(client_agent, monkeypatch):
    production = produire("en_cours", battement=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(pdf, "rendre_pdf", lambda *args, **options: b"%PDF-1.7")

    assert "Le document est prêt." in lire(client_agent, production)


def test_la_page_dit_l_heure_du_dernier_signe_de_vie(client_agent):
    instant = timezone.now() - timedelta(seconds=20)
    heure = timezone.localtime(instant)

    page = lire(client_agent, produire("en_cours", battement=instant))

    assert f"{heure.hour}&nbsp;h&nbsp;{heure:%M}" in page.split("Dernier signe de vie")[1]
    assert "Dernier signe de vie" not in lire(client_agent, produire("faite", cle="b"))


def test_un_travail_interrompu_dont_la_tache_attend_le_dit_et_se_relance(client_agent, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    il_y_a_une_heure = timezone.now() - timedelta(hours=1)
    production = produire("en_cours", battement=il_y_a_une_heure, prises=3)
    # La tâche de surveillance attend un exécutant, qui ne vient pas.
    taches.veiller(production.pk)

    page = lire(client_agent, production)

    assert "Interrompu" in page
    assert "ne donne plus signe de vie" in page
    assert "Dernier signe de vie" in page
    assert "<progress" not in page
    assert "Relancer" in page
    client_agent.post(reverse("production_relancer", args=[production.pk]))
    production.refresh_from_db()
    assert (production.etat, production.prises) == ("en_attente", 0)


def test_un_travail_vivant_ne_se_relance_pas(client_agent):
    production = produire("en_cours", prises=1)

    page = lire(client_agent, production)
    client_agent.post(reverse("production_relancer", args=[production.pk]))

    assert "Dernier signe de vie" in page
    assert "Relancer" not in page
    production.refresh_from_db()
    assert production.etat == "en_cours"


@pytest.mark.parametrize("etat", ["en_attente", "en_cours", "faite", "echouee"])
def test_la_page_a_nombre_de_requetes_constant(etat, client_agent, requetes, commune):
    production = produire(etat, demandee_par=creer_agent())
    avant = requetes(lambda: lire(client_agent, production))
    for numero in range(5):
        produire(etat, cle=str(numero))
        production.lecteurs.add(creer_elu(commune))

    assert requetes(lambda: lire(client_agent, production)) == avant <= 7


@pytest.mark.parametrize(
    ("secondes", "lue"),
    [
        (-1, "un instant"),
        (0.4, "un instant"),
        (1, "1\u00a0seconde"),
        (59.9, "59\u00a0secondes"),
        (60, "1\u00a0minute"),
        (7200, "2\u00a0heures"),
    ],
)
def test_une_duree_se_lit_dans_son_unite_la_plus_grande(secondes, lue):
    assert duree_en_lettres(timedelta(seconds=secondes)) == lue
