// The charts, drawn by plotly; every text is one of the rounded texts of the page.
const COLOURS = {
  burden: "#0072b2", credit: "#009e73", ink: "#1f2933", soft: "#52606d", rule: "#7b8794",
  bands: { more: "rgba(0, 114, 178, 0.30)", less: "rgba(0, 158, 115, 0.55)" },
  nodes: ["#0b3c5d", "#52606d", "#7b8794"],
  tiles: ["#cfe3f1", "#f9dcc8", "#e6e0ef", "#faf0c8", "#dfe5ea", "#f3d9e2"],
  credits: "#bfe6d7",
};
const PLAIN = { displayModeBar: false, responsive: true };
const narrow = () => window.innerWidth < 700;

/** Text as plotly shows it unchanged: it reads a little markup of its own. */
const bare = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const cut = (text, most) => {
  const width = [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
  if (width <= most) return text;
  let room = most - 1;
  const kept = [...text].filter((sign) => (room -= sign.codePointAt(0) > 0x2e7f ? 2 : 1) >= 0);
  return `${kept.join("")}…`;
};
const share = (entry) => (entry.share === "n/a" ? "" : ` (${entry.share})`);
const told = (entry) => [
  bare(nameOf(entry)),
  `<b>${bare(entry.text)}</b> ${bare(unitWords(page.explorer.unit))}${bare(share(entry))}`,
  `<span style="color: ${COLOURS.soft}">${bare(cut(entry.address, 90))}</span>`,
].join("<br>");

const layoutOf = (more) => ({
  font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: COLOURS.ink },
  paper_bgcolor: "#ffffff", plot_bgcolor: "#ffffff",
  margin: { l: 4, r: 4, t: 8, b: 8 }, dragmode: false,
  hoverlabel: { bgcolor: "#ffffff", bordercolor: COLOURS.rule, font: { color: COLOURS.ink, size: 13 }, align: "left" },
  ...more,
});

function sankeyOf({ nodes, bands }) {
  const most = 26;
  const tall = Math.max(...[0, 1, 2].map((column) => nodes.filter((node) => node.column === column).length));
  const data = [{
    type: "sankey", arrangement: "fixed", orientation: "h",
    node: {
      label: nodes.map(({ entry }) => `${bare(cut(nameOf(entry), most))}  ${bare(entry.text)}`),
      color: nodes.map(({ entry, column }) => (entry.weight < 0 ? COLOURS.credit : COLOURS.nodes[column])),
      customdata: nodes.map(({ entry }) => told(entry)),
      hovertemplate: "%{customdata}<extra></extra>",
      pad: 17, thickness: 12, line: { width: 0 },
    },
    link: {
      source: bands.map((band) => band.source), target: bands.map((band) => band.target),
      value: bands.map((band) => Math.abs(band.entry.weight)),
      color: bands.map((band) => (band.less ? COLOURS.bands.less : COLOURS.bands.more)),
      customdata: bands.map((band) => told(band.entry)),
      hovertemplate: "%{customdata}<extra></extra>",
    },
  }];
  return [data, layoutOf({ height: Math.max(360, 17 * tall + 320) })];
}

/** Bars, each with its name and its value on a line above it, so that nothing can overlap. */
function barsOf(entries, width) {
  const shown = entries.filter((entry) => entry.weight);
  const line = (text, at, right) => ({
    xref: "paper", x: right ? 1 : 0, xanchor: right ? "right" : "left", y: at, yshift: 18,
    text: right ? `<b>${bare(text)}</b>` : bare(text), showarrow: false,
  });
  const value = (entry) => `${entry.text}${share(entry)}`;
  const room = (entry) => Math.floor((width - 20) / 7.2) - value(entry).length;
  const data = [{
    type: "bar", orientation: "h", width: 0.3,
    y: shown.map((_, at) => at), x: shown.map((entry) => entry.weight),
    customdata: shown.map(told), hovertemplate: "%{customdata}<extra></extra>",
    marker: { color: shown.map((entry) => (entry.weight < 0 ? COLOURS.credit : COLOURS.burden)) },
  }];
  return [data, layoutOf({
    height: 52 * shown.length + 28,
    annotations: shown.flatMap((entry, at) => [
      line(cut(nameOf(entry), room(entry)), at, false), line(value(entry), at, true),
    ]),
    shapes: shown.map((_, at) => ({
      type: "line", x0: 0, x1: 0, y0: at - 0.2, y1: at + 0.2, line: { color: COLOURS.rule, width: 1 },
    })),
    xaxis: { fixedrange: true, showticklabels: false, showgrid: false, zeroline: false },
    yaxis: { range: [shown.length - 0.6, -0.8], fixedrange: true, visible: false },
  })];
}

const headed = (entry) => `${bare(cut(nameOf(entry), 40))}  ${bare(`${entry.text}${share(entry)}`)}`;

