// The picture: views, languages, zoom, focus, search. Places and texts are made before; nothing is computed.
const state = { view: "folded", views: null, chosen: null, zoom: 1, drawn: null };
const HITS = 25;
const LEAST = 0.1;
const MOST_ZOOM = 3;
const STEP = 1.25;
const LEGIBLE = 0.8;

const svg = () => $("room").querySelector("svg");
const view = () => state.views[state.view];
const titleOf = (node) => nameOf(node.entry) || (node.kind === "unit" ? word("functional_unit") : node.key);
const lowered = (text) => text.toLowerCase().normalize("NFKC");
const boxes = () => [...svg().querySelectorAll(".n")];
const lines = () => [...svg().querySelectorAll(".e")];

/** Put the drawing of a view in a language into the page. */
async function draw() {
  const wanted = `svg-${state.view}-${page.lang}`;
  if (wanted !== state.drawn) {
    const kept = state.kept ?? {};
    state.kept = kept;
    if (state.drawn) kept[state.drawn] = svg();
    if (!kept[wanted]) {
      const parsed = new DOMParser().parseFromString(await heldText(wanted), "image/svg+xml");
      kept[wanted] = document.importNode(parsed.documentElement, true);
      prepare(kept[wanted]);
    }
    $("room").replaceChildren(kept[wanted]);
    state.drawn = wanted;
  }
  zoomTo(state.zoom);
  mark();
}

/** Make the boxes of a drawing buttons. */
function prepare(drawing) {
  for (const box of drawing.querySelectorAll(".n")) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", box.querySelector("title").textContent);
  }
}

function zoomTo(zoom) {
  state.zoom = Math.min(Math.max(zoom, LEAST), MOST_ZOOM);
  const { width, height } = svg().viewBox.baseVal;
  svg().style.width = `${width * state.zoom}px`;
  svg().style.height = `${height * state.zoom}px`;
}

/** Zoom, and keep what is in the middle where it is. */
function zoomBy(factor) {
  const room = $("room");
  const before = state.zoom;
  const [x, y] = [room.scrollLeft + room.clientWidth / 2, room.scrollTop + room.clientHeight / 2];
  zoomTo(before * factor);
  const grown = state.zoom / before;
  room.scrollTo(x * grown - room.clientWidth / 2, y * grown - room.clientHeight / 2);
}

const fitting = () => {
  const { width, height } = svg().viewBox.baseVal;
  return Math.min(($("room").clientWidth - 4) / width, ($("room").clientHeight - 4) / height, 1);
};

/** Numbers of the nodes that are reached from one along the lines: to suppliers, or to users. */
function reached(start, from, to) {
  const seen = new Set([start]);
  const waiting = [start];
  while (waiting.length) {
    const here = waiting.pop();
    for (const edge of view().edges) {
      if (edge[from] !== here || seen.has(edge[to])) continue;
      seen.add(edge[to]);
      waiting.push(edge[to]);
    }
  }
  return seen;
}

/** Show what the chosen node rests on and what rests on it; the rest stands back. */
function mark() {
  const at = view().nodes.findIndex((node) => node.key === state.chosen);
  svg().classList.toggle("focused", at >= 0);
  const up = at >= 0 ? reached(at, "t", "s") : new Set();
  const down = at >= 0 ? reached(at, "s", "t") : new Set();
  for (const box of boxes()) {
    const number = Number(box.dataset.n);
    box.classList.toggle("on", up.has(number) || down.has(number));
    box.classList.toggle("chosen", number === at);
    box.setAttribute("aria-pressed", String(number === at));
  }
  for (const line of lines()) {
    const [s, t] = [Number(line.dataset.s), Number(line.dataset.t)];
    line.classList.toggle("on", (up.has(s) && up.has(t)) || (down.has(s) && down.has(t)));
  }
  showPanel(at);
}

/** Choose a node by its key; null chooses none. */
function choose(key, { scroll = false } = {}) {
  state.chosen = key;
  mark();
  const box = boxes().find((found) => found.classList.contains("chosen"));
  if (scroll && box) box.scrollIntoView({ block: "center", inline: "center" });
}

async function show(name) {
  state.view = name;
  if (!view().nodes.some((node) => node.key === state.chosen)) state.chosen = null;
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
  await draw();
}

async function speak(lang) {
  page.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = page.titles[lang];
  $("title").textContent = page.titles[lang];
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(button.dataset.switch === lang));
  }
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  $("query").placeholder = word("search_hint");
  closeFound();
  await draw();
}

/** Nodes of both views that a query fits; those of the view that is shown come first. */
function fitting_nodes(query) {
  const wanted = lowered(query).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const fits = ({ entry, key, component }) => {
    const text = lowered(`${entry.name_zh} ${entry.name_en} ${entry.address} ${key} ${component}`);
    return wanted.every((part) => text.includes(part));
  };
  const shown = view().nodes.filter(fits);
  const known = new Set(shown.map((node) => node.key));
  const other = state.view === "folded" ? "all" : "folded";
  const more = state.views[other].nodes.filter((node) => !known.has(node.key) && fits(node));
  return [...shown.map((node) => [node, state.view]), ...more.map((node) => [node, other])];
}

function search() {
  const found = fitting_nodes($("query").value);
  const keys = new Set(found.map(([node]) => node.key));
  for (const box of boxes()) box.classList.toggle("hit", keys.has(view().nodes[Number(box.dataset.n)].key));
  if (!$("query").value.trim()) return closeFound();
  const said = found.length
    ? word("found", { count: found.length, shown: Math.min(HITS, found.length) })
    : word("found_none");
  const go = ([node, name]) => async () => {
    closeFound();
    if (name !== state.view) await show(name);
    choose(node.key, { scroll: true });
  };
  $("found").replaceChildren(make("p", { class: "found-title" }, said),
    make("ul", {}, ...found.slice(0, HITS).map((hit) => make("li", {},
      make("button", { type: "button", onclick: go(hit) }, make("span", {}, titleOf(hit[0])),
        make("span", { class: "kind" }, `${word(`kind_${hit[0].kind}`)} · ${hit[0].entry.text}`))))));
  $("found").hidden = false;
}

function closeFound() {
  $("found").hidden = true;
  $("found").replaceChildren();
  if (state.drawn) for (const box of boxes()) box.classList.remove("hit");
}
