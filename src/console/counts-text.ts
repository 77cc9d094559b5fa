import type { EventCounts } from "../core/run/event-counts.ts";
import { aligned } from "../report/aligned.ts";
import { csv } from "../results/csv.ts";

/** The counts as a table, as rows of CSV, or as a line of JSON for each trial. */
export function countsText(
  rows: readonly EventCounts[],
  names: readonly string[],
  form: "table" | "csv" | "json",
): string {
  if (form === "json") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const header = ["trial", "runs", ...names];
  const cells = rows.map(({ trial, runs, counts }) => [
    ...[trial, runs],
    ...names.map((name) => counts[name] ?? 0),
  ]);
  if (form === "csv") return csv([header, ...cells]);
  const columns = header.map((name, at) => ({
    ...{ header: [name], align: "right" as const },
    cells: cells.map((row) => String(row[at])),
  }));
  return aligned(columns)
    .map((line) => `${line}\n`)
    .join("");
}
