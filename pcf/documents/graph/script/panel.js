// The panel beside the picture, what the reader does, and the start.
const valueOf = ({ text, share }) => (share && share !== "n/a" ? `${text} (${share})` : text);

function factsOf(node) {
  const stage = page.stages[node.stage];
  const pairs = [
    [node.kind === "process" ? "with_upstream" : "drawn", `${valueOf(node.entry)} ${unitWords(page.unit)}`, node.entry.address],
    ["own_rows", node.kind === "process" ? `${valueOf(node.own)} ${unitWords(page.unit)}` : "", node.own.address],
    ["stage", stage ? pick(...stage) : ""],
    ["component", node.component],
    ["category", node.kind === "category" ? "" : pick(...node.group)],
  ];
  return make("dl", {}, ...pairs.filter(([, text]) => text).flatMap(([key, text, address]) =>
    [make("dt", {}, word(key)), make("dd", {}, text, " ", ...addressed(address))]));
}

const nodeButton = (node, go) => make("button", { type: "button", onclick: go }, titleOf(node));

/** Table of the lines on one side of a node, the largest first. */
function sideOf(title, edges, other) {
  if (!edges.length) return [];
  const rows = [...edges].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).map((edge) => {
    const node = view().nodes[edge[other]];
    return make("tr", {},
      make("td", {}, nodeButton(node, () => choose(node.key, { scroll: true }))),
      make("td", { class: edge.less ? "num less" : "num" }, copying(edge.address, undefined, edge.text)),
      make("td", { class: "num" }, edge.share === "n/a" ? "" : edge.share));
  });
  return [
    make("h3", {}, `${word(title)} (${rows.length})`),
    make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, word("node")),
        make("th", { scope: "col", class: "num" }, unitWords(page.unit)), make("th", { scope: "col", class: "num" }, word("share")))),
      make("tbody", {}, ...rows)),
  ];
}

/** Datasets that a folded node stands for; a click unfolds the background. */
function heldOf(node) {
  if (!node.holds.length) return [];
  const all = new Map(state.views.all.nodes.map((found) => [found.key, found]));
  const open = (key) => async () => {
    await show("all");
    choose(key, { scroll: true });
  };
  return [
    make("h3", {}, `${word("holds")} (${node.holds.length})`),
    make("table", {}, make("tbody", {}, ...node.holds.map((key) => make("tr", {},
      make("td", {}, nodeButton(all.get(key), open(key))),
      make("td", { class: "num" }, copying(all.get(key).entry.address, undefined, all.get(key).entry.text)))))),
  ];
}

function showPanel(at) {
  const panel = $("panel");
  panel.hidden = at < 0;
  if (at < 0) return panel.replaceChildren();
  const node = view().nodes[at];
  panel.replaceChildren(
    make("button", { type: "button", class: "clear", onclick: () => choose(null) }, word("clear")),
    make("p", { class: "kind" }, word(`kind_${node.kind}`)),
    make("h2", {}, titleOf(node)),
    make("p", {}, ...addressed(node.kind === "background" ? `dataset:${node.key}` : "")),
    factsOf(node),
    ...heldOf(node),
    ...sideOf("suppliers", view().edges.filter((edge) => edge.t === at), "s"),
    ...sideOf("users", view().edges.filter((edge) => edge.s === at), "t"),
  );
  panel.scrollTop = 0;
}

function listenToRoom() {
  const room = $("room");
  let from = null;
  let moved = false;
  room.addEventListener("click", (event) => {
    const box = event.target.closest(".n");
    if (moved) return;
    choose(box ? view().nodes[Number(box.dataset.n)].key : null);
  });
  room.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".n");
    if (!box || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    choose(view().nodes[Number(box.dataset.n)].key);
  });
  room.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType !== "mouse") return;
    moved = false;
    from = [event.clientX, event.clientY, room.scrollLeft, room.scrollTop];
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (Math.abs(dx) + Math.abs(dy) > 4) moved = true;
    if (!moved) return;
    room.classList.add("drags");
    room.scrollTo(from[2] - dx, from[3] - dy);
  });
  window.addEventListener("pointerup", () => {
    from = null;
    room.classList.remove("drags");
  });
  room.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? STEP : 1 / STEP);
  }, { passive: false });
}

function listen() {
  listenToRoom();
  let timer = 0;
  $("query").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 100);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!$("found").hidden) closeFound();
    else choose(null);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) closeFound();
  });
  const zooms = { in: () => zoomBy(STEP), out: () => zoomBy(1 / STEP), fit: () => zoomTo(fitting()) };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", zooms[button.dataset.zoom]);
  }
  const packed = !("DecompressionStream" in window);
  for (const button of document.querySelectorAll("[data-view], [data-switch]")) {
    const { view: name, switch: lang } = button.dataset;
    button.addEventListener("click", () => (name ? show(name) : speak(lang)));
    button.disabled = packed && name !== "folded" && lang !== page.lang;
  }
}

async function start() {
  Object.assign(page, await heldData("page"));
  state.views = await heldData("views");
  if (!state.views) {
    document.body.append(make("p", { class: "note" }, word("old_browser")));
    return;
  }
  prepare(svg());
  state.drawn = `svg-folded-${page.lang}`;
  $("bar").hidden = false;
  state.zoom = Math.max(fitting(), LEGIBLE);
  listen();
  await draw();
  if (page.focus) choose(page.focus, { scroll: true });
  document.body.dataset.ready = "yes";
}

start();
