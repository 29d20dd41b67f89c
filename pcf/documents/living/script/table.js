// The drill-down table: total, stage, process, row, dataset, source; a level is made when opened.
const CHUNK = 100;
const opened = new Set();

const facts = (...pairs) => pairs.filter(([, value]) => value);

const items = {
  total: () => ({
    key: "total", kind: "total", entry: page.explorer.total,
    children: () => page.explorer.stages.map((_, at) => items.stage(at)),
  }),
  stage: (at) => ({
    key: `stage ${at}`, kind: "stage", entry: page.explorer.stages[at],
    children: () => page.explorer.processes
      .map((process, number) => [process, number])
      .filter(([process]) => process.stage === at)
      .map(([, number]) => items.process(number)),
  }),
  process: (number) => {
    const process = page.explorer.processes[number];
    return {
      key: `process ${number}`, kind: "process", entry: process.entry,
      facts: () => facts(["component", process.component], ["location", process.location],
        ["reference", unitWords(process.reference)], ["said", process.source]),
      children: () => page.explorer.rowsOf[number].map((row) => items.row(row)),
    };
  },
  row: (row) => ({
    key: row.entry.address, kind: "row", entry: row.entry,
    facts: () => facts(["direction", idWord(row.direction)], ["stated", unitWords(row.stated)],
      ["amount", `${row.amount} ${unitWords(row.unit)}`], ["factor", `${row.factor} kg CO2e/${unitWords(row.unit)}`],
      ["origin", idWord(row.origin)], ["evidence", row.evidence || word("none")],
      ["dq", row.dq || word("none")], ["said", row.source], ["reason", idWord(row.reason)],
      ["place", row.place],
      ["carries", page.explorer.suppliers[row.supplier].kind === "process" ? word("fed_row") : ""]),
    children: () => [items.supplier(row)],
  }),
  supplier: (row) => {
    const supplier = page.explorer.suppliers[row.supplier];
    const fed = supplier.kind === "process";
    return {
      key: `${row.entry.address} supplier`, kind: fed ? "process" : "dataset", plain: true,
      entry: supplier.entry, at: supplier.at,
      facts: () => facts(
        ["category", pick(supplier.category_zh, supplier.category_en)],
        ["location", supplier.location], ["year", supplier.year],
        ["technology", supplier.technology],
        ["supplier_all", fed ? word("fed") : `${supplier.entry.text} ${unitWords(page.explorer.unit)} (${supplier.entry.share})`, supplier.entry.address]),
      children: () => supplier.sources.map((at) => items.source(row, at)),
    };
  },
  source: (row, at) => {
    const [key, citation] = page.explorer.sources[at];
    return { key: `${row.entry.address} source ${at}`, kind: "source", title: key, text: citation };
  },
};

/** Line of the table for an item at a level. */
function lineOf(item, level) {
  const title = item.title ?? nameOf(item.entry);
  const open = Boolean(item.children || item.facts);
  const kind = make("span", { class: "kind" }, word(item.kind));
  const name = open
    ? make("button", { type: "button", class: "open", "aria-expanded": "false", onclick: () => toggle(line) },
        make("span", { class: "mark-open", "aria-hidden": "true" }), make("span", {}, title))
    : make("span", { class: "leaf" }, title);
  const shown = item.entry && !item.plain;
  const line = make("tr", { "data-level": String(level), "data-kind": item.kind },
    make("th", { scope: "row", style: null }, make("div", { class: "name" }, name, kind),
      item.text ? make("p", { class: "citation" }, item.text) : ""),
    make("td", { class: `num${shown && item.entry.weight < 0 ? " less" : ""}` }, shown ? item.entry.text : ""),
    make("td", { class: "num" }, shown ? item.entry.share : ""),
    make("td", { class: "at" }, ...addressed(item.at ?? item.entry?.address)),
  );
  line.item = item;
  line.level = level;
  return line;
}

function factsLine(item, level) {
  const list = make("dl", {}, ...item.facts().map(([key, value, address]) =>
    make("div", {}, make("dt", {}, word(key)), make("dd", {}, value, " ", ...addressed(address)))));
  const line = make("tr", { class: "facts-line", "data-level": String(level) },
    make("td", { colspan: "4" }, list));
  line.level = level;
  return line;
}

