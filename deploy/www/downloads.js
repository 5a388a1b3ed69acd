// The files of a sheet. They are fetched by the page, so that a refusal is read here.

import { Turns, address, ask, file } from "./service.js";

const sizes = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const MINUTES = 5;

export class Downloads {
  #list = document.getElementById("downloads");
  #formats = [];
  #turns = new Turns();
  #signal = null;
  #tell;
  #refuse;

  constructor(tell, refuse) {
    this.#tell = tell;
    this.#refuse = refuse;
    this.#list.addEventListener("click", (event) => this.#click(event));
  }

  fill(formats) {
    this.#formats = formats.map((one) => one.name);
  }

  /** Offer the files of a sheet by the parameters that it is asked for with. */
  show(parameters) {
    this.#signal = this.#turns.next();
    this.#list.replaceChildren(...this.#formats.map((format) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address("GetSheet", { ...parameters, format });
      link.className = "button";
      link.dataset.format = format.toUpperCase();
      link.textContent = format.toUpperCase();
      link.setAttribute("aria-label", `${format.toUpperCase()}, télécharger la feuille`);
      const size = document.createElement("span");
      size.className = "size";
      item.append(link, " ", size);
      return item;
    }));
  }

  async #click(event) {
    const link = event.target.closest("a");
    // Another tab, another window: the browser's own way.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") === "true") return;
    const { format } = link.dataset;
    const size = link.nextElementSibling;
    const signal = this.#signal;
    link.setAttribute("aria-busy", "true");
    size.textContent = "préparation…";
    this.#tell(`${format} en préparation.`);
    try {
      const { blob, name } = await ask(link.href, { signal, seconds: MINUTES * 60, read: file });
      if (signal.aborted) return;
      save(blob, name || `feuille.${format.toLowerCase()}`);
      rest(link);
      size.textContent = sizeText(blob.size);
      this.#tell(`${format} téléchargé, ${sizeText(blob.size)}.`);
    } catch (error) {
      if (signal.aborted) return;
      rest(link);
      this.#refuse(error, () => link.click());
    }
  }
}

function rest(link) {
  link.removeAttribute("aria-busy");
  link.nextElementSibling.textContent = "";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Some browsers read it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function sizeText(bytes) {
  const [value, unit] = bytes < 1e6 ? [Math.max(Math.round(bytes / 1e3), 1), "ko"] : [bytes / 1e6, "Mo"];
  return `${sizes.format(value)}\u00a0${unit}`;
}
