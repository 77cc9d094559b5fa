import { valueText } from "./field-text.ts";
import { mustBe, PARAMETERS, type Parameter, VERSIONS } from "./parameters.ts";

/** "0..100 %": the range beside a field of the form and in README.md. */
export function rangeText(
  parameter: Parameter,
  versions: readonly (number | string)[] = VERSIONS,
): string {
  const unit = parameter.unit === "" ? "" : ` ${parameter.unit}`;
  if (parameter.kind === "whole") return `${parameter.min}..${parameter.max}${unit}`;
  if (parameter.kind === "sleep") return `[${parameter.min}.., ...]${unit}`;
  return parameter.kind === "faults"
    ? 'such as "crash 1 at 100 for 50"'
    : mustBe(parameter, versions);
}

/** The table of parameters in README.md, as Markdown. */
export function parameterTable(): string {
  const rows = PARAMETERS.map(
    (each) =>
      `| \`${each.name}\` | ${each.meaning} | ${rangeText(each)} | ${defaultText(each)} | \`${each.column}\` |`,
  );
  return [
    "| parameter | meaning | values | default | CSV column |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

const defaultText = (parameter: Parameter): string =>
  valueText(parameter, parameter.default) === ""
    ? "none"
    : `\`${valueText(parameter, parameter.default)}\``;