/** Put children of a line below `after`, from position `start`; the rest waits behind a button. */
function addChildren(line, children, start, after, count = CHUNK) {
  const level = line.level + 1;
  const made = children.slice(start, start + count).map((item) => lineOf(item, level));
  const next = start + made.length;
  if (next < children.length) {
    const left = children.length - next;
    const button = make("button", { type: "button", class: "more", onclick: () => {
      const before = rest.previousElementSibling;
      rest.remove();
      addChildren(line, children, next, before);
      before.nextElementSibling?.querySelector("button")?.focus();
    } }, word("more", { count: Math.min(CHUNK, left), rest: left }));
    const rest = make("tr", { "data-level": String(level), class: "more-line" },
      make("td", { colspan: "4" }, button));
    rest.level = level;
    rest.more = (wanted) => {
      const before = rest.previousElementSibling;
      rest.remove();
      addChildren(line, children, next, before, wanted - next + 1);
    };
    made.push(rest);
  }
  after.after(...made);
  for (const child of made) if (child.item && opened.has(child.item.key)) expand(child);
}

function expand(line) {
  const button = line.querySelector(".open");
  if (!button || button.getAttribute("aria-expanded") === "true") return;
  button.setAttribute("aria-expanded", "true");
  opened.add(line.item.key);
  let after = line;
  if (line.item.facts) {
    after = factsLine(line.item, line.level + 1);
    line.after(after);
  }
  addChildren(line, line.item.children?.() ?? [], 0, after);
}

function collapse(line) {
  line.querySelector(".open").setAttribute("aria-expanded", "false");
  opened.delete(line.item.key);
  while (line.nextElementSibling && line.nextElementSibling.level > line.level) {
    line.nextElementSibling.remove();
  }
}

function toggle(line) {
  const closed = line.querySelector(".open").getAttribute("aria-expanded") !== "true";
  (closed ? expand : collapse)(line);
}

/** Draw the table anew, with what was open. */
function drawTable() {
  const body = $("drill").tBodies[0];
  const line = lineOf(items.total(), 0);
  body.replaceChildren(line);
  if (!opened.size) opened.add("total");
  if (opened.has("total")) expand(line);
}

/** Keys on the way to an address, from the total; null for an address that the table lacks. */
function wayTo(address) {
  const { stages, processes, rows } = page.explorer;
  if (address === "total") return ["total"];
  const stage = stages.findIndex((entry) => entry.address === address);
  if (stage >= 0) return ["total", `stage ${stage}`];
  let number = processes.findIndex((process) => process.entry.address === address);
  if (number >= 0) return ["total", `stage ${processes[number].stage}`, `process ${number}`];
  const supplier = page.explorer.suppliers.findIndex((found) => [found.at, found.entry.address].includes(address));
  const row = rows.find((found) => found.entry.address === address || found.supplier === supplier);
  if (!row) return null;
  number = row.process;
  const way = ["total", `stage ${processes[number].stage}`, `process ${number}`, row.entry.address];
  return row.entry.address === address ? way : [...way, `${row.entry.address} supplier`];
}

/** Child of a line by its key, made if it waits behind the button. */
function childOf(line, key) {
  expand(line);
  for (let next = line.nextElementSibling; next && next.level > line.level; next = next.nextElementSibling) {
    if (next.level !== line.level + 1) continue;
    if (next.item?.key === key) return next;
    if (next.more) {
      const at = line.item.children().findIndex((item) => item.key === key);
      const before = next.previousElementSibling;
      next.more(at);
      next = before;
    }
  }
  return null;
}

/** Open the table at an address, and go there; false for an address that it lacks. */
function openAt(address) {
  const way = wayTo(address);
  if (!way) return false;
  let line = $("drill").tBodies[0].rows[0];
  for (const key of way.slice(1)) line = childOf(line, key) ?? line;
  expand(line);
  line.scrollIntoView({ block: "center" });
  line.querySelector("button").focus({ preventScroll: true });
  flash(line);
  return true;
}

function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth; // begins the animation anew
  element.classList.add("flash");
}
