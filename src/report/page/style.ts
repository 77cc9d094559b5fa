/** The look of the page: light and dark, print, no colour needed. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { position: sticky; top: 0; background: Canvas; }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid; }
th[aria-sort=ascending] button::after { content: " \\2191"; } th[aria-sort=descending] button::after { content: " \\2193"; }
.wide { overflow-x: auto; } .long { max-height: 32rem; overflow-y: auto; } figure { margin: 1rem 0; } figcaption { opacity: .8; max-width: 44rem; }
svg { max-width: 100%; height: auto; --plot-background: Canvas; }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; } dt { float: left; clear: left; width: 9rem; color: GrayText; } dd { margin-left: 9.5rem; }
.violation { border-left: 4px solid; padding-left: .8rem; }
@page table { size: landscape; }
@media print {
body { max-width: none; margin: 0; } figure, tr, .violation { break-inside: avoid; } h2, h3, .violation p { break-after: avoid; } details { display: none; }
.wide { page: table; overflow: visible; } .long { max-height: none; } .wide table { width: 100%; font-size: 9px; } thead th { position: static; }
.wide th, .wide td { white-space: normal; padding: 1px 3px; } .wide th { overflow-wrap: anywhere; }
}
`;

/** Sorts a table by a column; without it the table stays in the order of the trials. */
export const SCRIPT = `
for (const table of document.querySelectorAll("table.sort")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.onclick = () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
      const rows = [...table.tBodies[0].rows].sort((a, b) =>
        key(a).localeCompare(key(b), undefined, { numeric: true }) * (up ? 1 : -1));
      table.tBodies[0].append(...rows);
    };
  });
}`;
