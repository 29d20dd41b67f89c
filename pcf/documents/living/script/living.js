// What every part uses: the data of the page, words, elements. Nothing here computes a number.
const $ = (id) => document.getElementById(id);
const page = { lang: "en", words: {}, explorer: null };

/** Make an element; children that are strings become text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** Word in the language that is shown; {places} are filled. */
function word(key, places = {}) {
  const text = page.words[page.lang][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

const idWord = (id) => page.words[page.lang][`id:${id}`] ?? id;
/** Unit in the words of the language that is shown. */
const unitWords = (unit) => unit.replace(/\*/g, "·").replace(/[A-Za-z]+\d?/g,
  (name) => page.words[page.lang][`unit:${name}`] ?? name);
const pick = (zh, en) => (page.lang === "zh" ? zh || en : en || zh);
const nameOf = (entry) => pick(entry.name_zh, entry.name_en) || entry.address;

async function inflated(base64) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** Text that an element of the page holds; null without it, or where it cannot be unpacked. */
async function heldText(id) {
  const element = $(id);
  if (!element || (element.dataset.packed && !("DecompressionStream" in window))) return null;
  return element.dataset.packed ? inflated(element.textContent) : element.textContent;
}

const heldData = async (id) => JSON.parse((await heldText(id)) ?? "null");

/** Records as objects: their fields are named once. */
function records(data) {
  const read = (kind, list) =>
    Object.fromEntries(
      data.fields[kind].map((name, at) => [name, name === "entry" ? read(name, list[at]) : list[at]]),
    );
  const every = (kind, lists) => lists.map((list) => read(kind, list));
  const found = {
    ...data,
    total: read("entry", data.total),
    stages: every("entry", data.stages),
    ledger: every("entry", data.ledger),
    gases: every("entry", data.gases),
    processes: every("process", data.processes),
    rows: every("row", data.rows),
    suppliers: every("supplier", data.suppliers),
    nodes: every("node", data.nodes),
    bands: every("band", data.bands),
    tiles: every("tile", data.tiles),
  };
  found.rowsOf = found.processes.map(() => []);
  for (const row of found.rows) found.rowsOf[row.process].push(row);
  return found;
}

const command = (address, scope = page.scope) =>
  `pcf explain ${/^[\w:./@+-]+$/.test(address) ? address : `"${address}"`}${scope ? ` ${scope}` : ""}`;

/** Put a text on the clipboard, and say so. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  $("said").textContent = word("copied", { text });
}

/** Button that copies the command which explains a number. */
function copying(address, scope, shown) {
  const text = command(address, scope);
  const press = async (event) => {
    const button = event.currentTarget;
    await copy(text);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  };
  const label = `${shown === word("copy") ? "" : `${shown} – `}${word("copy")}: ${text}`;
  return make("button", { type: "button", class: "copy", "aria-label": label, title: text, onclick: press }, shown);
}

/** Address of a number with the button that copies its command. */
const addressed = (address, scope) =>
  (address ? [make("code", {}, address), copying(address, scope, word("copy"))] : []);
