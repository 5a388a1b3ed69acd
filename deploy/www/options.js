// The options of a sheet: filled from what the service offers, and read by who shows the sheet.

import { WISHES } from "./state.js";

const PAUSE = 400;
const numbers = new Intl.NumberFormat("fr-FR");

export class Options {
  #form = document.getElementById("options");
  #wrong = document.getElementById("scale-wrong");
  #scales = null;
  #templates = [];
  #kind = "";
  #timer = 0;
  #change;

  constructor(change) {
    this.#change = change;
    this.#form.addEventListener("change", () => this.#later());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#later();
    });
    this.#form.addEventListener("reset", (event) => {
      event.preventDefault();
      this.show({});
      this.#form.elements.scale.focus();
      this.#later();
    });
  }

  /** Fill the lists with what the service offers: capabilities as GetCapabilities gives them. */
  fill(capabilities) {
    const parameters = capabilities.requests.GetSheet.parameters;
    const taken = (name) => parameters.find((one) => one.name === name)?.values ?? [];
    const papers = new Set(capabilities.papers);
    const known = new Map(capabilities.templates.map((one) => [one.name, one]));
    this.#templates = taken("TEMPLATE").map((name) =>
      papers.has(name) ? { name, title: name, kind: "", isPaper: true } : known.get(name) ?? { name });
    this.#fillOne("sheet", "D’après les données", [["", named(taken("SHEET"), capabilities.sheets)]]);
    this.#fillTemplates();
    // What the service does unasked is not written into links.
    const usual = parameters.find((one) => one.name === "OUTSIDE")?.default;
    const ways = named(taken("OUTSIDE"), capabilities.outside);
    this.#fillOne("outside", "", [["", ways.map(([way, title]) => [way === usual ? "" : way, title])]]);
    this.#scales = capabilities.scales;
    document.getElementById("scale-hint").textContent =
      "Vide : choisie d’après le territoire. " +
      `De ${numbers.format(this.#scales.least)} à ${numbers.format(this.#scales.most)}.`;
  }

  /** Offer the templates that are made for a kind of territory. */
  suit(kind) {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#fillTemplates();
  }

  /** Whether a template is made for a kind of territory, or for any. */
  suits(name, kind) {
    const template = this.#templates.find((one) => one.name === name);
    return !template?.kind || template.kind === kind;
  }

  show(state) {
    for (const name of WISHES) {
      const field = this.#form.elements[name];
      choose(field, state[name] ?? "");
    }
    this.#tellScale("");
    this.#showReset(state);
  }

  #fillTemplates() {
    const offered = this.#templates.filter((one) => !one.kind || one.kind === this.#kind);
    const part = (isPaper) => offered.filter((one) => Boolean(one.isPaper) === isPaper)
      .map(({ name, title }) => [name, title ?? name]);
    const groups = [["Papier", part(true)], ["Modèle", part(false)]];
    this.#fillOne("template", "Choisi d’après le territoire", groups);
  }

  #fillOne(name, usual, groups) {
    const field = this.#form.elements[name];
    const chosen = field.value;
    field.replaceChildren();
    if (usual) field.add(new Option(usual, ""));
    for (const [label, options] of groups.filter(([, options]) => options.length)) {
      const parent = label ? document.createElement("optgroup") : field;
      if (label) {
        parent.label = label;
        field.append(parent);
      }
      parent.append(...options.map(([value, title]) => new Option(title, value)));
    }
    // What the office has locked is no choice.
    field.closest("p").hidden = groups.flatMap(([, options]) => options).length < 2;
    choose(field, chosen);
  }

  #later() {
    clearTimeout(this.#timer);
    // The arrows of a list pass by options that nobody wants.
    this.#timer = setTimeout(() => this.#read(), PAUSE);
  }

  #read() {
    const fields = this.#form.elements;
    const wishes = {};
    for (const name of WISHES) wishes[name] = fields[name].value.trim();
    const scale = readScale(wishes.scale);
    const isWrong = scale === null || (scale && this.#scales && !within(scale, this.#scales));
    const bounds = this.#scales
      ? ` de ${numbers.format(this.#scales.least)} à ${numbers.format(this.#scales.most)}`
      : "";
    this.#tellScale(isWrong ? `L’échelle s’écrit en un nombre entier${bounds}, comme 25 000.` : "");
    if (isWrong) return;
    wishes.scale = scale;
    this.#showReset(wishes);
    this.#change(wishes);
  }

  #tellScale(sentence) {
    this.#wrong.textContent = sentence;
    this.#form.elements.scale.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  #showReset(wishes) {
    document.getElementById("reset").hidden = !WISHES.some((name) => wishes[name]);
  }
}

/** A link may wish what is not offered: it is shown, and the service says what is wrong. */
function choose(field, value) {
  if (field.options && ![...field.options].some((option) => option.value === value)) {
    field.add(new Option(value, value));
  }
  field.value = value;
}

/** What is offered as [value, title], with the titles that the service gives. */
function named(values, titled) {
  const titles = new Map((titled ?? []).map((one) => [one.id ?? one.name ?? one, one.title]));
  return values.map((value) => [value, titles.get(value) ?? value]);
}

/** “1/25 000”, “1:25000” or “25 000” as “25000”; null where it is none. */
function readScale(text) {
  const digits = text.replace(/^1\s*[:/]/, "").replace(/[\s.\u202f\u00a0]/g, "");
  if (!text) return "";
  return /^\d{1,8}$/.test(digits) ? digits : null;
}

function within(scale, { least, most }) {
  return Number(scale) >= least && Number(scale) <= most;
}
