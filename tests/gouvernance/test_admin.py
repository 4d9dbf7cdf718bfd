import pytest
from django.urls import reverse

from gouvernance.models import CCAS, Collectivite, Utilisateur
from tests.fabriques import creer_administrateur, creer_agent, creer_commune

pytestmark = pytest.mark.django_db

SANS_LIGNES = {
    f"{prefixe}-{nom}_FORMS": 0
    for prefixe in ("graphies", "populations")
    for nom in ("TOTAL", "INITIAL")
}
COMMUNE = {"nom": "Ahuy", "code_insee": "21003", "precision_debut": "jour", "nature": "metropole"}


def test_une_commune_saisie_a_sa_nature_d_office(client_administrateur):
    reponse = client_administrateur.post(
        reverse("admin:gouvernance_commune_add"), COMMUNE | SANS_LIGNES
    )

    assert reponse.status_code == 302
    assert Collectivite.objects.get(nom="Ahuy").nature == "commune"


def test_une_commune_sans_code_insee_est_refusee_en_francais(client_administrateur):
    reponse = client_administrateur.post(
        reverse("admin:gouvernance_commune_add"), COMMUNE | SANS_LIGNES | {"code_insee": ""}
    )

    assert "Une commune a un code INSEE de cinq caractères." in reponse.content.decode()


def test_un_ccas_saisi_a_sa_nature_et_sa_commune(client_administrateur):
    url = reverse("admin:gouvernance_ccas_add")
    commune = creer_commune()
    ccas = {"nom": "CCAS d’Ahuy", "article": "le"} | SANS_LIGNES

    refus = client_administrateur.post(url, ccas)
    accord = client_administrateur.post(url, ccas | {"commune": commune.pk})

    assert refus.context["adminform"].form.errors.keys() == {"commune"}
    assert accord.status_code == 302
    assert CCAS.objects.get().commune == commune


def test_le_formulaire_d_un_ccas_propose_son_article(client_administrateur):
    reponse = client_administrateur.get(reverse("admin:gouvernance_ccas_add"))

    assert reponse.context["adminform"].form["article"].value() == "le"


@pytest.fixture
def client_des_comptes(client, donnees):
    """Un administrateur des comptes, sans être super-utilisateur."""
    titulaire = creer_agent()
    titulaire.groups.set(Utilisateur.objects.get(username="administrateur").groups.all())
    client.force_login(titulaire)
    return client


def test_un_super_utilisateur_n_est_modifie_que_par_un_autre(client_des_comptes):
    protege = creer_administrateur()
    for nom in ("change", "delete"):
        url = reverse(f"admin:gouvernance_utilisateur_{nom}", args=[protege.pk])

        assert client_des_comptes.post(url, {"username": "pris"}).status_code == 403


def test_nul_ne_se_nomme_super_utilisateur(client_des_comptes):
    agent = creer_agent()
    url = reverse("admin:gouvernance_utilisateur_change", args=[agent.pk])

    formulaire = client_des_comptes.get(url).context["adminform"].form

    assert "is_superuser" not in formulaire.fields
    assert "groups" in formulaire.fields


def test_les_permissions_d_un_groupe_se_lisent_en_francais(client_administrateur):
    reponse = client_administrateur.get(reverse("admin:auth_group_add"))

    libelles = dict(reponse.context["adminform"].form.fields["permissions"].choices).values()
    assert "adhésion : modifier" in libelles
    assert not [libelle for libelle in libelles if "Can " in libelle]


@pytest.mark.parametrize(
    ("page", "titre"),
    [
        ("services_communs_adhesion_changelist", "Adhésions"),
        ("finances_evaluationclect_add", "Ajout : évaluation de la CLECT"),
        ("gouvernance_utilisateur_changelist", "Utilisateurs"),
        ("auth_group_changelist", "Groupes"),
    ],
)
def test_les_titres_sont_accordes_et_elides(client_administrateur, page, titre):
    assert client_administrateur.get(reverse(f"admin:{page}")).context["title"] == titre
