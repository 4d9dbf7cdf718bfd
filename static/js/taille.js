// Dit aussitôt qu'un fichier est trop lourd, sans attendre qu'il soit envoyé.
// Sans ce fichier, le serveur le dit après l'envoi.
(() => {
  const champ = document.querySelector("input[type=file][data-octets]");
  champ.addEventListener("change", () => {
    const octets = champ.files[0]?.size ?? 0;
    const maximum = Number(champ.dataset.octets);
    const ecrit = (n) => `${(n / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: 1 })} Mo`;
    champ.setCustomValidity(
      octets > maximum
        ? `Ce fichier pèse ${ecrit(octets)} ; un import en accepte au plus ${ecrit(maximum)}. Importez-le en plusieurs fois.`
        : "",
    );
    champ.reportValidity();
  });
})();
