// Ctrl+S enregistre, Ctrl+Entrée enregistre et passe à la suivante ; sans ce script, les touches
// d'accès des mêmes boutons suffisent.
document.addEventListener("keydown", (touche) => {
  if (!(touche.ctrlKey || touche.metaKey) || touche.altKey || touche.shiftKey) return;
  const nom = { s: "_save", Enter: "_suivant" }[touche.key];
  const bouton = nom && document.querySelector(`.submit-row [name="${nom}"]`);
  if (!bouton) return;
  touche.preventDefault();
  bouton.click();
});
