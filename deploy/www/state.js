// What the page shows, as its address holds it: ?territory=59294&template=A3&scale=25000

export const WISHES = ["sheet", "template", "scale", "outside"];
const NAMES = ["territory", ...WISHES];

export function readState() {
  const state = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    const known = NAMES.find((one) => one === name.toLowerCase());
    if (known && value.trim()) state[known] = value.trim();
  }
  return state;
}

export function stateAddress(state) {
  const query = new URLSearchParams();
  for (const name of NAMES) if (state[name]) query.set(name, state[name]);
  return `${location.pathname}${String(query) && `?${query}`}`;
}

export function isSame(one, other) {
  return NAMES.every((name) => (one[name] ?? "") === (other[name] ?? ""));
}
