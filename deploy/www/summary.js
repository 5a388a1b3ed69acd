// What a territory counts of each class, as a table.

const numbers = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });
const UNITS = { hectares: "ha", kilometres: "km" };

/** Nodes that say what GetSummary has answered; `csv` is the address of the same as a file. */
export function summaryNodes(summary, csv) {
  const nodes = [];
  if (summary.warnings?.length) {
    nodes.push(node("h4", "À savoir"), list(summary.warnings));
  }
  if (summary.classes.length) {
    nodes.push(table(summary));
    nodes.push(withLink(csv));
  } else {
    nodes.push(node("p", "Les données n’ont aucun objet dans ce territoire."));
  }
  const facts = [["Données", summary.source], ["Mise à jour des données", summary.date]];
  for (const [label, fact] of facts) {
    if (fact) nodes.push(node("p", `${label} : ${fact}`, "hint"));
  }
  return nodes;
}

function table(summary) {
  const made = document.createElement("table");
  made.append(node("caption", `Objets de chaque classe : ${summary.territory.name}`));
  const head = made.createTHead().insertRow();
  head.append(heading("Classe", "col"), heading("Nombre", "col"), heading("Étendue", "col"));
  const body = made.createTBody();
  for (const one of summary.classes) {
    const row = body.insertRow();
    // A sub-trame or a zone stands under its class.
    if (one.part) row.className = "part";
    row.append(heading(one.part || one.label, "row"));
    row.append(node("td", one.count === null ? "inconnu" : numbers.format(one.count)));
    row.append(node("td", extent(one)));
  }
  return made;
}

function extent(one) {
  for (const [name, unit] of Object.entries(UNITS)) {
    if (typeof one[name] === "number") {
      return `${one.is_less ? "<\u00a0" : ""}${numbers.format(one[name])}\u00a0${unit}`;
    }
  }
  return "–";
}

function withLink(csv) {
  const line = document.createElement("p");
  const link = node("a", "Télécharger le tableau (CSV)");
  link.href = csv;
  line.append(link);
  return line;
}

function heading(text, scope) {
  const cell = node("th", text);
  cell.scope = scope;
  return cell;
}

function list(texts) {
  const made = document.createElement("ul");
  made.append(...texts.map((text) => node("li", text)));
  return made;
}

export function node(name, text, kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
