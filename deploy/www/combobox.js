// The search field: an editable combobox with a list, after ARIA 1.2.

import { Refusal, Turns, address, ask, json } from "./service.js";

const PAUSE = 150;
const LIMIT = 12;
const KINDS = { commune: "Commune", epci: "EPCI" };

export class Combobox {
  #input = document.getElementById("territory");
  #list = document.getElementById("proposals");
  #status = document.getElementById("search-status");
  #turns = new Turns();
  #proposals = [];
  // What the proposals answer to, and where among them the arrows stand.
  #answered = null;
  #active = -1;
  #timer = 0;
  #isEntered = false;
  #choose;

  constructor(choose) {
    this.#choose = choose;
    this.#input.addEventListener("input", () => this.#later());
    this.#input.addEventListener("keydown", (event) => this.#press(event));
    this.#input.addEventListener("focus", () => this.#input.select());
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("click", () => this.#proposals.length && this.#open());
    // The field keeps the focus, or the list would close before the click.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take(Number(option.dataset.index));
    });
    this.#input.form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Show the name of the territory that the page shows. */
  show(name) {
    this.#forget();
    this.#input.value = name;
  }

  focus() {
    this.#input.focus();
  }

  get #text() {
    return this.#input.value.trim();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#isEntered = false;
    // What is on its way answers what is no longer asked.
    this.#turns.end();
    // Nor does Enter mean an option that was for it.
    this.#activate(-1);
    if (!this.#text) return this.#forget();
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    clearTimeout(this.#timer);
    const text = this.#text;
    const signal = this.#turns.next();
    this.#input.setAttribute("aria-busy", "true");
    try {
      const url = address("Search", { q: text, limit: LIMIT });
      const found = await ask(url, { signal, seconds: 15, read: json });
      if (!signal.aborted) this.#fill(text, found);
    } catch (error) {
      if (signal.aborted) return;
      this.#forget();
      if (!(error instanceof Refusal)) throw error;
      this.#say(error.message);
    }
    this.#input.removeAttribute("aria-busy");
  }

  #fill(text, found) {
    this.#proposals = found;
    this.#answered = text;
    this.#list.replaceChildren(...found.map(option));
    this.#activate(-1);
    if (!found.length) {
      this.#close();
      return this.#say(`Aucune commune ni aucun EPCI ne répond à « ${text} ».`);
    }
    if (this.#isEntered) return this.#enter();
    this.#open();
    const count = found.length === 1 ? "1 proposition" : `${found.length} propositions`;
    const more = found.length === LIMIT ? " ou davantage : précisez au besoin" : "";
    this.#say(`${count}${more}.`);
  }

  #press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = {
      ArrowDown: () => this.#move(event.altKey ? 0 : 1),
      ArrowUp: () => (event.altKey ? this.#close() : this.#move(-1)),
      Enter: () => this.#enter(),
      Escape: () => this.#escape(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #move(step) {
    if (!this.#proposals.length || this.#answered !== this.#text) {
      if (this.#text) this.#search();
      return;
    }
    const count = this.#proposals.length;
    this.#open();
    if (!step) return;
    // From the field itself, up goes to the last.
    const from = this.#active < 0 && step < 0 ? count : this.#active;
    this.#activate((from + step + count) % count);
  }

  #enter() {
    if (this.#active >= 0) return this.#take(this.#active);
    if (!this.#text) return;
    if (this.#answered !== this.#text) {
      this.#isEntered = true;
      this.#search();
      return;
    }
    this.#isEntered = false;
    const exact = this.#proposals.findIndex((one) => one.code === this.#text.toUpperCase());
    if (exact >= 0 || this.#proposals.length === 1) return this.#take(Math.max(exact, 0));
    // Several: which one is the user's to say.
    if (this.#proposals.length) this.#move(1);
  }

  #escape() {
    if (!this.#list.hidden) return this.#close();
    this.#input.value = "";
    this.#turns.end();
    this.#forget();
  }

  #take(index) {
    const chosen = this.#proposals[index];
    this.show(chosen.name);
    this.#choose(chosen);
  }

  #activate(index) {
    const options = this.#list.children;
    options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = options[index];
    if (!option) return this.#input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  #open() {
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#proposals = [];
    this.#answered = null;
    this.#isEntered = false;
    this.#close();
    this.#list.replaceChildren();
    this.#input.removeAttribute("aria-busy");
    this.#say("");
  }

  #say(text) {
    this.#status.textContent = text;
  }
}

function option(proposal, index) {
  const item = document.createElement("li");
  item.id = `proposal-${index}`;
  item.dataset.index = index;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = proposal.label;
  const facts = document.createElement("span");
  facts.className = "facts";
  facts.textContent = KINDS[proposal.kind] ?? "";
  item.append(name, " ", facts);
  return item;
}

/** The kind, the département and the code of a territory. */
export function describe({ kind, departement_name: departement, code }) {
  return [KINDS[kind] ?? kind, departement, code].filter(Boolean).join(" · ");
}
