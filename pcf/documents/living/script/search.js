// Search over rows, processes and datasets, and over the text that is shown.
const MOST = 25;
const TEXTS = "h2, h3, h4, p:not(.held), li, caption, tbody tr, figcaption, .cover > div";
let known = null;

const folded = (text) => text.toLowerCase().normalize("NFKC");

/** Everything of the result that has an address, once. */
function addressedThings() {
  if (known || !page.explorer) return known ?? [];
  const { stages, processes, rows, suppliers } = page.explorer;
  const things = [
    ...stages.map((entry) => ({ entry, kind: "stage" })),
    ...processes.map(({ entry }) => ({ entry, kind: "process" })),
    ...suppliers.filter(({ kind }) => kind === "bg").map(({ entry, at }) => ({ entry, at, kind: "dataset" })),
    ...rows.map(({ entry }) => ({ entry, kind: "row" })),
  ];
  known = things.map((thing) => ({
    ...thing,
    text: folded(`${thing.entry.name_zh} ${thing.entry.name_en} ${thing.entry.address} ${thing.at ?? ""}`),
  }));
  return known;
}

/** Text of an element; cells of a row stand apart. */
const lineText = (element) =>
  element.cells ? [...element.cells].map((cell) => cell.textContent).join("  ") : element.textContent;

/** Places of the text that is shown, and of the rows that its tables hold back. */
function textPlaces() {
  const article = document.querySelector("article:not([hidden])");
  const places = [...article.querySelectorAll(TEXTS)]
    .filter((element) => !element.closest(".explore"))
    .map((element) => ({ text: lineText(element), go: () => element }));
  for (const note of article.querySelectorAll(".held")) {
    for (const [at, row] of waiting(note).entries()) {
      const text = row.slice(1).flat(2).filter((part) => typeof part === "string").join(" ");
      places.push({ text, go: () => showHeld(note, at) });
    }
  }
  return places;
}

function goTo(element) {
  element.setAttribute("tabindex", "-1");
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
  flash(element);
}

function foundButton(title, small, go) {
  const press = () => { closeFound(); go(); };
  return make("li", {}, make("button", { type: "button", onclick: press },
    make("span", {}, title), make("span", { class: "kind" }, small)));
}

/** Part of a text around the first word that was found. */
function excerpt(text, first) {
  const plain = text.replace(/\s+/g, " ").trim();
  const at = Math.max(folded(plain).indexOf(first) - 30, 0);
  return `${at ? "…" : ""}${plain.slice(at, at + 90)}${plain.length > at + 90 ? "…" : ""}`;
}

function foundGroup(title, found, button) {
  if (!found.length) return "";
  const count = word("found", { count: found.length, shown: Math.min(MOST, found.length) });
  return make("section", {}, make("p", { class: "found-title" }, `${title} · ${count}`),
    make("ul", {}, ...found.slice(0, MOST).map(button)));
}

function search(query) {
  const wanted = folded(query).split(/\s+/).filter(Boolean);
  const fits = (text) => wanted.every((part) => text.includes(part));
  const box = $("found");
  if (!wanted.length) return closeFound();
  const things = addressedThings().filter(({ text }) => fits(text));
  const places = textPlaces().filter(({ text }) => fits(folded(text)));
  const groups = [
    foundGroup(word("explore"), things, ({ entry, kind }) =>
      foundButton(nameOf(entry), `${word(kind)} · ${entry.text}`, () => openAt(entry.address))),
    foundGroup(word("text"), places, ({ text, go }) =>
      foundButton(excerpt(text, wanted[0]), "", () => goTo(go()))),
  ].filter(Boolean);
  box.replaceChildren(...(groups.length ? groups : [make("p", { class: "found-title" }, word("found_none"))]));
  box.hidden = false;
}

function closeFound() {
  $("found").hidden = true;
  $("found").replaceChildren();
}

function listenToSearch() {
  let timer = 0;
  const query = $("query");
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(query.value), 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("found").hidden) return;
    closeFound();
    query.focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) closeFound();
  });
}
