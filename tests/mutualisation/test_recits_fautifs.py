"""Ce qu'un récit ne peut pas contenir, dit à la saisie et jamais au rendu."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.variables import fautes, resoudre
from mutualisation.templatetags.markdown import markdown
from tests.fabriques import (
    creer_adhesion,
    creer_commune,
    creer_effectif,
    creer_indicateur,
    creer_rapport,
    creer_service,
    creer_texte_chapitre,
)


@pytest.fixture(scope="module")
def contenu_2020(donnees_chargees, django_db_blocker):
    with django_db_blocker.unblock():
        return construire_rapport(2020)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("Un\n{{ cout_totale }}", "Ligne 2 : la variable « cout_totale » n’existe pas ; vouliez-"),
        ("{{ nombre services }}", "vouliez-vous écrire « nombre_services » ?"),
        ("{{ nombre_adherents:asurances }}", "le nom d’un service ; vouliez-vous écrire « assura"),
        ("{{ participation:Chenauve }}", "vouliez-vous écrire « Chenôve » ?"),
        ("{{ participation:99999 }}", "« 99999 » n’est ni le code ni le nom d’une commune."),
        ("{{ nombre_adherents }}", "demande un service ; écrivez {{ nombre_adherents:assurances"),
        ("{{ annee:2 }}", "« annee » s’emploie seule ; écrivez {{ annee }}."),
        ("\n\nCoût : {{ cout_total", "Ligne 3 : « {{ cout_total » est incomplet"),
        ("cout_total }} €", "Ligne 1 : « cout_total }} » est incomplet"),
        ("{{ cout_\ntotal }}", "Ligne 1 : « {{ cout_ » est incomplet"),
        ("{{ }}", "« {{ }} » ne se lit pas."),
        ("un <b>mot</b>", "Ligne 1 : les balises HTML ne sont pas permises : <b>"),
        ("a\n\n<script>x()</script>", "Ligne 3 : les balises HTML ne sont pas permises : <scri"),
        ("![plan](x.png)", "les images ne sont pas permises : x.png"),
        ("a\nb [c](javascript:x)", "Ligne 2 : un lien commence par http:// ou https:// : javas"),
        ("| a |\n|---|\n| 1 |", "les tableaux ne sont pas permis"),
    ],
)
def test_une_faute_est_nommee_avec_sa_ligne(texte, phrase):
    creer_service(code="assurances", nom="Assurances")
    creer_commune(nom="Chenôve")

    with pytest.raises(ValidationError) as refus:
        creer_texte_chapitre(texte=texte).full_clean()

    ecrites = "\n".join(refus.value.message_dict["texte"]).replace("\u00a0", " ")
    assert phrase in ecrites


@pytest.mark.django_db
@pytest.mark.parametrize(
    "texte",
    [
        "Deux < trois, 4 > 3, `<b>`, { seul }, A & B, un_mot, 50 %",
        "[site](https://example.org/)",
        "{{ nombre_adherents : ASSURANCES }} {{participation:21166}} {{ participation:chenove }}",
    ],
)
def test_ce_qui_n_est_pas_une_faute(texte):
    creer_service(code="assurances", nom="Assurances")
    creer_commune(nom="Chenôve", code_insee="21166")

    assert fautes(texte) == ()


@pytest.mark.django_db
def test_un_nom_ambigu_demande_son_code():
    for _ in range(2):
        creer_indicateur(libelle="Dossiers")

    (faute,) = fautes("{{ indicateur:Dossiers }}")

    assert "est ambigu\u00a0; écrivez «" in faute


@pytest.mark.django_db
def test_un_service_supprime_apres_coup_se_voit_sans_faire_echouer_la_page():
    creer_rapport()
    adhesion = creer_adhesion(service=creer_service(code="archives", nom="Archives"))
    texte = "Adhérents : {{ nombre_adherents:archives }}."
    avant = resoudre(texte, construire_rapport(2020))
    service = adhesion.service
    adhesion.delete()
    service.delete()

    contenu = construire_rapport(2020)

    assert avant == "Adhérents : 1."
    assert "[chiffre absent\u00a0: nombre_adherents:archives]" in markdown(resoudre(texte, contenu))
    assert "« archives »" in fautes(texte)[0].replace("\u00a0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("variable", ["cout_total", "nombre_agents", "nombre_etp", "nombre_sieges"])
def test_un_chiffre_que_l_exercice_ne_connait_pas_se_dit(variable):
    """Avant le vote ou le relevé, ni un zéro ni un vide."""
    creer_rapport()
    texte = f"{{{{ {variable} }}}}"

    contenu = construire_rapport(2020)

    assert fautes(texte) == ()
    (faute,) = fautes(texte, contenu)
    assert faute.endswith("n’a pas de valeur dans le rapport 2020.")
    assert "[chiffre absent" in markdown(resoudre(texte, contenu))


@pytest.mark.django_db
def test_un_petit_effectif_n_est_pas_revele_par_un_recit():
    creer_rapport(effectif_minimal=5)
    code = creer_effectif(agents=3, etp="2.8").domaine.code

    contenu = construire_rapport(2020)

    ecriture = f"{{{{ nombre_agents:{code} }}}}, {{{{ nombre_agents }}}}"
    assert resoudre(ecriture, contenu) == "1\u00a0à\u00a04, 1\u00a0à\u00a04"
    assert "chiffre absent" in resoudre(f"{{{{ nombre_etp:{code} }}}}", contenu)


morceaux = st.sampled_from(
    [
        "{{",
        "}}",
        "{{ cout_total }}",
        "{{ participation:",
        "Dijon",
        "<b>",
        "\n",
        "|",
        "-",
        "[a](",
        "`",
    ]
)
textes = st.one_of(st.text(), st.lists(st.one_of(morceaux, st.text(max_size=3))).map("".join))


@pytest.mark.usefixtures("donnees")
@given(texte=textes)
@example(texte="{{ indicateur:\x00 }}")
def test_aucun_texte_ne_fait_echouer_ni_les_fautes_ni_l_apercu(contenu_2020, texte):
    assert all(isinstance(faute, str) for faute in fautes(texte, contenu_2020))
    assert "<script" not in markdown(resoudre(texte, contenu_2020))
