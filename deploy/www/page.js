// One page: a territory is chosen, its sheet is shown, and the address holds what is shown.

import { Combobox, describe } from "./combobox.js";
import { Downloads } from "./downloads.js";
import { Options } from "./options.js";
import { Turns, address, ask, file, json, Refusal, unreadable } from "./service.js";
import { isSame, readState, stateAddress } from "./state.js";
import { node, summaryNodes } from "./summary.js";

// Enough to see how the sheet stands, and quickly made.
const PREVIEW_DPI = 72;
const MINUTES = 2;
const SLOW = 8;

const $ = (id) => document.getElementById(id);
const combobox = new Combobox(choose);
const options = new Options(wish);
const downloads = new Downloads(tell, refuse);
const turns = new Turns();

let state = {};
let title = $("title").textContent;
let again = null;
let isIntroduced = false;
let waiting = 0;
let picture = "";

start();

function start() {
  state = readState();
  addEventListener("popstate", () => {
    const wanted = readState();
    // A jump within the page is one, too.
    if (isSame(wanted, state)) return;
    state = wanted;
    show();
  });
  $("retry").addEventListener("click", () => again?.());
  $("copy").addEventListener("click", copyLink);
  $("link").addEventListener("focus", () => $("link").select());
  $("examples").addEventListener("click", follow);
  introduce();
  show();
  if (!state.territory) combobox.focus();
}

/** Fill in what the service says of itself. */
async function introduce() {
  try {
    const capabilities = await ask(address("GetCapabilities"), { read: json });
    title = capabilities.title || title;
    $("title").textContent = title;
    $("office").textContent = capabilities.office || "";
    options.fill(capabilities);
    options.show(state);
    downloads.fill(capabilities.formats);
    downloads.show(state);
    fillExamples(capabilities.territories?.examples ?? []);
    fillFooter(capabilities);
    nameDocument();
    isIntroduced = true;
  } catch (error) {
    refuse(error, retry);
  }
}

/** Ask again for all that is missing: whatever was refused last, the rest may be missing as well. */
function retry() {
  if (!isIntroduced) introduce();
  show();
}

function choose(territory) {
  // A scale is that of one territory; the other options are those of a series of sheets.
  const template = options.suits(state.template, territory.kind) ? state.template : "";
  go({ ...state, territory: territory.code, template, scale: "" }, territory);
  $("territory-name").focus({ preventScroll: true });
  // On a phone the sheet is below; on a desk, the next search stays at hand.
  if (matchMedia("(max-width: 60rem)").matches) $("sheet").scrollIntoView({ block: "start" });
}

function wish(wishes) {
  go({ ...state, ...wishes });
}

function go(wanted, territory) {
  if (!isSame(wanted, state)) history.pushState(null, "", stateAddress(wanted));
  state = wanted;
  show(territory);
}

/** Show what the state says; `territory` is what is known of it already. */
function show(territory) {
  const signal = turns.next();
  settle();
  options.show(state);
  const isChosen = Boolean(state.territory);
  $("welcome").hidden = isChosen;
  $("sheet").hidden = !isChosen;
  $("skip").hidden = !isChosen;
  endWait();
  if (!isChosen) {
    combobox.show("");
    tell("");
    return nameDocument();
  }
  if (territory) nameTerritory(territory);
  else if ($("territory-name").dataset.code !== state.territory) {
    nameTerritory({ code: state.territory, name: state.territory });
  }
  $("link").value = new URL(stateAddress(state), location.href).href;
  downloads.show(state);
  showPicture(signal);
  showSummary(signal);
}

async function showPicture(signal) {
  const url = address("GetSheet", { ...state, format: "png", dpi: PREVIEW_DPI });
  const link = $("picture-link");
  const image = $("picture-image");
  // The sheet of another territory must not be taken for this one's.
  if (image.dataset.code !== state.territory) image.removeAttribute("src");
  link.removeAttribute("href");
  $("warnings").replaceChildren();
  wait(signal);
  try {
    const { blob, warnings } = await ask(url, { signal, seconds: MINUTES * 60, read: file });
    if (signal.aborted) return;
    $("warnings").replaceChildren(...warnings.map((warning) => node("li", warning)));
    if (picture) URL.revokeObjectURL(picture);
    picture = URL.createObjectURL(blob);
    image.src = picture;
    image.dataset.code = state.territory;
    await image.decode().catch(() => {
      if (!signal.aborted) throw unreadable();
    });
    if (signal.aborted) return;
    link.href = address("GetSheet", { ...state, format: "pdf" });
    endWait("shown");
    tell(`Feuille affichée : ${$("territory-name").textContent}.`);
  } catch (error) {
    if (signal.aborted) return;
    endWait("refused");
    refuseTerritory(error);
    refuse(error, retry);
  }
}

