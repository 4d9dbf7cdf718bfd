// Garde la saisie d'une fiche à mesure qu'elle s'écrit. Sans ce script, les boutons suffisent.
"use strict";

const formulaire = document.querySelector("form[data-brouillon]");
if (formulaire) {
  const PAUSE = 2000;
  const etat = formulaire.querySelector(".garde__etat");
  let modifications = 0;
  let gardees = 0;
  let minuterie = null;
  let enCours = Promise.resolve();
  let envoiConfirme = false;

  formulaire.querySelector(".garde__brouillon").hidden = true;

  const dire = (texte, nature) => {
    etat.textContent = texte;
    etat.dataset.etat = nature;
  };
  const estGarde = () => modifications === gardees;

  const proposerLaConnexion = () => {
    dire("Pas gardé : votre session a expiré, ne fermez pas la page. ", "perdu");
    const lien = document.createElement("a");
    lien.href = formulaire.dataset.connexion;
    lien.target = "_blank";
    lien.textContent = "Se reconnecter dans un nouvel onglet";
    etat.append(lien, ", puis revenez ici : rien n’est perdu.");
  };

  const envoyer = () =>
    fetch(formulaire.dataset.brouillon, {
      method: "POST",
      body: new URLSearchParams(new FormData(formulaire)),
      redirect: "manual",
    });

  // Se reconnecter ailleurs change le jeton : la page prend le nouveau.
  const reprendreLeJeton = async () => {
    const reponse = await fetch(formulaire.dataset.brouillon, { redirect: "manual" });
    if (!reponse.ok) return false;
    formulaire.elements.csrfmiddlewaretoken.value = (await reponse.json()).jeton;
    return true;
  };

  const garderMaintenant = async () => {
    clearTimeout(minuterie);
    minuterie = null;
    const jusque = modifications;
    try {
      let reponse = await envoyer();
      if (reponse.status === 403 && (await reprendreLeJeton())) reponse = await envoyer();
      if (reponse.type === "opaqueredirect" || reponse.status === 403) {
        proposerLaConnexion();
        return false;
      }
      if (!reponse.headers.get("Content-Type")?.includes("json")) {
        const cause = reponse.status === 400 ? "la saisie est trop longue" : "le site est en panne";
        dire(`Pas gardé : ${cause}, ne fermez pas la page.`, "perdu");
        return false;
      }
      const { etat: phrase } = await reponse.json();
      dire(phrase, reponse.ok ? "garde" : "perdu");
      if (reponse.ok) gardees = jusque;
      return reponse.ok;
    } catch {
      dire("Pas gardé : connexion perdue, ne fermez pas la page.", "perdu");
      return false;
    } finally {
      if (!estGarde()) programmer();
    }
  };

  // L'un après l'autre : un envoi ancien n'arrive jamais après un plus récent.
  const garder = () => {
    enCours = enCours.then(garderMaintenant);
    return enCours;
  };
  const programmer = () => {
    minuterie ??= setTimeout(garder, etat.dataset.etat === "perdu" ? 3 * PAUSE : PAUSE);
  };
  const noter = () => {
    modifications += 1;
    if (etat.dataset.etat !== "perdu") dire("Modifications en cours…", "");
    programmer();
  };
  formulaire.addEventListener("input", noter);

  const ajouterUneLigne = (prefixe) => {
    const total = formulaire.elements[`${prefixe}-TOTAL_FORMS`];
    const modele = document.getElementById(`${prefixe}-modele`);
    const html = modele.innerHTML.replaceAll(`${prefixe}-__prefix__`, `${prefixe}-${total.value}`);
    modele.insertAdjacentHTML("beforebegin", html);
    total.value = Number(total.value) + 1;
    const ajoutee = modele.previousElementSibling;
    ajoutee.querySelector("textarea, input:not([type=hidden])").focus();
    noter();
  };

  const reprendreLeTexte = (bouton) => {
    const champ = formulaire.elements[bouton.value];
    const texte = bouton.parentElement.querySelector(".passe__texte");
    champ.value = [...texte.querySelectorAll("p")].map((p) => p.innerText).join("\n\n");
    bouton.hidden = true;
    champ.focus();
    noter();
  };

  formulaire.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest("button");
    if (bouton?.name === "ajouter") {
      evenement.preventDefault();
      ajouterUneLigne(bouton.value);
    } else if (bouton?.name === "reprendre" && bouton.value.startsWith("fiche-")) {
      evenement.preventDefault();
      reprendreLeTexte(bouton);
    }
  });

  formulaire.addEventListener("input", (evenement) => {
    const reprise = formulaire.querySelector(
      `button[name="reprendre"][value="${evenement.target.name}"]`,
    );
    if (reprise) reprise.hidden = evenement.target.value.trim() !== "";
  });

  // Rien ne part tant que la saisie n'est pas en sûreté : une session expirée l'avalerait.
  formulaire.addEventListener("submit", async (evenement) => {
    if (envoiConfirme || evenement.submitter?.value === "abandonner") {
      gardees = modifications;
      clearTimeout(minuterie);
      return;
    }
    evenement.preventDefault();
    const estGardee = await garder();
    if (evenement.submitter?.value === "brouillon") return;
    if (estGardee) {
      envoiConfirme = true;
      formulaire.requestSubmit(evenement.submitter);
    } else {
      etat.scrollIntoView({ block: "nearest" });
    }
  });

  addEventListener("focus", () => {
    if (!estGarde()) garder();
  });
  addEventListener("online", () => {
    if (!estGarde()) garder();
  });
  addEventListener("beforeunload", (evenement) => {
    if (!estGarde()) evenement.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (!estGarde()) navigator.sendBeacon(formulaire.dataset.brouillon, new FormData(formulaire));
  });

  // Revenue du cache du navigateur, la page montrerait une fiche périmée.
  addEventListener("pageshow", (evenement) => {
    if (evenement.persisted) location.reload();
  });

  if (matchMedia("(max-width: 40rem)").matches) {
    for (const passe of formulaire.querySelectorAll("details.passe")) passe.open = false;
  }
}
