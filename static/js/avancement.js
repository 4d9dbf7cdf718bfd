// Rafraîchit seule la page d'avancement, de plus en plus rarement, jusqu'à la fin.
// Sans ce fichier, le bouton « Actualiser » fait de même à la main.
(() => {
  const annonce = document.getElementById("annonce");
  let attente = 1000;

  const avancement = (page = document) => page.getElementById("avancement");

  async function rafraichir() {
    const reponse = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reponse.status >= 500) throw new Error(reponse.statusText);
    // Session close ou document oublié : la page elle-même le dira.
    if (reponse.redirected || !reponse.ok) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const ancien = avancement();
    const nouveau = document.adoptNode(avancement(page));
    ancien.replaceWith(nouveau);
    document.title = page.title;
    if (nouveau.dataset.annonce !== ancien.dataset.annonce) {
      annonce.textContent = nouveau.dataset.annonce;
    }
    suivre();
  }

  function suivre() {
    if ("fini" in avancement().dataset) return;
    avancement().querySelector("[data-actualiser]")?.replaceWith("Cette page s’actualise seule.");
    // Réseau coupé, serveur qui redémarre : l'essai suivant dira s'il est revenu.
    setTimeout(() => rafraichir().catch(suivre), attente);
    attente = Math.min(attente * 1.2, 5000);
  }

  suivre();
})();