async function showSummary(signal) {
  const asked = { territory: state.territory, sheet: state.sheet };
  const content = $("summary-content");
  content.setAttribute("aria-busy", "true");
  try {
    const summary = await ask(address("GetSummary", asked), { signal, seconds: MINUTES * 60, read: json });
    if (signal.aborted) return;
    nameTerritory(summary.territory);
    content.replaceChildren(...summaryNodes(summary, address("GetSummary", { ...asked, format: "csv" })));
  } catch (error) {
    if (signal.aborted) return;
    content.replaceChildren(node("p", "Ces chiffres ne sont pas disponibles."));
    refuseTerritory(error);
    // The picture's own refusal comes first where both are refused.
    if ($("trouble").hidden) refuse(error, retry);
  }
  content.removeAttribute("aria-busy");
}

function nameTerritory(territory) {
  const heading = $("territory-name");
  heading.textContent = territory.name;
  heading.dataset.code = territory.code;
  $("territory-facts").textContent = territory.kind ? describe(territory) : "";
  $("picture-image").alt =
    `Aperçu de la feuille : ${territory.name} (${territory.code}). ` +
    "Le tableau de cette page donne ce que le territoire compte.";
  if (territory.kind) options.suit(territory.kind);
  combobox.show(territory.name);
  nameDocument();
}

function nameDocument() {
  const shown = state.territory ? `${$("territory-name").textContent} – ` : "";
  document.title = shown + title;
}

// ---- Waiting ----

function wait(signal) {
  const began = Date.now();
  $("picture").dataset.state = "waiting";
  $("picture").setAttribute("aria-busy", "true");
  $("wait-text").textContent = "La feuille se prépare…";
  tell("La feuille se prépare.");
  let isTold = false;
  waiting = setInterval(() => {
    if (signal.aborted) return;
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds >= 2) $("wait-text").textContent = `La feuille se prépare… ${seconds}\u00a0s`;
    if (seconds >= SLOW && !isTold) {
      isTold = true;
      tell("La feuille demande plus de temps que d’habitude.");
    }
  }, 1000);
}

function endWait(how = "waiting") {
  clearInterval(waiting);
  $("picture").dataset.state = how;
  $("picture").removeAttribute("aria-busy");
}

// ---- What is said ----

function tell(text) {
  $("announcement").textContent = text;
}

function refuse(error, retry) {
  if (!(error instanceof Refusal)) throw error;
  tell("");
  again = retry;
  $("trouble").hidden = false;
  $("trouble-text").textContent = error.message;
  $("retry").hidden = !error.canRetry;
}

/** Of a territory that is none here, or too large, there is nothing to show. */
function refuseTerritory({ locator }) {
  if (locator?.toUpperCase() !== "TERRITORY") return;
  if ($("sheet").contains(document.activeElement)) combobox.focus();
  $("sheet").hidden = true;
  $("skip").hidden = true;
}

function settle() {
  // A button that vanishes under the focus would leave it nowhere.
  if (document.activeElement === $("retry")) $("territory-name").focus();
  again = null;
  $("trouble").hidden = true;
  $("trouble-text").textContent = "";
}

async function copyLink() {
  const field = $("link");
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https a page has no clipboard but the old way.
    field.select();
    document.execCommand("copy");
    $("copy").focus();
  }
  tell("Lien copié.");
  $("copy").textContent = "Lien copié";
  setTimeout(() => { $("copy").textContent = "Copier le lien"; }, 3000);
}

// ---- What the office says ----

function fillExamples(codes) {
  const line = $("examples");
  line.replaceChildren("Par exemple : ");
  codes.forEach((one, index) => {
    const link = node("a", one.name ?? one);
    link.href = stateAddress({ territory: one.code ?? one });
    link.dataset.code = one.code ?? one;
    link.dataset.kind = one.kind ?? "";
    line.append(index ? ", " : "", link);
  });
  line.append(".");
  line.hidden = !codes.length;
}

function follow(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose({ code: link.dataset.code, name: link.textContent, kind: link.dataset.kind });
}

function fillFooter({ contact, legal, version }) {
  fillLine($("contact"), "Contact : ", contact);
  fillLine($("legal"), "Mentions légales : ", legal);
  $("version").textContent = version ? `Version ${version}` : "";
}

/** A line with what the office says: an e-mail or a page as a link, anything else as text. */
function fillLine(line, label, text) {
  line.hidden = !text;
  if (!text) return;
  line.replaceChildren(label);
  const isPage = /^https?:\/\/\S+$/.test(text);
  const isMail = /^[^\s@]+@[^\s@]+$/.test(text);
  if (!isPage && !isMail) return line.append(text);
  const link = node("a", text);
  link.href = isMail ? `mailto:${text}` : text;
  line.append(link);
}
