import type { Figure } from "../core/statistics/comparison.ts";
import { figureText, missingText, percentText } from "../core/statistics/figure-text.ts";
import { isRate, type Metric } from "../core/statistics/pairs.ts";
import { numberText } from "../core/statistics/quantile-text.ts";
import { aligned } from "./aligned.ts";
import { beyond, comparisonCsv, comparisonJson, type NamedComparison } from "./comparison-data.ts";

export type ComparisonFormat = "text" | "md" | "csv" | "json";

/** The comparisons as a table for people, as Markdown, as CSV or as a line of JSON each. */
export function comparisonText(rows: readonly NamedComparison[], format: ComparisonFormat): string {
  if (format === "json") return comparisonJson(rows);
  if (format === "csv") return comparisonCsv(rows);
  const header = HEADER.filter(
    (name) => name !== "trial" || rows.some(({ trial }) => trial !== ""),
  );
  const cells = rows.map((row) => header.map((name) => cell(row, name)));
  if (format === "md") {
    const line = (each: readonly string[]) => `| ${each.join(" | ")} |\n`;
    return [header, header.map(() => "---"), ...cells].map(line).join("");
  }
  const columns = header.map((name, index) => ({
    header: [name],
    cells: cells.map((each) => each[index] as string),
    align: "left" as const,
  }));
  return `${aligned(columns).join("\n")}\n`;
}

const HEADER = ["trial", "figure", "base", "other", "difference", "answer"] as const;

const LABELS: Readonly<Record<Metric, string>> = {
  elapsed: "median ms",
  rounds: "median rounds",
  undecided: "undecided",
  violation: "violations",
};

function cell(row: NamedComparison, name: (typeof HEADER)[number]): string {
  switch (name) {
    case "trial":
      return row.trial;
    case "figure":
      return LABELS[row.metric];
    case "base":
      return `${row.baseName}: ${sideText(row, row.base)}`;
    case "other":
      return `${row.otherName}: ${sideText(row, row.other)}`;
    case "difference":
      return differenceText(row);
    case "answer":
      return answerText(row);
  }
}

/** More runs do not help where both medians lie beyond the limit. */
function answerText({ answer, difference, runsNeeded }: NamedComparison): string {
  if (difference === null) return `${answer}: a longer time limit is needed`;
  return runsNeeded === null ? answer : `${answer}: about ${runsNeeded} each`;
}

/** A figure with its 95 % interval: `724 [690, 801]`, of a rate `5 % [1.4, 12.3]`; then the runs that are missing from it. */
function sideText({ metric }: NamedComparison, { value, interval, counts }: Figure): string {
  const missing = missingText(counts);
  return [figureIn(metric, value, interval), ...(missing === "" ? [] : [missing])].join(", ");
}

function figureIn(metric: Metric, value: Figure["value"], interval: Figure["interval"]): string {
  if (!isRate(metric)) return figureText(value, interval, decimalsOf(metric));
  const [low, high] = interval.map((bound) => percentText(bound?.value ?? 0));
  return `${percentText(value?.value ?? 0)} % [${low}, ${high}]`;
}

const decimalsOf = (metric: Metric): number => (metric === "elapsed" ? 0 : 1);

function differenceText({ metric, difference, pairs }: NamedComparison): string {
  if (difference === null) return "unknown: too many runs were undecided";
  const scale = isRate(metric) ? 100 : 1;
  const unit = metric === "elapsed" ? " ms" : isRate(metric) ? " points" : "";
  const text = (value: number): string =>
    Number.isFinite(value) ? numberText(value * scale, decimalsOf(metric)) : value < 0 ? "-?" : "?";
  const [low, high] = difference.interval;
  const sign = difference.value > 0 ? "+" : "";
  const how = pairs > 0 && !isRate(metric) ? " run by run" : "";
  return `${beyond(difference)}${sign}${text(difference.value)}${unit}${how} [${text(low)}, ${text(high)}]`;
}
