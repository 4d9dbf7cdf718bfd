// Fait d'une table de champs une grille de tableur : se déplacer, coller un bloc, annuler, totaliser.
// Sans ce script, la page fait de même au serveur (gouvernance/grilles/collage.py).
"use strict";

const grille = document.querySelector("form[data-grille]");
if (grille) {
  const lues = JSON.parse(grille.elements.lues.value);
  const etat = grille.querySelector("[data-etat]");
  const annuler = grille.querySelector("[data-annuler]");
  const vides = grille.querySelector("[data-vides]");
  const CELLULE = ".cellule > input, .cellule > select";
  const colonnes = [...grille.querySelectorAll("th[data-colonne]")];
  const rangees = [...grille.querySelectorAll("tbody tr[data-noms]")].map((tr) => ({
    tr,
    noms: tr.dataset.noms.split("|"),
    champs: [...tr.querySelectorAll(CELLULE)],
  }));
  const ouvertes = rangees.filter((rangee) => rangee.champs.length);
  const places = new Map();
  ouvertes.forEach((rangee, i) => rangee.champs.forEach((champ, j) => places.set(champ, [i, j])));
  const pile = [];
  let auFoyer = null;
  let estEnvoye = false;

  // Écrire et lire

  const net = (texte) => texte.replace(/\s+/g, " ").trim();
  const cle = (texte) =>
    net(texte)
      .toLowerCase()
      .replaceAll("œ", "oe")
      .replaceAll("ß", "ss")
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
  const lue = (champ) => lues[champ.name] ?? "";
  const aChange = (champ) => champ.value !== lue(champ);

  const nombre = (texte) => {
    const ecrit = net(texte)
      .replace(/^(≈|>|<|environ|plus de|moins de) ?/i, "")
      .replace(/ ?[€%]$/, "")
      .replace("−", "-")
      .replaceAll(" ", "")
      .replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(ecrit) ? Number(ecrit) : null;
  };
  const enFrancais = (valeur, options) =>
    new Intl.NumberFormat("fr-FR", options)
      .format(valeur)
      .replaceAll("\u202f", "\u00a0")
      .replace("-", "−");

  const mettre = (champ, texte) => {
    if (champ.tagName === "SELECT") {
      const connue = [...champ.options].find((option) => cle(option.value) === cle(texte));
      if (connue) champ.value = connue.value;
      else champ.value = (champ.add(new Option(texte, texte)), texte);
    } else {
      champ.value = /^[–—−-]$/.test(net(texte)) ? "" : net(texte);
    }
    marquer(champ);
  };
  const marquer = (champ) => {
    champ.closest("td").classList.toggle("est-changee", aChange(champ));
  };

  // Totaux, variations, reste à remplir

  const estComptee = (champ) => "comptee" in colonnes[places.get(champ)[1]].dataset;
  const apport = (champ) => {
    if (!estComptee(champ)) return nombre(champ.value);
    return net(champ.value) ? 1 : null;
  };
  const somme = (champs) => {
    const valeurs = champs.map(apport).filter((v) => v !== null);
    return valeurs.length ? Math.round(valeurs.reduce((a, b) => a + b, 0) * 1e4) / 1e4 : null;
  };
  const totalisees = [...grille.querySelectorAll("td[data-total]")].map((td) => ({
    td,
    rang: colonnes.findIndex((th) => th.dataset.colonne === td.dataset.total),
  }));
  const additionnees = totalisees.filter((total) => total.rang >= 0).map((total) => total.rang);
  const calculerLaLigne = (rangee) => {
    for (const td of rangee.tr.querySelectorAll("td[data-calcul]")) {
      if (td.dataset.calcul === "total") {
        const total = somme(additionnees.map((rang) => rangee.champs[rang]).filter(Boolean));
        td.textContent = total === null ? "–" : enFrancais(total, { maximumFractionDigits: 4 });
      } else if (td.dataset.calcul === "variation") {
        const source = td.dataset.source;
        const avant = nombre(
          rangee.tr.querySelector(`[data-calcul="precedente"][data-source="${source}"]`)
            .textContent,
        );
        const apres = nombre(grille.elements[source].value);
        td.textContent =
          !avant || apres === null
            ? "–"
            : `${enFrancais(((apres - avant) / Math.abs(avant)) * 100, {
                maximumFractionDigits: 1,
                signDisplay: "exceptZero",
              })}\u00a0%`;
      }
    }
  };
  const calculerLesTotaux = () => {
    const comptees = ouvertes.filter((rangee) => !("horsTotal" in rangee.tr.dataset));
    for (const { td, rang } of totalisees) {
      const champs = comptees.flatMap((rangee) =>
        (rang < 0 ? additionnees : [rang]).map((r) => rangee.champs[r]).filter(Boolean),
      );
      td.textContent = enFrancais(somme(champs) ?? 0, { maximumFractionDigits: 4 });
    }
    if (vides) {
      const rangs = colonnes.flatMap((th, rang) => ("attendue" in th.dataset ? [rang] : []));
      vides.textContent = comptees
        .flatMap((rangee) => rangs.map((rang) => rangee.champs[rang]))
        .filter((champ) => !net(champ.value)).length;
    }
  };
  const direLEtat = (phrase = "") => {
    const nombreDeChangees = [...places.keys()].filter(aChange).length;
    const changees = nombreDeChangees > 1 ? "cellules changées" : "cellule changée";
    const bilan = nombreDeChangees ? `${nombreDeChangees} ${changees}, à enregistrer.` : "";
    etat.textContent = [phrase, bilan].filter(Boolean).join(" ");
    delete etat.dataset.nature;
    annuler.disabled = pile.length === 0;
  };
  const actualiser = (champs, phrase) => {
    for (const rangee of new Set(champs.map((champ) => ouvertes[places.get(champ)[0]]))) {
      calculerLaLigne(rangee);
    }
    calculerLesTotaux();
    direLEtat(phrase);
  };

  // Une action s'annule d'un coup, qu'elle ait changé une cellule ou trois cents.

  const noter = (avant) => {
    const changees = new Map([...avant].filter(([champ, texte]) => champ.value !== texte));
    if (changees.size) pile.push(changees);
    return [...changees.keys()];
  };
  const noterLaCellule = () => {
    if (auFoyer && auFoyer.champ.value !== auFoyer.texte) {
      noter(new Map([[auFoyer.champ, auFoyer.texte]]));
      auFoyer.texte = auFoyer.champ.value;
      direLEtat();
    }
  };
  const defaire = () => {
    noterLaCellule();
    const action = pile.pop();
    if (!action) return;
    for (const [champ, texte] of action) mettre(champ, texte);
    if (auFoyer) auFoyer.texte = auFoyer.champ.value;
    const [premier] = action.keys();
    actualiser([...action.keys()], "Annulé.");
    premier.focus();
  };
  // Montré d'emblée : paraître au clic sur « Enregistrer » déplacerait ce bouton sous la souris.
  annuler.hidden = false;
  annuler.disabled = true;
  annuler.addEventListener("click", defaire);

  // Coller un bloc : par noms si sa première colonne en donne, sinon à partir de la cellule.

  const lireLeBloc = (texte) => {
    const lignes = [[""]];
    let entreGuillemets = false;
    const source = texte.replaceAll("\r\n", "\n");
    for (let i = 0; i < source.length; i += 1) {
      const ligne = lignes.at(-1);
      const signe = source[i];
      if (signe === '"' && entreGuillemets && source[i + 1] === '"') {
        ligne[ligne.length - 1] += '"';
        i += 1;
      } else if (signe === '"' && (entreGuillemets || ligne.at(-1) === "")) {
        entreGuillemets = !entreGuillemets;
      } else if (signe === "\t" && !entreGuillemets) {
        ligne.push("");
      } else if (signe === "\n" && !entreGuillemets) {
        lignes.push([""]);
      } else {
        ligne[ligne.length - 1] += signe;
      }
    }
    while (lignes.length && lignes.at(-1).every((texte) => !net(texte))) lignes.pop();
    return lignes;
  };
  const parNom = new Map();
  for (const rangee of rangees) {
    for (const nom of rangee.noms) parNom.set(nom, [...(parNom.get(nom) ?? []), rangee]);
  }
  const donneDesNoms = (lignes) => {
    const premieres = lignes.filter((l) => l.length > 1 && net(l[0])).map((l) => cle(l[0]));
    const connues = premieres.filter((premiere) => parNom.has(premiere));
    return (
      connues.some((connue) => !/^\d+$/.test(connue)) ||
      (connues.length > 1 && connues.length >= premieres.length - 1)
    );
  };
  const poserParNoms = (lignes, rang) => {
    const libelles = colonnes.map((th) => cle(th.firstChild.textContent));
    const tete = lignes[0].map(cle);
    let rangs = colonnes.map((_, i) => i).slice(rang);
    let corps = lignes;
    if (!parNom.has(tete[0]) && tete.slice(1).some((libelle) => libelles.includes(libelle))) {
      rangs = tete.slice(1).map((libelle) => libelles.indexOf(libelle));
      corps = lignes.slice(1);
    }
    const noms = corps.map((ligne) => cle(ligne[0]));
    const poses = [];
    const refus = [];
    corps.forEach(([nom, ...cases], i) => {
      const trouvees = parNom.get(noms[i]) ?? [];
      if (!net(nom) && cases.every((texte) => !net(texte))) return;
      const foisDans = noms.filter((autre) => autre === noms[i]).length;
      if (!trouvees.length) refus.push(`«\u00a0${net(nom)}\u00a0» n’est pas dans cette grille`);
      else if (trouvees.length > 1) refus.push(`«\u00a0${net(nom)}\u00a0» désigne plusieurs lignes`);
      else if (foisDans > 1) refus.push(`«\u00a0${net(nom)}\u00a0» y est ${foisDans} fois`);
      else if (!trouvees[0].champs.length) refus.push(`«\u00a0${net(nom)}\u00a0» ne se change pas ici`);
      else {
        cases.forEach((texte, j) => {
          const champ = trouvees[0].champs[rangs[j]];
          if (champ) poses.push([champ, texte]);
          else if (net(texte) && rangs[j] !== -1) refus.push(`«\u00a0${net(texte)}\u00a0» dépasse à droite`);
        });
      }
    });
    return [poses, refus];
  };
  const poserParPlaces = (lignes, ligne, rang) => {
    const poses = [];
    let debordent = 0;
    lignes.forEach((cases, i) =>
      cases.forEach((texte, j) => {
        const champ = ouvertes[ligne + i]?.champs[rang + j];
        if (champ) poses.push([champ, texte]);
        else if (net(texte)) debordent += 1;
      }),
    );
    return [poses, debordent ? [`${debordent} cases du bloc dépassent de la grille`] : []];
  };
  grille.addEventListener("paste", (evenement) => {
    const place = places.get(evenement.target);
    const texte = evenement.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/[\t\n]/.test(texte.replace(/\r?\n$/, ""))) return;
    evenement.preventDefault();
    noterLaCellule();
    const lignes = lireLeBloc(texte);
    const [poses, refus] = donneDesNoms(lignes)
      ? poserParNoms(lignes, place[1])
      : poserParPlaces(lignes, ...place);
    const avant = new Map(poses.map(([champ]) => [champ, champ.value]));
    for (const [champ, nouveau] of poses) mettre(champ, nouveau);
    const changees = noter(avant);
    if (auFoyer) auFoyer.texte = auFoyer.champ.value;
    const dits = [...new Set(refus)];
    const reste = dits.length > 3 ? ` et ${dits.length - 3} autres` : "";
    const collees = changees.length > 1 ? "cellules collées" : "cellule collée";
    const pasCollees = dits.length ? ` Pas collé : ${dits.slice(0, 3).join(" ; ")}${reste}.` : "";
    actualiser(changees, `${changees.length} ${collees}.${pasCollees}`);
    if (dits.length) etat.dataset.nature = "perdu";
  });

  // Se déplacer

  const aller = (champ, lignes, rangs) => {
    const [ligne, rang] = places.get(champ);
    const voisin = ouvertes[ligne + lignes]?.champs[rang + rangs];
    voisin?.focus();
    voisin?.select?.();
    return Boolean(voisin);
  };
  const estAuBord = (champ, cote) =>
    champ.tagName === "SELECT" ||
    (champ.selectionStart === champ.selectionEnd
      ? champ.selectionStart === (cote < 0 ? 0 : champ.value.length)
      : champ.selectionEnd - champ.selectionStart === champ.value.length);
  grille.addEventListener("keydown", (evenement) => {
    const { key, target, shiftKey, ctrlKey, metaKey, altKey } = evenement;
    if (!places.has(target) || altKey || evenement.isComposing) return;
    if ((ctrlKey || metaKey) && key.toLowerCase() === "z" && !shiftKey) {
      evenement.preventDefault();
      defaire();
    } else if (ctrlKey || metaKey) {
      return;
    } else if (key === "Enter") {
      evenement.preventDefault();
      aller(target, shiftKey ? -1 : 1, 0);
    } else if (key === "Escape" && auFoyer) {
      mettre(target, auFoyer.texte);
      actualiser([target]);
    } else if (shiftKey) {
      return;
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      if (target.tagName === "SELECT" || target.list) return;
      evenement.preventDefault();
      aller(target, key === "ArrowDown" ? 1 : -1, 0);
    } else if (key === "ArrowLeft" || key === "ArrowRight") {
      const cote = key === "ArrowLeft" ? -1 : 1;
      if (estAuBord(target, cote) && aller(target, 0, cote)) evenement.preventDefault();
    }
  });
  grille.addEventListener("focusin", ({ target }) => {
    if (places.has(target)) auFoyer = { champ: target, texte: target.value };
  });
  grille.addEventListener("focusout", ({ target }) => {
    if (places.has(target)) noterLaCellule();
  });
  grille.addEventListener("input", ({ target }) => {
    if (!places.has(target)) return;
    marquer(target);
    actualiser([target]);
  });

  // Enregistrer : seules les cellules changées partent, et rien ne part vers une page de connexion.

  grille.addEventListener("formdata", ({ formData }) => {
    for (const champ of places.keys()) {
      if (!aChange(champ)) formData.delete(champ.name);
    }
  });
  const sessionOuverte = async () => {
    const reponse = await fetch(grille.dataset.temoin);
    const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const jeton = page.querySelector(".entete__compte [name=csrfmiddlewaretoken]");
    if (jeton) grille.elements.csrfmiddlewaretoken.value = jeton.value;
    return Boolean(jeton);
  };
  const prevenir = (phrase) => {
    etat.textContent = phrase;
    etat.dataset.nature = "perdu";
  };
  grille.addEventListener("submit", async (evenement) => {
    if (estEnvoye) return;
    evenement.preventDefault();
    try {
      if (await sessionOuverte()) {
        estEnvoye = true;
        grille.requestSubmit(evenement.submitter);
        return;
      }
      prevenir("Pas enregistré : votre session a expiré. ");
      const lien = document.createElement("a");
      lien.href = grille.dataset.connexion;
      lien.target = "_blank";
      lien.textContent = "Se reconnecter dans un nouvel onglet";
      etat.append(lien, ", puis enregistrez de nouveau : rien n’est perdu.");
    } catch {
      prevenir("Pas enregistré : connexion perdue, ne fermez pas la page.");
    }
  });
  addEventListener("pageshow", () => {
    estEnvoye = false;
  });
  addEventListener("beforeunload", (evenement) => {
    if (!estEnvoye && [...places.keys()].some(aChange)) evenement.preventDefault();
  });
}
