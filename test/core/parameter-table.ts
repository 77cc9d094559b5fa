import { valueText } from "../../src/core/trial/field-text.ts";
import { mustBe, PARAMETERS, type Parameter, VERSIONS } from "../../src/core/trial/parameters.ts";

/** The table of parameters as trials/README.md should have it. */
export const parameterTable = (): string =>
  ["| parameter | meaning | values | default |", "|---|---|---|---|", ...PARAMETERS.map(row)].join(
    "\n",
  );

const row = (each: Parameter): string =>
  `| \`${each.name}\` | ${each.meaning} | ${values(each)} | \`${fallback(each)}\` |`;

function values(parameter: Parameter): string {
  const unit = parameter.unit === "" ? "" : ` ${parameter.unit}`;
  if (parameter.kind === "whole") return `${parameter.min}..${parameter.max}${unit}`;
  if (parameter.kind === "sleep") return "a list such as `[10, 100]`, ms";
  return parameter.kind === "faults" ? "a list, see below" : mustBe(parameter, VERSIONS);
}

const fallback = (parameter: Parameter): string =>
  valueText(parameter, parameter.default) || (parameter.kind === "macros" ? "{}" : "[]");
