import { type Closing, closingSentences } from "./closing-sentences.ts";
import { trialTable } from "./trial-table.ts";

/** A batch in Markdown: a table with a row per trial, and the sentences of the closing report. */
export function markdownReport(closing: Closing): string {
  const { header, rows } = trialTable(closing.trials);
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |\n`;
  const table = [line(header), `|${" --- |".repeat(header.length)}\n`, ...rows.map(line)];
  const sentences = closingSentences(closing).map((each) => `- ${escaped(each.trim())}\n`);
  return `## ${escaped(closing.name)}\n\n${table.join("")}\n${sentences.join("")}`;
}

/** Escapes names and values, so that they are not read as Markdown. */
const escaped = (text: string): string =>
  text.replace(/[|\\`*_<>#]/g, (each) => `\\${each}`).replaceAll("\n", " ");
