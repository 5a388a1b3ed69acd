// The service: its addresses, its answers, and its refusals in one sentence.

// Beside the page, whatever path both are published under.
const BASE = "pac";

const SENTENCES = {
  404: "Le service ne connaît pas ce qui est demandé.",
  413: "La feuille demandée est trop grande pour ce service.",
  414: "La demande est trop longue pour ce service.",
  429: "Trop de demandes à la fois : réessayez dans quelques secondes.",
  502: "Le service est momentanément arrêté : réessayez dans quelques instants.",
  503: "Le service est momentanément indisponible : réessayez dans quelques instants.",
  504: "La feuille n’a pas pu être préparée dans le temps permis.",
};
const UNREACHABLE = "Le service ne répond pas : vérifiez la connexion au réseau, puis réessayez.";
const UNREADABLE = "La réponse du service est illisible : réessayez, puis prévenez le service si cela persiste.";
const LATE = "Le service n’a pas répondu à temps : réessayez plus tard.";

// What asking again may mend.
const PASSING = [429, 500, 502, 503, 504];

export class Refusal extends Error {
  constructor(sentence, { canRetry = false, locator = "" } = {}) {
    super(sentence);
    this.canRetry = canRetry;
    // The parameter that is refused, where it is one.
    this.locator = locator;
  }
}

export function address(request, parameters = {}) {
  const query = [`REQUEST=${request}`];
  for (const [name, value] of Object.entries(parameters)) {
    // Not URLSearchParams: its “+” for a space is a plus sign to some servers.
    if (value) query.push(`${name.toUpperCase()}=${encodeURIComponent(value)}`);
  }
  return `${BASE}?${query.join("&")}`;
}

/** One question after another: a new one ends that before it, whose answer is then of no interest. */
export class Turns {
  #controller = null;

  next() {
    this.#controller?.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }

  end() {
    this.#controller?.abort();
  }
}

/** The answer to a request as `read` takes it, or a Refusal. */
export async function ask(url, { signal, seconds = 30, read }) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal?.addEventListener("abort", stop);
  let isLate = false;
  const timer = setTimeout(() => { isLate = true; stop(); }, seconds * 1000);
  try {
    const answer = await fetch(url, { signal: controller.signal });
    if (!answer.ok) throw await refusal(answer);
    return await read(answer);
  } catch (error) {
    if (error instanceof Refusal || signal?.aborted) throw error;
    if (isLate) throw new Refusal(LATE, { canRetry: true });
    if (error instanceof SyntaxError) throw unreadable();
    throw new Refusal(UNREACHABLE, { canRetry: true });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

export const json = (answer) => answer.json();

/** A file: its bytes, the name that the service gives it, and what it warns of. */
export async function file(answer) {
  const said = answer.headers.get("Content-Disposition") || "";
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(said);
  const plain = /filename="?([^";]+)"?/i.exec(said);
  const blob = await answer.blob();
  if (/xml|html/.test(blob.type) && !/svg/.test(blob.type)) throw unreadable();
  return {
    blob,
    name: wide ? decodeURIComponent(wide[1]) : plain ? plain[1] : "",
    warnings: JSON.parse(decodeURIComponent(answer.headers.get("X-PAC-Warnings") || "[]")),
  };
}

/** What an answer is refused with that is not what was asked for. */
export function unreadable() {
  return new Refusal(UNREADABLE, { canRetry: true });
}

async function refusal(answer) {
  const text = await answer.text().catch(() => "");
  const report = new DOMParser().parseFromString(text, "text/xml");
  const said = report.getElementsByTagNameNS("*", "ExceptionText")[0]?.textContent.trim();
  const general = SENTENCES[answer.status] ?? `Le service a répondu par une erreur (${answer.status}).`;
  return new Refusal(said || general, {
    canRetry: PASSING.includes(answer.status),
    locator: report.getElementsByTagNameNS("*", "Exception")[0]?.getAttribute("locator") ?? "",
  });
}