/** Name on at most two short lines. */
function wrapped(name) {
  const first = cut(name, 17);
  if (first === name) return bare(name);
  const head = first.slice(0, -1);
  const at = head.lastIndexOf(" ") > 6 ? head.lastIndexOf(" ") : head.length;
  return `${bare(name.slice(0, at))}<br>${bare(cut(name.slice(at).trim(), 17))}`;
}

function treemapOf({ tiles }) {
  const parents = new Set(tiles.map((tile) => tile.parent));
  const stageOf = (at) => (tiles[at].parent < 0 ? at : stageOf(tiles[at].parent));
  const stages = tiles.flatMap((tile, at) => (tile.parent < 0 ? [at] : []));
  const colour = (tile, at) => (tile.entry.weight < 0
    ? COLOURS.credits
    : COLOURS.tiles[stages.indexOf(stageOf(at)) % COLOURS.tiles.length]);
  const data = [{
    type: "treemap", branchvalues: "remainder", sort: true, tiling: { pad: 2 },
    ids: tiles.map((_, at) => String(at)),
    parents: tiles.map((tile) => (tile.parent < 0 ? "" : String(tile.parent))),
    labels: tiles.map((tile, at) => (parents.has(at) ? headed(tile.entry) : wrapped(nameOf(tile.entry)))),
    values: tiles.map((tile, at) => (parents.has(at) ? 0 : tile.area)),
    text: tiles.map((tile) => bare(`${tile.entry.text}${share(tile.entry)}`)),
    textinfo: "label+text", textfont: { color: COLOURS.ink },
    customdata: tiles.map((tile) => told(tile.entry)), hovertemplate: "%{customdata}<extra></extra>",
    marker: { colors: tiles.map(colour), line: { color: "#ffffff", width: 1.5 }, pad: { t: 22, l: 3, r: 3, b: 3 } },
    pathbar: { textfont: { color: COLOURS.ink }, thickness: 24 }, root: { color: "#f3f6f8" },
  }];
  return [data, layoutOf({ height: narrow() ? 460 : 520, uniformtext: { minsize: 11, mode: "hide" } })];
}

const bySize = (entries) => [...entries].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
const CHARTS = {
  sankey: () => sankeyOf(page.explorer),
  stages: (width) => barsOf(page.explorer.stages, width),
  gases: (width) => barsOf(bySize(page.explorer.gases), width),
  ledger: (width) => barsOf(page.explorer.ledger, width),
  treemap: () => treemapOf(page.explorer),
};
/** Addresses of what was clicked, the first that the table knows is shown there. */
const CLICKED = {
  sankey: (point) => {
    const band = page.explorer.bands[point.pointNumber];
    const nodes = page.explorer.nodes;
    if (!("source" in point)) return [nodes[point.pointNumber].entry.address];
    return [nodes[band.target].entry.address, nodes[band.source].entry.address];
  },
  stages: (point) => [page.explorer.stages.filter((entry) => entry.weight)[point.pointNumber].address],
};

const drawn = new Map();
let chart = "sankey";

/** Draw the chart that is shown, unless it stands in this language already. */
async function drawChart() {
  if (!window.Plotly || drawn.get(chart) === page.lang) return;
  const room = $(`chart-${chart}`);
  drawn.set(chart, page.lang);
    if (!page.explorer.rows.some((row) => row.entry.weight)) {
    room.replaceChildren(make("p", { class: "note" }, word("nothing")));
    return;
  }
  const made = CHARTS[chart](room.clientWidth);
  room.setAttribute("aria-label", describe(chart));
  await window.Plotly.react(room, made[0], made[1], PLAIN);
  room.removeAllListeners("plotly_click");
  room.on("plotly_click", ({ points }) => {
    CLICKED[chart]?.(points[0]).some((address) => openAt(address));
  });
}

/** What a chart shows, in words. */
function describe(kind) {
  const { stages, gases, ledger } = page.explorer;
  const entries = { sankey: stages, treemap: stages, stages, gases, ledger }[kind];
  const parts = entries.map((entry) => `${nameOf(entry)} ${entry.text}${share(entry)}`);
  return `${word(kind)}, ${unitWords(page.explorer.unit)}: ${parts.join("; ")}`;
}

/** Show a chart; `focus` moves to its tab. */
function showChart(kind, focus = false) {
  chart = kind;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const chosen = tab.dataset.kind === kind;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(`panel-${tab.dataset.kind}`).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  return drawChart();
}

function listenToTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => showChart(tab.dataset.kind));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) showChart(tabs[(at + step + tabs.length) % tabs.length].dataset.kind, true);
    });
  }
}

/** Unpack the program that draws, and let it draw. */
async function startCharts() {
  if (!$("plotly")) return;
  if (!("DecompressionStream" in window)) {
    $("panel-sankey").replaceChildren(make("p", { class: "note", "data-word": "old_browser" }, word("old_browser")));
    return;
  }
  listenToTabs();
  const program = document.createElement("script");
  program.textContent = await heldText("plotly");
  document.head.append(program);
  await drawChart();
  document.body.dataset.charts = "drawn";
}
