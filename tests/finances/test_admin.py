"""L'administration des finances : le parcours d'une évaluation, ses grilles, ce qu'elle fige."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from finances.models import CleRepartition, EvaluationCLECT, Participation, TotalVote
from finances.operations import proposer
from tests.fabriques import (
    creer_adhesion,
    creer_cle_au_forfait,
    creer_commune,
    creer_evaluation,
    creer_participation,
    creer_service,
    creer_total_vote,
    creer_valeur,
    metropole,
)

pytestmark = pytest.mark.django_db

Etat = EvaluationCLECT.Etat


def page(objet, nom="change"):
    return reverse(f"admin:{objet._meta.app_label}_{objet._meta.model_name}_{nom}", args=[objet.pk])


def saisie(reponse, **changements):
    """Ce que le navigateur enverrait de la page affichée, avec ces changements."""
    formulaires = [reponse.context["adminform"].form]
    for inline in reponse.context["inline_admin_formsets"]:
        formulaires += [inline.formset.management_form, *inline.formset.forms]
    envoi = {}
    for formulaire in formulaires:
        for champ in formulaire:
            valeur = champ.value()
            envoi[champ.html_name] = "" if valeur is None else valeur
    return envoi | changements


def envoyer(client, objet, **changements):
    return client.post(page(objet), saisie(client.get(page(objet)), **changements), follow=True)


def phrases(reponse):
    return [str(message) for message in reponse.context["messages"]]


def test_une_evaluation_se_mene_du_calcul_a_l_entree_en_vigueur(client_administrateur, evaluation):
    creer_total_vote(evaluation=evaluation, exercice_fin=2020, montant=Decimal(625))
    creer_total_vote(evaluation=evaluation, exercice_debut=2021, montant=Decimal(1000))
    verbes = {
        "_calculer": "4 participations calculées",
        "_proposer_a_la_clect": "proposée à la CLECT",
        "_adopter": "adoptée par la CLECT",
        "_approuver": "approuvée par les communes",
        "_mettre_en_vigueur": "en vigueur",
    }

    for verbe, phrase in verbes.items():
        envoi = {"resultat": "à l’unanimité"} if verbe == "_adopter" else {}
        reponse = envoyer(client_administrateur, evaluation, **{verbe: "1"}, **envoi)
        assert phrase in " ".join(phrases(reponse)).replace("\xa0", " ")

    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.resultat) == (Etat.EN_VIGUEUR, "à l’unanimité")
    assert LogEntry.objects.filter(change_message__contains="participations calculées").exists()


def test_un_passage_refuse_dit_pourquoi(client_administrateur):
    evaluation = creer_evaluation(etat=Etat.PROPOSEE)
    creer_participation(evaluation=evaluation)

    reponse = envoyer(client_administrateur, evaluation, _adopter="1")

    assert phrases(reponse) == [
        "Écrivez le résultat du vote.",
        "L’exercice 2020 n’a pas de total voté.",
    ]


def test_chaque_etat_offre_ses_seuls_passages(client_administrateur):
    offerts = {}
    for etat in Etat:
        reponse = client_administrateur.get(page(creer_evaluation(etat=etat)))
        offerts[etat] = set(reponse.context["passages"])

    assert offerts == {
        Etat.EN_TRAVAUX: {"calculer", "proposer_a_la_clect"},
        Etat.PROPOSEE: {"adopter", "reprendre_les_travaux"},
        Etat.ADOPTEE: {"approuver"},
        Etat.APPROUVEE: {"mettre_en_vigueur"},
        Etat.EN_VIGUEUR: set(),
    }


def test_un_ecart_au_calcul_se_motive_dans_la_grille(client_administrateur, evaluation):
    envoyer(client_administrateur, evaluation, _calculer="1")

    refusee = envoyer(client_administrateur, evaluation, **{"participations-0-montant": "200"})
    assert "dites pourquoi" in refusee.content.decode()

    envoyer(
        client_administrateur,
        evaluation,
        **{"participations-0-montant": "200", "participations-0-motif_ecart": "Vote"},
    )
    ajustee = Participation.objects.get(motif_ecart="Vote")
    assert (ajustee.montant, ajustee.montant_calcule) == (200, 250)


def test_enregistrer_la_grille_ne_relit_pas_ses_lignes_une_a_une(
    client_administrateur, evaluation, requetes
):
    """Une requête par ligne, celle de Django pour la retrouver ; aucune pour la revalider."""
    service = evaluation.couts.first().service

    def enregistrer():
        proposer(evaluation, [2020, 2021])
        envoi = saisie(client_administrateur.get(page(evaluation)))
        return requetes(lambda: client_administrateur.post(page(evaluation), envoi))

    avant = enregistrer()
    for _ in range(5):
        adhesion = creer_adhesion(service=service)
        creer_valeur(cle=service.cles.get(), collectivite=adhesion.collectivite)

    assert enregistrer() == avant + 10


def test_une_page_figee_n_accepte_plus_un_montant(client_administrateur):
    ligne = creer_participation(evaluation=creer_evaluation(etat=Etat.ADOPTEE))
    total = creer_total_vote(evaluation=ligne.evaluation)
    falsifiee = {
        "montant": "1",
        "exercice_debut": "2021",
        "payeur": str(creer_commune().pk),
        "explication": "Relue.",
        "motif_du_changement": "Explication relue.",
    }

    reponse = envoyer(client_administrateur, ligne, **falsifiee)
    envoyer(
        client_administrateur,
        ligne.evaluation,
        **{
            "arrondi": "plus_fort_reste",
            "totaux-0-montant": "1",
            "totaux-0-explication_ecart": "Arrondis.",
            "participations-2-0-montant": "1",
            "motif_du_changement": "Écart expliqué.",
        },
    )

    assert reponse.status_code == 200
    relue = Participation.objects.get()
    assert (relue.montant, relue.payeur, relue.explication) == (500, ligne.payeur, "Relue.")
    relu = TotalVote.objects.get()
    assert (relu.montant, relu.explication_ecart) == (total.montant, "Arrondis.")
    assert EvaluationCLECT.objects.get(pk=ligne.evaluation_id).arrondi == "ligne"


@pytest.mark.parametrize("choisir", [lambda p: p, lambda p: p.evaluation])
def test_ce_qui_est_vote_ne_se_supprime_pas_de_l_admin(client_administrateur, choisir):
    ligne = creer_participation(evaluation=creer_evaluation(etat=Etat.ADOPTEE))
    creer_total_vote(evaluation=ligne.evaluation)
    objet = choisir(ligne)
    liste = reverse(f"admin:finances_{objet._meta.model_name}_changelist")
    en_masse = {"action": "delete_selected", "_selected_action": [objet.pk], "post": "yes"}

    assert not client_administrateur.get(page(objet)).context["show_delete"]
    seul = client_administrateur.post(page(objet, "delete"), {"post": "yes"})
    groupe = client_administrateur.post(liste, en_masse)

    assert (seul.status_code, groupe.status_code) == (200, 200)
    assert phrases(seul) == ["Ce qui a été voté ne se supprime pas."]
    assert groupe.context["protected"]
    assert type(objet).objects.filter(pk=objet.pk).exists()


def test_un_total_vote_seul_ne_part_pas_avec_son_evaluation(client_administrateur):
    """Sans participation, rien d'autre que le gel ne protège l'évaluation."""
    total = creer_total_vote(evaluation=creer_evaluation(etat=Etat.ADOPTEE))

    reponse = client_administrateur.post(page(total.evaluation, "delete"), {"post": "yes"})

    assert reponse.status_code == 200
    assert TotalVote.objects.exists()


def test_on_n_ajoute_rien_a_une_evaluation_adoptee(client_administrateur):
    evaluation = creer_evaluation(etat=Etat.ADOPTEE)

    reponse = client_administrateur.post(
        reverse("admin:finances_participation_add"),
        {
            "evaluation": evaluation.pk,
            "payeur": creer_commune().pk,
            "objet": "Services communs",
            "exercice_debut": 2020,
            "montant": 1,
            "deja_valorise": 0,
            "mode": "imputation_ac",
        },
    )

    assert "n’y ajoute plus" in reponse.content.decode()
    assert not Participation.objects.exists()


def cle_a_saisir(valeurs=(), tranches=(), **champs):
    lignes = {"valeurs": valeurs, "tranches": tranches}
    envoi = {
        "service": creer_service(gestionnaire=metropole()).pk,
        "date_debut": "2020-01-01",
        "part_metropole": "0",
    }
    for prefixe, saisies in lignes.items():
        envoi |= {f"{prefixe}-TOTAL_FORMS": len(saisies), f"{prefixe}-INITIAL_FORMS": 0}
        for rang, saisie_de_ligne in enumerate(saisies):
            envoi |= {f"{prefixe}-{rang}-{nom}": v for nom, v in saisie_de_ligne.items()}
    return envoi | champs


@pytest.mark.parametrize(("seconde", "admise"), [("60", True), ("59.5", False)])
def test_des_pourcentages_font_cent(client_administrateur, seconde, admise):
    valeurs = [
        {"collectivite": creer_commune(nom=nom).pk, "valeur": valeur}
        for nom, valeur in [("Ahuy", "40"), ("Daix", seconde)]
    ]

    reponse = client_administrateur.post(
        reverse("admin:finances_clerepartition_add"),
        cle_a_saisir(valeurs, nature="pourcentages"),
    )

    assert CleRepartition.objects.exists() == admise
    if not admise:
        assert "les pourcentages font 99,5 au lieu de 100" in reponse.content.decode()


def test_deux_tranches_saisies_ensemble_ne_se_chevauchent_pas(client_administrateur):
    tranches = [
        {"population_min": "0", "population_max": "2000", "montant": "500"},
        {"population_min": "2000", "montant": "1000"},
    ]

    reponse = client_administrateur.post(
        reverse("admin:finances_clerepartition_add"),
        cle_a_saisir(
            tranches=tranches, nature="forfait", type_population="totale", millesime="2018"
        ),
    )

    assert "se chevauchent" in reponse.content.decode()
    assert not CleRepartition.objects.exists()


def test_une_part_fixee_exclut_une_part_de_la_metropole():
    cle = creer_cle_au_forfait()
    cle.part_metropole = Decimal(10)

    with pytest.raises(ValidationError, match="La métropole garde"):
        cle.full_clean()
