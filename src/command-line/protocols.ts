import type { Command } from "commander";
import { collect, lookOptions } from "./options.ts";

/** The commands that check protocols and users' code. */
export function addProtocolCommands(program: Command): void {
  program
    .command("check [code...]")
    .description("try every schedule of a small system")
    .option("--proposers <n>", "number of proposers (default: 2)")
    .option("--acceptors <n>", "number of acceptors (default: 3)")
    .option(
      "--set <field=value>",
      "numProposers, numAcceptors, moduleVersion or macros.NAME",
      collect,
    )
    .option("--rounds <n>", "rounds of each proposer (default: 2)")
    .option("--duplicates <n>", "number of messages that may arrive twice (default: 0)")
    .option(
      "--crashes <n>",
      "number of crashes of actors that come back (default: 0, or 1 if the version's rules are about crashes)",
    )
    .option("--memory <mb>", "memory limit in MB (default: 4000)")
    .option("--seed <n>", "seed of the samples that come first (default: 1)")
    .option("--shortest", "search for a shortest schedule, without samples")
    .option("--compact", "hashes instead of states: less memory, a chance of missing a state")
    .option("--accept-compact", "exit code 0 when --compact found no violation")
    .option("--schedule <words>", "steps to replay, as a violation lists them")
    .option("--json", "output as JSON")
    .option("--code <path>", "your own code, as for run", collect)
    .action(async (code, options) => {
      const { check } = await import("../parts/schedules.ts");
      process.exitCode = await check(code, options);
    });
  lookOptions(
    program
      .command("explore [code...]")
      .description("go through a small system step by step, choosing what happens next")
      .option("--proposers <n>", "number of proposers (default: 2)")
      .option("--acceptors <n>", "number of acceptors (default: 3)")
      .option(
        "--set <field=value>",
        "numProposers, numAcceptors, moduleVersion or macros.NAME",
        collect,
      )
      .option("--rounds <n>", "rounds of each proposer (default: 2)")
      .option("--backoff", "back-off of proposers before they try again, as in runs")
      .option("--schedule <words>", "first steps, as check and explore write them")
      .option("--seed <n>", "seed of random steps (default: 1)")
      .option("--json", "state and choices as JSON, without the screen")
      .option("--code <path>", "your own code, as for run", collect),
  ).action(async (code, options) => {
    const { explore } = await import("../parts/schedules.ts");
    process.exitCode = await explore(code, options);
  });
  program
    .command("lab [folder]")
    .description("try a folder of Erlang modules in every engine and under every schedule")
    .option("--budget <seconds>", "time limit for everything (default: 60)")
    .option("--out <dir>", "folder for results (default: out)")
    .option("--json", "output as JSON, one object")
    .option("--set <field=value>", "value of a macro of the code: macros.NAME=VALUE", collect)
    .option("--allowed", "list what the code of a folder may call; runs nothing")
    .action(async (folder, options) => {
      const { lab } = await import("../parts/folders.ts");
      process.exitCode = await lab(folder, options);
    });
  program
    .command("grade <folders...>")
    .description("grade the submissions of a course, each isolated from the others")
    .option("--budget <seconds>", "time limit for each submission (default: 10)")
    .option("--jobs <n|auto>", "number graded at the same time (default: auto, one per processor)")
    .option("--csv <file>", "CSV file, a row for each submission")
    .option("--json [file]", "all details as JSON (without FILE: on standard output)")
    .option("--junit <file>", "JUnit XML file")
    .option("--gradescope <file>", "Gradescope's results.json; for several submissions, a folder")
    .option("--out <dir>", "folder for finished rows, which are kept in DIR/grade (default: out)")
    .option("--fresh", "grade finished submissions again, too")
    .action(async (folders, options) => {
      const { grade } = await import("../parts/folders.ts");
      process.exitCode = await grade(folders, options);
    });
  program
    .command("judge [file]")
    .description(
      "judge runs that paxy did not start, by the lines that they printed (a log or a pipe)",
    )
    .option(
      "--proposers <n>",
      "number of proposers of each run; without it, no run is called agreed",
    )
    .option("--json", "a line of JSON per run")
    .action(async (file, options) => {
      const { judge } = await import("../commands/judge.ts");
      process.exitCode = await judge(file, options);
    });
}
