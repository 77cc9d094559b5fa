import type { Command } from "commander";
import { collect } from "./options.ts";

/** The commands that read results. */
export function addResultCommands(program: Command): void {
  program
    .command("report <dir>")
    .description("print a batch's summary table, or make a page of it")
    .option("--html [file]", "a page with tables and charts (default: report.html in DIR)")
    .option("--svg <folder>", "the charts of that page, a file each")
    .option("--chart", "charts of the sweeps below the table, drawn with characters")
    .option("--md", "the table and the sentences below it in Markdown")
    .option("--csv", "summary.csv on standard output")
    .option("--json", "a line of JSON")
    .action(async (directory, options) => {
      const { report } = await import("../parts/results.ts");
      process.exitCode = await report(directory, options);
    });
  program
    .command("compare <dirs...>")
    .description("test whether batches differ (the first one is the base)")
    .option(
      "--by <field>",
      "field by which the trials of one batch are compared, such as moduleVersion",
    )
    .option("--margin <share>", "difference of medians that counts as the same (default: 5%)")
    .option("--fail-if <answer>", "answer that makes the exit code 1: different")
    .option("--md", "a table in Markdown")
    .option("--csv", "rows of CSV")
    .option("--json", "a line of JSON per figure")
    .action(async (directories, options) => {
      const { compare } = await import("../parts/results.ts");
      process.exitCode = await compare(directories, options);
    });
  program
    .command("replay <dir> <trial> <run> [run2]")
    .description("show the messages of a simulated run, or of a violation in any engine")
    .option("--actor <name>", "only events of this actor and messages to or from it", collect)
    .option("--kind <kinds>", "only events of these kinds, such as send,decided", collect)
    .option("--around <kind>", "only events near those of this kind: --around decided")
    .option("--json", "output as JSON, a line per event")
    .option("--shrink", "make a simulated violation as small as possible within 10 s")
    .option("--set <field=value>", "another value of a field, with the same random draws", collect)
    .option("--until <ms>", "end of the run, in ms")
    .option("--lost <messages>", "messages to lose: fry>homer:prepare:0,...")
    .option("--svg", "output the space-time diagram of a violation (SVG)")
    .option("--mermaid", "output as a Mermaid sequence diagram")
    .option("--plantuml", "output as a PlantUML sequence diagram")
    .option("--shiviz", "output as a log for ShiViz")
    .option(
      "--chance [n]",
      "share of n random futures that violate, after each event of a simulated run (default: 200)",
    )
    .option(
      "--explore [n]",
      "continue step by step from the state after its first n events (default: all)",
    )
    .option("--code <path>", "your own code that the batch used", collect)
    .action(async (directory, trial, run, run2, options) => {
      const { replay } = await import("../parts/runs.ts");
      process.exitCode = await replay([directory, trial, run, run2], options);
    });
  program
    .command("count <dir> [events]")
    .description("count the simulated runs of each trial that reached events of interest")
    .option("--csv", "rows of CSV")
    .option("--json", "a line of JSON per trial")
    .option("--code <path>", "your own code that the batch used", collect)
    .action(async (directory, events, options) => {
      const { count } = await import("../parts/runs.ts");
      process.exitCode = await count(directory, events, options);
    });
}
