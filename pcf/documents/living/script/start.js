// Languages, addresses of numbers, long tables, contents; and the start of the page.
const held = {};
const waiting = (note) => held[note.dataset.table] ?? [];

function cellOf(parts) {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [part];
    const [text, unit, address, source] = part;
    if (part.length === 1) return [make("a", { href: text, rel: "noreferrer noopener" }, text)];
    const number = make("span", { class: "n", "data-address": address || null, "data-source": source || null }, text);
    return unit ? [number, make("span", { class: "u" }, ` ${unit}`)] : [number];
  });
}

/** Rows that a table held back, up to position `last`; gives the row at that position. */
function showHeld(note, last = Infinity) {
  const rows = waiting(note);
  const table = $(note.dataset.table);
  const shown = note.shown ?? 0;
  const heads = [...table.tHead.rows[0].cells];
  const made = rows.slice(shown, last + 1).map(([total, ...cells]) =>
    make("tr", { role: "row", class: total ? "total" : null }, ...cells.map((parts, at) => {
      const inner = cellOf(parts);
      if (!at) return make("th", { scope: "row", role: "rowheader" }, ...inner);
      const kind = `${heads[at].className}${parts.length ? "" : " empty"}`.trim();
      return make("td", { role: "cell", class: kind || null, "data-label": heads[at].textContent },
        make("div", {}, ...inner));
    })));
  table.tBodies[0].append(...made);
  note.shown = shown + made.length;
  note.hidden = note.shown >= rows.length;
  tellHeld(note);
  const first = table.tBodies[0].rows.length - note.shown;
  return table.tBodies[0].rows[first + Math.min(last, rows.length - 1)];
}

function tellHeld(note) {
  const lang = note.closest("article").dataset.lang;
  const rows = waiting(note).length;
  const shown = $(note.dataset.table).tBodies[0].rows.length;
  const count = shown + rows - (note.shown ?? 0);
  const text = (key) => page.words[lang][key].replace("{count}", count).replace("{shown}", shown);
  const press = () => showHeld(note);
  note.replaceChildren(text("rows_kept"), " ",
    make("button", { type: "button", class: "more", onclick: press }, text("rows_all")));
}

/** Give the tables of an article the roles and labels that they need where cells stand below each other. */
function labelCells(article) {
  for (const table of article.querySelectorAll("table:not([role])")) {
    const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    table.setAttribute("role", "table");
    for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
    for (const cell of table.tHead.rows[0].cells) cell.setAttribute("role", "columnheader");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      if (row.parentNode === table.tHead) continue;
      for (const [at, cell] of [...row.cells].entries()) {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        if (!at) continue;
        cell.dataset.label = labels[at];
        const inner = document.createElement("div");
        inner.append(...cell.childNodes);
        cell.append(inner);
      }
    }
    table.classList.add("labelled");
  }
}

/** Unpack the text in a language that was not shown yet; what is in it was escaped when it was made. */
async function unpackArticle(lang) {
  if (document.querySelector(`article[data-lang=${lang}]`)) return;
  const parsed = new DOMParser().parseFromString(await heldText(`article-${lang}`), "text/html");
  const article = document.importNode(parsed.querySelector("article"), true);
  article.hidden = true;
  $("text").append(article);
  prepare(article);
}

/** Make ready what a text needs of the script. */
function prepare(article) {
  labelCells(article);
  for (const note of article.querySelectorAll(".held")) tellHeld(note);
  makeSortable(article);
  followContents(article.dataset.lang);
}

/** Show a language: its text, its words, its charts. */
async function speak(lang) {
  await unpackArticle(lang);
  page.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = page.titles[lang] ?? document.title;
  for (const element of document.querySelectorAll("[data-lang]")) element.hidden = element.dataset.lang !== lang;
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(button.dataset.switch === lang));
  }
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word, { fold: element.dataset.fold });
  }
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  for (const element of document.querySelectorAll("[data-word-placeholder]")) {
    element.placeholder = word(element.dataset.wordPlaceholder);
  }
  closeFound();
  closeTrace();
  $("said").textContent = "";
  if (!page.explorer) return;
  document.querySelector(`article[data-lang=${lang}] .slot`).append($("explore"));
  nameChoices();
  drawTable();
  drawChart();
}

const scopeOf = (number) => {
  const source = number.dataset.source ?? "";
  if (source.startsWith("explain:")) return source.slice(8);
  if (source.startsWith("target:")) return `--target ${source.slice(7)}`;
  return number.closest("[data-explain]")?.dataset.explain ?? "";
};

/** Show the address of a number of the text. */
function trace(number) {
  const box = $("trace");
  const { address } = number.dataset;
  const scope = scopeOf(number);
  const known = page.explorer && choiceOf(scope) >= 0 && (page.choices.length || wayTo(address));
  const go = known
    ? make("button", { type: "button", class: "go", onclick: () => { closeTrace(); openIn(scope, address); } }, word("open"))
    : "";
  const close = make("button", { type: "button", class: "close", "aria-label": word("close"), onclick: closeTrace }, "×");
  box.replaceChildren(make("div", {}, ...addressed(address, scopeOf(number))), go, close);
  box.hidden = false;
  const at = number.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8));
  box.style.left = `${left + window.scrollX}px`;
  box.style.top = `${at.bottom + window.scrollY + 6}px`;
}

function closeTrace() {
  $("trace").hidden = true;
}

function listenToNumbers() {
  document.addEventListener("click", (event) => {
    const number = event.target.closest("article .n[data-address]");
    if (number) trace(number);
    else if (!event.target.closest("#trace")) closeTrace();
  });
  document.addEventListener("mouseover", (event) => {
    const number = event.target.closest?.("article .n[data-address]");
    if (number && !number.title) number.title = command(number.dataset.address, scopeOf(number));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeTrace();
  });
}

/** Mark the section of the text that is read in the contents. */
function followContents(lang) {
  const nav = document.querySelector(`.side [data-lang=${lang}]`);
  const links = new Map([...nav.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((found) => found.isIntersecting)) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -70% 0px" });
  for (const id of links.keys()) if ($(id)) watch.observe($(id));
}

async function start() {
  const data = await heldData("page");
  Object.assign(page, data);
  $("bar").hidden = false;
  Object.assign(held, (await heldData("held")) ?? {});
  const values = await heldData("explorer");
  if (values) {
    page.explorer = records(values);
    $("explore").hidden = false;
    listenToChoices();
    for (const item of document.querySelectorAll(".live")) item.hidden = false;
  }
  for (const details of document.querySelectorAll(".side details")) details.open = window.innerWidth >= 1000;
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.addEventListener("click", () => speak(button.dataset.switch));
    button.disabled = button.dataset.switch !== page.lang && !("DecompressionStream" in window);
  }
  $("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    for (const note of document.querySelectorAll("article:not([hidden]) .held")) showHeld(note);
  });
  listenToSearch();
  listenToNumbers();
  prepare(document.querySelector("article"));
  await speak(page.lang);
  document.body.dataset.ready = "yes";
  await startCharts();
}

start();
