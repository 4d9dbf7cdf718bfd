// Ce que les menus à recherche et les grilles larges de l'administration ne disent pas d'eux-mêmes.
const nommer = () => {
  for (const menu of document.querySelectorAll("select.admin-autocomplete")) {
    const nom = menu.getAttribute("aria-label") || menu.labels?.[0]?.textContent.trim();
    const boite = menu.nextElementSibling;
    if (!nom || !boite?.classList.contains("select2")) continue;
    for (const partie of boite.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
      partie.setAttribute("aria-label", nom);
    }
    const bouton = boite.querySelector("[role=combobox][aria-labelledby]");
    if (!bouton) continue;
    // Son nom, puis ce qui y est choisi : seul, un choix vide ne nomme rien.
    bouton.id = `${menu.id}-menu`;
    bouton.setAttribute("aria-labelledby", `${bouton.id} select2-${menu.id}-container`);
  }
  for (const grille of document.querySelectorAll(".inline-group, .results, .cloture")) {
    if (grille.scrollWidth > grille.clientWidth) grille.tabIndex = 0;
  }
};
// À la suite de Django, qui pose ces menus quand jQuery est prêt, parfois après le chargement.
window.addEventListener("load", () => (window.django?.jQuery ? django.jQuery(nommer) : nommer()));
window.addEventListener("resize", nommer);
document.addEventListener("formset:added", () => setTimeout(nommer));
