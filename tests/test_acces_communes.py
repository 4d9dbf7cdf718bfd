"""Rien d'une commune ne paraît à une autre : ni ligne, ni nom, ni téléchargement."""

import pytest
from django.urls import reverse

from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_attribution,
    creer_ccas,
    creer_commune,
    creer_concernees,
    creer_convention,
    creer_cooperation,
    creer_deliberation,
    creer_elu,
    creer_fiche,
    creer_participation,
    creer_partie,
    creer_piste,
    creer_realisation,
    creer_regularisation,
    creer_saisine,
    creer_service,
    creer_transfert,
)
from tests.severite import connecter

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return creer_commune(nom="Ahuy")


def creer_convention_signee(commune):
    convention = creer_convention(objet=f"Avec {commune.nom}")
    convention.parties.add(commune)
    convention.avenants.create(numero=1, objet="Reprise", date_effet="2020-01-01")


def creer_realisation_pour(commune):
    fiche = creer_fiche(etat="validee")
    creer_realisation(fiche=fiche).beneficiaires.add(commune)


def creer_piste_pour(commune):
    piste = creer_piste(fiche=creer_fiche(etat="validee"))
    creer_concernees(piste=piste).collectivites.add(commune)


LISTES_D_UNE_COMMUNE = {
    "deliberation_liste": lambda commune: creer_deliberation(
        collectivite=commune, assemblee=f"conseil municipal {commune.de}"
    ),
    "commune_liste": lambda commune: None,
    "adhesion_liste": lambda commune: creer_adhesion(collectivite=commune),
    "transfert_liste": lambda commune: creer_transfert(origine=commune),
    "participation_liste": lambda commune: creer_participation(payeur=commune),
    "attribution_liste": lambda commune: None,
    "refacturation_liste": lambda commune: creer_participation(
        payeur=commune, mode="refacturation"
    ),
    "cooperation_liste": lambda commune: creer_partie(
        collectivite=commune, cooperation=creer_cooperation(objet=f"Avec {commune.nom}")
    ),
    "convention_liste": creer_convention_signee,
    "avenant_liste": creer_convention_signee,
    "saisine_liste": lambda commune: creer_saisine(commune=commune),
    "realisation_liste": creer_realisation_pour,
    "piste_liste": creer_piste_pour,
    "attribution_votee_liste": lambda commune: creer_attribution(commune=commune),
    "regularisation_liste": lambda commune: creer_regularisation(
        participation=creer_participation(payeur=commune)
    ),
    "service_detail": lambda commune: creer_adhesion(
        collectivite=commune, service=creer_service(code="assurances")
    ),
}


@pytest.mark.parametrize("nom", LISTES_D_UNE_COMMUNE)
@pytest.mark.parametrize("parametres", [{}, {"export": "csv"}, {"sort": "-pk"}], ids=repr)
def test_rien_d_une_autre_commune_ne_parait(nom, parametres, commune):
    """Ni ses lignes, ni son nom dans les choix d'un filtre, ni son téléchargement."""
    LISTES_D_UNE_COMMUNE[nom](creer_commune(nom="Quetigny"))
    adresse = reverse(nom, args=["assurances"] if nom == "service_detail" else None)

    def lire(personne):
        reponse = connecter(personne).get(adresse, parametres)
        return reponse.getvalue().decode()

    assert "Quetigny" in lire(creer_agent())
    assert "Quetigny" not in lire(creer_elu(commune))


def test_demander_les_lignes_d_une_autre_commune_ne_les_donne_pas(commune):
    autre = creer_adhesion()

    reponse = connecter(creer_elu(commune)).get(
        reverse("adhesion_liste"), {"commune": autre.collectivite.pk}
    )

    assert autre.collectivite.nom not in reponse.content.decode()
    assert len(reponse.context["table"].rows) == 0


def test_un_maire_voit_aussi_le_ccas_de_sa_commune(commune):
    creer_adhesion(collectivite=creer_ccas(commune=commune))

    reponse = connecter(creer_elu(commune)).get(reverse("adhesion_liste"))

    assert "CCAS d’Ahuy" in reponse.content.decode()
