"""La page des données personnelles, confrontée aux modèles et aux réglages."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import models
from django.urls import reverse

from gouvernance.historique.suivi import est_un_historique
from gouvernance.models import Elu, Mandat, MembreInstance, Utilisateur
from mutualisation.aide.personnes import CHAMPS_DU_COMPTE, COOKIES, TRAITEMENTS
from mutualisation.reprises.navigateur import COOKIE

PERSONNES = {Utilisateur, Elu, Mandat, MembreInstance}
# Ceux de Django, qui ne portent pas de lien lisible vers une personne, ou pas de champ à nous.
D_OFFICE = {Utilisateur, Elu, LogEntry}


def porte_une_donnee_personnelle(modele: type[models.Model]) -> bool:
    """Lien vers une personne, adresse de courriel, adresse IP ou fichier déposé."""
    return modele in D_OFFICE or any(
        isinstance(champ, models.EmailField | models.GenericIPAddressField | models.FileField)
        or (champ.is_relation and not champ.auto_created and champ.related_model in PERSONNES)
        for champ in modele._meta.get_fields()
    )


def test_la_page_cite_chaque_modele_qui_porte_une_donnee_personnelle():
    """Un nouveau modèle qui en porte oblige à dire ce qu'il garde, pour qui, combien de temps."""
    modeles = (modele for modele in apps.get_models() if not est_un_historique(modele))
    porteurs = {m._meta.label for m in modeles if porte_une_donnee_personnelle(m)}
    cites = [modele for traitement in TRAITEMENTS for modele in traitement.modeles]

    assert set(cites) == porteurs
    assert len(cites) == len(set(cites))


def test_la_page_cite_chaque_champ_d_un_compte():
    champs = {champ.name for champ in Utilisateur._meta.get_fields() if not champ.auto_created}

    assert CHAMPS_DU_COMPTE.keys() == champs


def test_un_elu_n_a_ni_adresse_ni_telephone_ni_appartenance_politique():
    champs = {champ.name for champ in Elu._meta.concrete_fields}

    assert champs == {"id", "nom", "prenom", "sexe", "commune"}


def test_la_page_dit_les_cookies_et_leur_duree():
    noms = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", COOKIE}

    assert {cookie.nom for cookie in COOKIES} == noms
    assert settings.SESSION_COOKIE_AGE == 12 * 3600
    assert not settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert settings.CSRF_COOKIE_AGE == 52 * 7 * 24 * 3600


@pytest.mark.django_db
def test_la_page_montre_tout_ce_qu_elle_declare(client):
    contenu = client.get(reverse("donnees_personnelles")).content.decode()

    for traitement in TRAITEMENTS:
        assert f'id="{traitement.ancre}"' in contenu
    for sens in CHAMPS_DU_COMPTE.values():
        assert sens in contenu
