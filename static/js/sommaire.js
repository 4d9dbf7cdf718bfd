// Sommaire d'un rapport : marque le chapitre lu, se referme sur celui que l'on choisit.

const sommaire = document.getElementById("sommaire");
const liens = new Map([...sommaire.querySelectorAll("a")].map((lien) => [lien.hash, lien]));

const guetteur = new IntersectionObserver(
  (passages) => {
    for (const { target, isIntersecting } of passages) {
      const lien = liens.get(`#${target.id}`);
      if (isIntersecting) lien.setAttribute("aria-current", "true");
      else lien.removeAttribute("aria-current");
    }
  },
  // Un seul chapitre à la fois passe sous cette ligne, au cinquième de l'écran.
  { rootMargin: "-20% 0px -80% 0px" },
);
for (const ancre of liens.keys()) guetteur.observe(document.querySelector(ancre));

sommaire.addEventListener("click", (clic) => {
  if (clic.target.closest("a") && sommaire.matches(":popover-open")) sommaire.hidePopover();
});
