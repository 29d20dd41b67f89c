// Tables that a reader may put in order; rows that a table holds back are shown first.
const numberIn = (text) => Number.parseFloat(text.replace(/^[<>]/, ""));

function sortTable(table, at) {
  const note = document.querySelector(`.held[data-table="${table.id}"]`);
  if (note && waiting(note).length) showHeld(note);
  const heads = [...table.tHead.rows[0].cells];
  const down = heads[at].getAttribute("aria-sort") === "ascending";
  const numeric = heads[at].classList.contains("num");
  const rows = [...table.tBodies[0].rows].map((row, place) => ({ row, place, text: row.cells[at].textContent.trim() }));
  rows.sort((a, b) => {
    const [x, y] = [numberIn(a.text), numberIn(b.text)];
    const missing = numeric ? Number.isNaN(x) - Number.isNaN(y) : !a.text - !b.text;
    if (missing) return missing;
    const order = numeric ? (x - y || 0) : a.text.localeCompare(b.text, page.lang);
    return (down ? -order : order) || a.place - b.place;
  });
  table.tBodies[0].append(...rows.map(({ row }) => row));
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
}

function makeSortable(article) {
  for (const table of article.querySelectorAll("table[data-sortable]")) {
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      const text = head.textContent;
      head.replaceChildren(make("button", { type: "button", class: "sort", "aria-label": `${text}: ${page.words[article.dataset.lang].sort}`, onclick: () => sortTable(table, at) }, text));
    }
  }
}
