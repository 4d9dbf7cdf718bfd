"""Ce qu'un navigateur posterait d'une page de saisie, et qui la remplit."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.fabriques import (
    creer_agent,
    creer_ccas,
    creer_commune,
    creer_concernees,
    creer_effectif,
    creer_indicateur,
    creer_mesure,
    creer_objectif,
    creer_piste,
    creer_realisation,
)
from tests.severite import ClientSevere


def creer_contributeur(*domaines, **valeurs):
    """Il remplit ces domaines, avec les seuls droits d'un contributeur."""
    personne = creer_agent(**valeurs)
    groupe, _ = Group.objects.get_or_create(name="contributeurs")
    groupe.permissions.set(Permission.objects.filter(codename="change_fiche"))
    personne.groups.add(groupe)
    personne.domaines.set(domaines)
    return personne


def connecte(personne) -> ClientSevere:
    client = ClientSevere()
    client.force_login(personne)
    return client


def adresse(fiche, nom="fiche_saisir"):
    return reverse(nom, args=[fiche.annee, fiche.domaine.code])


def ouvrir(client, fiche) -> dict:
    """Champs de la page, tels qu'elle les poste sans qu'on y touche."""
    saisie = client.get(adresse(fiche)).context["saisie"]
    champs = {"version": saisie.version, "mot": saisie.mot}
    listes = [saisie.objectifs, saisie.pistes, saisie.realisations]
    listes += [piste.concernees for piste in saisie.pistes]
    formulaires = [saisie.textes, saisie.effectif, *saisie.mesures]
    formulaires += [formulaire for liste in listes for formulaire in liste]
    formulaires += [liste.management_form for liste in listes]
    for formulaire in formulaires:
        for champ in formulaire:
            valeur = champ.field.widget.format_value(champ.value())
            if valeur not in {None, "", False} if not isinstance(valeur, list) else valeur:
                champs[champ.html_name] = valeur
            elif champ.widget_type not in {"checkbox", "cases"}:
                champs[champ.html_name] = ""
    return champs


def enregistrer(client, fiche, champs, action="enregistrer"):
    return client.post(adresse(fiche), champs | {"action": action})


def messages(reponse) -> str:
    """Tous les messages d'erreur d'une page refusée."""
    return " ".join(erreur.message for erreur in reponse.context["saisie"].erreurs)


def remplir(fiche):
    """Une fiche dont chaque rubrique porte quelque chose."""
    commune = creer_commune()
    creer_objectif(fiche=fiche, ordre=1)
    piste = creer_piste(fiche=fiche, ordre=1, formalisme="Convention")
    creer_concernees(piste=piste, ordre=1, annee=2021).collectivites.add(commune)
    realisation = creer_realisation(
        fiche=fiche, ordre=1, detail="Deux\nlignes", echeance=date(2021, 3, 1), etat="en_cours"
    )
    realisation.beneficiaires.add(commune, creer_ccas(commune=commune))
    indicateur = creer_indicateur(domaine=fiche.domaine, unite="postes")
    creer_mesure(indicateur=indicateur, annee=fiche.annee, valeur=Decimal("1234.5"))
    creer_effectif(domaine=fiche.domaine, date=date(fiche.annee, 11, 30), etp=Decimal("9.5"))
