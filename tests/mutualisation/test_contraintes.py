"""Les règles du rapport, et la preuve qu'aucune contrainte du projet n'est sans épreuve."""

import pytest
from django.apps import apps

from mutualisation.models import ConstatExplique, DonneeChargee
from tests.epreuves import double, eprouver, presque
from tests.fabriques import creer_chiffre_annonce, creer_rapport, creer_texte_chapitre
from tests.fabriques_rapport import (
    creer_date_annoncee,
    creer_edition,
    creer_explication,
    creer_fichier_edition,
    creer_import,
    creer_production,
)
from tests.finances import test_contraintes as finances
from tests.gouvernance import test_contraintes as gouvernance
from tests.services_communs import test_contraintes as services_communs

pytestmark = pytest.mark.django_db

EPREUVES = {
    "mutualisation_rapport_effectif_minimal": lambda: presque(creer_rapport(), effectif_minimal=0),
    "mutualisation_rapport_annee_plausible": lambda: presque(creer_rapport(), annee=20211),
    "mutualisation_edition_unique": lambda: double(creer_edition()),
    "mutualisation_edition_motif": lambda: double(creer_edition(), numero=2),
    "mutualisation_fichieredition_unique": lambda: double(creer_fichier_edition()),
    "mutualisation_explication_unique": lambda: double(creer_explication()),
    "mutualisation_production_unique": lambda: double(creer_production()),
    "mutualisation_textechapitre_unique": lambda: double(creer_texte_chapitre()),
    "mutualisation_chiffreannonce_unique": lambda: double(creer_chiffre_annonce()),
    "mutualisation_chiffreannonce_annee_plausible": lambda: presque(
        creer_chiffre_annonce(), annee=20211
    ),
    "mutualisation_constatexplique_unique": lambda: double(
        ConstatExplique.objects.create(controle="prorata", cle="Ahuy:2019", texte="Arrondi.")
    ),
    "mutualisation_dateannoncee_unique": lambda: double(creer_date_annoncee()),
    "mutualisation_import_applique_le": lambda: presque(creer_import(), etat="applique"),
    "mutualisation_import_contenu_efface": lambda: presque(
        creer_import(), etat="abandonne", contenu=b"a;b"
    ),
    "mutualisation_donneechargee_unique": lambda: double(
        DonneeChargee.objects.create(modele="auth.group", cle='["communes"]', valeurs={"name": "x"})
    ),
}


@pytest.mark.parametrize("nom", EPREUVES)
def test_contrainte_dite_par_le_formulaire_et_tenue_par_la_base(nom):
    eprouver(nom, EPREUVES[nom]())


def test_chaque_contrainte_du_projet_a_son_epreuve():
    applications = {
        "finances": finances.EPREUVES,
        "gouvernance": gouvernance.EPREUVES,
        "mutualisation": EPREUVES,
        "services_communs": services_communs.EPREUVES,
    }
    for application, epreuves in applications.items():
        noms = {
            contrainte.name
            for modele in apps.get_app_config(application).get_models()
            for contrainte in modele._meta.constraints
        }

        assert epreuves.keys() == noms
