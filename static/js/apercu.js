"use strict";

// L'aperçu suit la frappe ; une variable s'insère d'un bouton ; un texte non enregistré se garde.
{
  const PAUSE = 600;
  const formulaire = document.querySelector("[data-apercu]");
  const resultat = formulaire.querySelector("[data-resultat]");
  const etat = formulaire.querySelector("[role=status]");
  const saisie = formulaire.elements.texte;
  let modifie = "modifie" in formulaire.dataset;
  let minuterie;
  let demande;

  const rafraichir = async () => {
    demande?.abort();
    demande = new AbortController();
    const donnees = new FormData(formulaire);
    donnees.set("action", "fragment");
    try {
      const reponse = await fetch(location.href, {
        method: "POST",
        body: donnees,
        signal: demande.signal,
      });
      if (!reponse.ok || reponse.redirected) throw new Error(reponse.statusText);
      resultat.innerHTML = await reponse.text();
      etat.classList.add("invisible");
      etat.textContent = resultat.querySelector("[data-etat]").dataset.etat;
    } catch (erreur) {
      if (erreur.name === "AbortError") return;
      etat.classList.remove("invisible");
      etat.textContent = "L’aperçu n’a pas pu être mis à jour.";
    }
  };

  const inserer = (ecriture) => {
    saisie.setRangeText(ecriture, saisie.selectionStart, saisie.selectionEnd, "end");
    saisie.focus();
    saisie.dispatchEvent(new Event("input"));
  };

  saisie.addEventListener("input", () => {
    modifie = true;
    clearTimeout(minuterie);
    minuterie = setTimeout(rafraichir, PAUSE);
  });
  formulaire.addEventListener("submit", () => {
    modifie = false;
  });
  addEventListener("beforeunload", (depart) => {
    if (modifie) depart.preventDefault();
  });

  for (const code of document.querySelectorAll("[data-variable]")) {
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "variable";
    bouton.title = "Insérer dans le texte";
    bouton.addEventListener("click", () => inserer(code.textContent));
    code.replaceWith(bouton);
    bouton.append(code);
  }
}
