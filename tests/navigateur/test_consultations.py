"""Un avis de la seule commune concernée et une approbation de la CLECT, joués par les pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Collectivite, Consultation
from tests.fabriques import creer_deliberation, creer_evaluation
from tests.navigateur.test_parcours import deborde, se_connecter, titre


def jour(ecart=0):
    return (timezone.localdate() + timedelta(days=ecart)).isoformat()


def texte(page):
    return page.locator("main").inner_text().replace("\u00a0", " ")


def noter(page, commune, sens, rendue_le, numero=""):
    page.get_by_role("link", name=f"Noter la réponse ({commune})").click()
    page.get_by_label(sens, exact=True).check()
    page.get_by_label("Délibérée le").fill(rendue_le)
    if numero:
        page.get_by_label("Numéro de la délibération").fill(numero)
    page.get_by_role("button", name="Noter la réponse").click()


def eprouver_l_ecran(page, fautes_d_accessibilite):
    assert not deborde(page)
    assert fautes_d_accessibilite(page) == []


def onze_moins_peuplees(population, millesime):
    membres = Collectivite.objects.membres_le(timezone.localdate())
    connues = membres.filter(populations__millesime=millesime)
    return set(connues.order_by(f"populations__{population}").values_list("nom", flat=True)[:11])


def test_un_avis_defavorable_de_la_seule_commune_concernee(page, donnees, fautes_d_accessibilite):
    se_connecter(page, "agent")
    page.goto(reverse("consultation_liste"))
    page.get_by_role("link", name="Ouvrir une consultation").click()
    eprouver_l_ecran(page, fautes_d_accessibilite)
    page.get_by_role("link", name="Avis de la seule commune concernée").click()
    page.get_by_label("Objet").fill("Équipement métropolitain à Quetigny")
    page.get_by_label("Transmise aux communes le").fill(jour(-30))
    page.get_by_role("button", name="Calculer l’échéance").click()
    assert "Certains champs sont à corriger" in texte(page)
    eprouver_l_ecran(page, fautes_d_accessibilite)

    page.get_by_label("Commune concernée").select_option(label="Quetigny")
    page.get_by_role("button", name="Calculer l’échéance").click()
    assert "Réponse attendue jusqu’au" in texte(page)
    assert "l’avis est réputé favorable" in texte(page)
    assert not Consultation.objects.exists()
    eprouver_l_ecran(page, fautes_d_accessibilite)
    page.get_by_role("button", name="Ouvrir la consultation").click()
    assert "Quetigny n’a pas répondu" in texte(page)

    noter(page, "Quetigny", "défavorable", jour(-31))
    assert "précède la transmission" in texte(page)
    eprouver_l_ecran(page, fautes_d_accessibilite)
    page.get_by_label("Délibérée le").fill(jour(-2))
    page.get_by_label("Numéro de la délibération").fill("2026-41")
    page.get_by_role("button", name="Noter la réponse").click()
    assert "Le conseil métropolitain devra réunir 58 voix sur 86" in texte(page)
    assert "Délibération n° 2026-41" in texte(page)

    page.get_by_role("button", name="Clore la consultation").click()
    creer_deliberation(date=timezone.localdate(), objet="Équipement à Quetigny")
    page.get_by_role("link", name="Rattacher la délibération du conseil").click()
    assert "58 voix sur 86" in texte(page)
    eprouver_l_ecran(page, fautes_d_accessibilite)
    page.get_by_label("délibération du conseil qui a suivi").select_option(index=1)
    page.get_by_role("button", name="Rattacher").click()
    assert "Équipement à Quetigny" in texte(page)
    assert "Close" in texte(page)
    eprouver_l_ecran(page, fautes_d_accessibilite)


def test_une_commune_lit_sa_reponse_et_rien_d_autre(page, donnees, fautes_d_accessibilite):
    ouverte = ouvrir_a_toutes(nature="schema", objet="Projet de schéma 2027-2032")
    se_connecter(page, "maire-quetigny")
    page.goto(reverse("consultation_liste"))
    page.get_by_role("link", name="Projet de schéma 2027-2032").click()

    assert titre(page) == "Projet de schéma 2027-2032"
    assert page.locator("tbody tr").count() == 1
    assert "23 communes consultées : 23 en attente." in texte(page)
    page.get_by_label("État au").fill(jour(200))
    page.get_by_role("button", name="Montrer").click()
    assert "23 communes consultées : 23 réputées favorables." in texte(page)
    assert page.url.endswith(f"{ouverte.get_absolute_url()}?au={jour(200)}")
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        eprouver_l_ecran(page, fautes_d_accessibilite)


def ouvrir_a_toutes(**valeurs):
    aujourd_hui = timezone.localdate()
    consultation = Consultation.objects.create(transmise_le=aujourd_hui, **valeurs)
    for commune in Collectivite.objects.membres_le(aujourd_hui):
        consultation.reponses.create(commune=commune, transmise_le=aujourd_hui)
    return consultation


def compter_sur(page, consultation, population, millesime):
    """Change, dans l'administration, la population sur laquelle se compte la majorité."""
    page.goto(reverse("admin:gouvernance_consultation_change", args=[consultation.pk]))
    page.get_by_label("Population prise en compte").select_option(label=population)
    page.get_by_label("Millésime du recensement").fill(str(millesime))
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.goto(consultation.get_absolute_url())


