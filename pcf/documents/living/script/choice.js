// Several results in one page: which of them is explored.
const explorers = [];
let explored = 0;

/** Explore another result: its values, charts and table take the place of those that are shown. */
async function explore(at) {
  explorers[at] ??= records(await heldData(at ? `explorer-${at}` : "explorer"));
  explored = at;
  page.explorer = explorers[at];
  page.scope = page.choices[at][2];
  known = null;
  opened.clear();
  drawn.clear();
  $("drill-unit").textContent = unitWords(page.explorer.unit);
  nameChoices();
  drawTable();
  await drawChart();
}

/** Names of the results in the language that is shown. */
function nameChoices() {
  if (!$("which")) return;
  $("which").replaceChildren(...page.choices.map(([zh, en], at) =>
    make("option", { value: String(at), selected: at === explored ? "" : null }, pick(zh, en))));
}

/** Position of the result that the words after an address mean; −1 when it cannot be explored. */
const choiceOf = (scope) =>
  page.choices.length ? page.choices.findIndex((choice) => choice[2] === scope) : 0;

/** Open the table at an address of a result. */
async function openIn(scope, address) {
  const at = choiceOf(scope);
  if (page.choices.length && at !== explored) await explore(at);
  openAt(address);
}

function listenToChoices() {
  if (!page.choices.length) return;
  explorers[0] = page.explorer;
  page.scope = page.choices[0][2];
  $("which")?.addEventListener("change", (event) => explore(Number(event.target.value)));
}
