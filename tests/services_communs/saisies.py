"""Ce qu'un navigateur posterait d'une page de saisie, et qui la remplit."""

from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tests.fabriques import creer_agent
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
