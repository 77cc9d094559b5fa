import { FAULT_KINDS, FAULTS } from "./faults.ts";
import { valueText } from "./field-text.ts";
import { mustBe } from "./must-be.ts";
import type { Parameter } from "./parameter.ts";
import { PARAMETERS, VERSIONS } from "./parameters.ts";

/** A part of a page that is made from a table of the program. */
interface Made {
  readonly page: string;
  /** Names its place in the page (`place`). */
  readonly name: string;
  readonly text: () => string;
}

/** `npm run facts` writes them into their pages; a test fails while a page differs. */
export const MADE: readonly Made[] = [
  { page: "trials/README.md", name: "parameters", text: parameterTable },
  { page: "trials/README.md", name: "faults", text: faultTable },
  { page: "src/results/README.md", name: "columns of parameters", text: parameterColumns },
];

/** A page with this part as it should be; throws where the page has no place for it. */
export function withMade(page: string, { name, text }: Made): string {
  const [before, rest = ""] = page.split(`<!-- ${name}: written by npm run facts -->\n`);
  const [, ...after] = rest.split(`<!-- end of ${name} -->`);
  if (after.length !== 1) throw new Error(`the page has no place for ${name}`);
  return `${before}<!-- ${name}: written by npm run facts -->\n${text()}\n<!-- end of ${name} -->${after}`;
}

function parameterTable(): string {
  const head = ["| parameter | meaning | values | default |", "|---|---|---|---|"];
  return [...head, ...PARAMETERS.map(parameterRow)].join("\n");
}

const parameterRow = (each: Parameter): string =>
  `| \`${each.name}\` | ${each.meaning} | ${values(each)} | \`${fallback(each)}\` |`;

function values(parameter: Parameter): string {
  const unit = parameter.unit === "" ? "" : ` ${parameter.unit}`;
  if (parameter.kind === "whole") return `${parameter.min}..${parameter.max}${unit}`;
  if (parameter.kind === "sleep") return "a list such as `[10, 100]`, ms";
  return parameter.kind === "faults" ? "a list, see below" : mustBe(parameter, VERSIONS);
}

const fallback = (parameter: Parameter): string =>
  valueText(parameter, parameter.default) || (parameter.kind === "macros" ? "{}" : "[]");

function faultTable(): string {
  const head = [
    "| in a batch file | in `--set`, the form and CSV | what happens |",
    "|---|---|---|",
  ];
  const rows = FAULT_KINDS.map((kind) => FAULTS[kind]).map(
    ({ example, meaning }) => `| \`${example.data}\` | \`${example.text}\` | ${meaning} |`,
  );
  return [...head, ...rows].join("\n");
}

function parameterColumns(): string {
  const head = ["| column | parameter | in results of paxy 0.1.0 |", "|---|---|---|"];
  const rows = PARAMETERS.map((each) => {
    const before = valueText(each, each.before) || "none";
    return `| \`${each.column}\` | \`${each.name}\` | ${each.since > 1 ? `no such column; it means ${before}` : "this column"} |`;
  });
  return [...head, ...rows].join("\n");
}