def approuver(page, evaluation):
    page.goto(reverse("admin:finances_evaluationclect_change", args=[evaluation.pk]))
    motif = page.locator("[name=motif_du_changement]")
    if motif.count():
        motif.fill("Réponses des communes")
    page.get_by_role("button", name="Approuver par les communes").first.click()


def consulter_les_communes(page, evaluation):
    """Soumet le rapport adopté à toutes les communes, sur la population totale 2018."""
    page.goto(evaluation.get_absolute_url())
    page.get_by_role("link", name="Consulter les communes sur ce rapport").click()
    assert page.locator("input[type=checkbox]:checked").count() == 23
    page.get_by_label("Millésime du recensement").select_option("2018")
    page.get_by_role("button", name="Calculer l’échéance").click()
    assert "population totale 2018, 259 087 habitants" in texte(page)
    page.get_by_role("button", name="Ouvrir la consultation").click()
    return Consultation.objects.get(evaluations_clect=evaluation)


def remplacer(page, partante, entrante):
    """Efface la réponse d'une commune et note celle d'une autre."""
    page.get_by_role("link", name=f"Revoir ({partante})").click()
    page.get_by_role("button", name="Effacer cette réponse").click()
    noter(page, entrante, "favorable", jour())


def test_les_communes_approuvent_le_rapport_de_la_clect(page, donnees, fautes_d_accessibilite):
    evaluation = creer_evaluation(
        date=timezone.localdate() - timedelta(days=20), etat="adoptee", objet="Assurances"
    )
    se_connecter(page, "agent")
    consultation = consulter_les_communes(page, evaluation)
    assert "Rien ne passe sans Dijon." in texte(page)
    assert "Dijon comprise, 12 réponses favorables suffisent, quelles que" in texte(page)

    noter(page, "Dijon", "favorable", jour())
    assert "Majorité encore possible" in texte(page)
    assert "(61,83 %)" in texte(page)
    eprouver_l_ecran(page, fautes_d_accessibilite)
    approuver(page, evaluation)
    assert "majorité encore possible" in page.locator(".messagelist").inner_text()

    page.goto(consultation.get_absolute_url())
    en_2018 = onze_moins_peuplees("totale", 2018)
    for commune in sorted(en_2018):
        noter(page, commune, "favorable", jour())
    assert "Majorité acquise" in texte(page)
    assert "(66,97 %)" in texte(page)

    compter_sur(page, consultation, "population municipale", 2016)
    en_2016 = onze_moins_peuplees("municipale", 2016)
    (partante,), (entrante,) = en_2018 - en_2016, en_2016 - en_2018
    remplacer(page, partante, entrante)
    assert "Majorité encore possible" in texte(page)
    assert "(66,52 %)" in texte(page)
    assert "1 réponse favorable suffit, quelles que soient les autres communes." in texte(page)
    for mode in ["light", "dark"]:
        page.emulate_media(color_scheme=mode)
        eprouver_l_ecran(page, fautes_d_accessibilite)

    compter_sur(page, consultation, "population totale", 2018)
    assert "Majorité acquise" in texte(page)
    approuver(page, evaluation)
    assert "approuvée par les communes" in page.locator(".messagelist").inner_text()


def test_la_consultation_se_lit_et_se_note_sans_script(chromium, site, donnees):
    consultation = ouvrir_a_toutes(nature="schema", objet="Projet de schéma 2027-2032")
    contexte = chromium.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    se_connecter(page, "agent")
    page.goto(consultation.get_absolute_url())
    noter(page, "Ahuy", "favorable", jour())

    assert "1 commune sur 23 a répondu" in texte(page)
    contexte.close()


def test_tout_s_atteint_au_clavier(page, donnees):
    consultation = ouvrir_a_toutes(nature="schema", objet="Projet de schéma 2027-2032")
    se_connecter(page, "agent")
    page.goto(consultation.get_absolute_url())
    lien = page.get_by_role("link", name="Noter la réponse (Ahuy)")
    for _ in range(60):
        page.keyboard.press("Tab")
        if lien.evaluate("lien => lien === document.activeElement"):
            break
    else:
        pytest.fail("Le clavier n’atteint pas la réponse d’Ahuy")
    page.keyboard.press("Enter")

    assert titre(page) == "Ahuy"
