import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { EXIT } from "./console/exit-code.ts";
import { root } from "./console/places.ts";
import { say } from "./console/say.ts";
import { sanitise } from "./nodes/sanitise.ts";

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** Options that say what a batch is, or replace what its file says. */
const batchOptions = (command: Command): Command =>
  command
    .option("--repeat <n>", "runs per trial")
    .option("--time-limit <seconds>", "of each run")
    .option("--jobs <n|auto>", "runs at the same time")
    .option("--seed <n>", "of all draws; random if not given")
    .option("--name <name>", "of the batch, and of its folder in out/")
    .option("--out <dir>", "where results go (default: out)")
    .option("--module <engine>", "paxy_remote, paxy_local or paxy_sim, for every trial")
    .option(
      "--set <field=values>",
      "a field of every trial: drop=0,10,20 or delay=10..100:10",
      collect,
    )
    .option("--use-nodes", "use the nodes paxy-acc and paxy-pro that you started")
    .option("--code <file.erl>", "a proposer or acceptor of your own, as a version", collect);

/** How the screen looks. */
const lookOptions = (command: Command): Command =>
  command
    .option("--ascii", "draw with ASCII characters alone")
    .addOption(new Option("--theme <name>", "of the colours").choices(["dark", "light"]));

/** What commander says of an argument repeats it; it is said as all else is. */
const writeErr = (text: string): void => {
  const said = text.replace(/^error: (.*?)\.?$/m, "paxy: $1.");
  process.stderr.write(said.split("\n").map(sanitise).join("\n"));
};

const EXAMPLES = `
Examples:
  paxy                                   the quick start, on the screen
  paxy FILE                              the screen on your batch file
  paxy run FILE --repeat 50              the same without a screen
  paxy run --set drop=0,10,20 --set delay=10..100:10
  paxy COMMAND --help                    the options of a command`;

/** argv -> command. Each is loaded when it is called for, so that none pays for another. */
function commandLine(): Command {
  const program = new Command("paxy")
    .usage(
      "[FILE]            the screen, on a batch (default: the quick start)\n       paxy COMMAND ...",
    )
    .description("Runs batches of Paxos trials on real Erlang nodes, and judges every run.")
    .addHelpText("after", EXAMPLES)
    .version(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version)
    .exitOverride()
    .configureOutput({ writeErr })
    .showSuggestionAfterError()
    .showHelpAfterError("`paxy --help` lists the commands and options.");
  lookOptions(
    batchOptions(
      program
        .command("screen [file]", { isDefault: true })
        .description("the screen, as without a command"),
    ),
  ).action(async (file, options) => {
    const { screen } = await import("./commands/screen.ts");
    process.exitCode = await screen(file, options);
  });
  batchOptions(
    program
      .command("run [files...]")
      .description("run batches without a screen; without a file, the trials of --set"),
  )
    .option("--json", "a line of JSON per run on standard output, then one for each batch")
    .option("--html", "write a page with tables and charts at the end")
    .option("--dry-run", "how many trials and runs, and how long at worst; starts nothing")
    .option("--detach", "leave the batch running in the background")
    .action(async (files, options) => {
      const { run } = await import("./commands/run.ts");
      process.exitCode = await run(files, options);
    });
  program
    .command("resume <dir> [file]")
    .description(
      "go on with a batch that did not finish; with a changed batch file, re-run only what changed",
    )
    .option("--json", "as for run")
    .option("--detach", "as for run")
    .option("--use-nodes", "as for run")
    .option("--code <file.erl>", "as for run", collect)
    .action(async (directory, file, options) => {
      const { resume } = await import("./commands/resume.ts");
      process.exitCode = await resume(directory, file, options);
    });
  program
    .command("report <dir>")
    .description("print a batch's summary table, or make a page of it")
    .option("--html [file]", "a page with tables and charts (default: report.html in DIR)")
    .option("--svg <folder>", "the charts of that page, a file each")
    .option("--csv", "summary.csv again")
    .option("--json", "a line of JSON")
    .action(async (directory, options) => {
      const { report } = await import("./commands/report.ts");
      process.exitCode = await report(directory, options);
    });
  program
    .command("judge [file]")
    .description("judge runs that paxy did not start, by the lines they printed (a log, or a pipe)")
    .option(
      "--proposers <n>",
      "how many proposers each run had; without it no run is called agreed",
    )
    .option("--json", "a line of JSON per run")
    .action(async (file, options) => {
      const { judge } = await import("./commands/judge.ts");
      process.exitCode = await judge(file, options);
    });
  program
    .command("compare <dirs...>")
    .description("say whether the differences between batches, the base first, are real")
    .option("--by <field>", "compare the trials of one batch by a field, such as moduleVersion")
    .option("--margin <share>", "difference of medians that counts as the same (default: 5%)")
    .option("--fail-if <answer>", "exit with 1 if an answer is `different`")
    .option("--md", "a table in Markdown")
    .option("--csv", "rows of CSV")
    .option("--json", "a line of JSON per figure")
    .action(async (directories, options) => {
      const { compare } = await import("./commands/compare.ts");
      process.exitCode = await compare(directories, options);
    });
  program
    .command("replay <dir> <trial> <run>")
    .description("the message timeline of a simulated run, or of a violation of any engine")
    .option("--json", "the events as lines of JSON")
    .option("--code <file.erl>", "the user code of the batch", collect)
    .action(async (directory, trial, run, options) => {
      const { replay } = await import("./commands/replay.ts");
      process.exitCode = await replay(directory, trial, run, options);
    });
  program
    .command("check")
    .description("try every schedule of a small system")
    .option("--set <field=value>", "numProposers, numAcceptors or moduleVersion", collect)
    .option("--rounds <n>", "rounds of each proposer (default: 2)")
    .option("--duplicates <n>", "how many messages may arrive twice (default: 0)")
    .option("--crashes <n>", "how often an acceptor may crash (default: 0)")
    .option("--memory <mb>", "stop at so much memory (default: 4000)")
    .option("--schedule <words>", "show these steps instead, as a violation names them")
    .option("--json", "lines of JSON instead of text")
    .option("--code <file.erl>", "a proposer or acceptor of your own, as a version", collect)
    .action(async (options) => {
      const { check } = await import("./commands/check.ts");
      process.exitCode = await check(options);
    });
  program
    .command("ls")
    .description("batches that run, and those that ran lately")
    .action(async () => {
      const { ls } = await import("./commands/ls.ts");
      process.exitCode = await ls();
    });
  lookOptions(
    program
      .command("attach [batch]")
      .description("the screen on a batch that is running")
      .option("--read-only", "look, and change nothing"),
  ).action(async (batch, options) => {
    const { attachScreen } = await import("./commands/attach.ts");
    process.exitCode = await attachScreen(batch, options);
  });
  program
    .command("stop [batch]")
    .description("stop a batch that is running; its results stay")
    .action(async (batch) => {
      const { stop } = await import("./commands/stop.ts");
      process.exitCode = await stop(batch);
    });
  program.command("doctor").description("what is installed, what is missing, how to get it");
  program.command("service", { hidden: true }).action(async () => {
    const { service } = await import("./service/main.ts");
    await service();
  });
  for (const command of program.commands) {
    command.showHelpAfterError(`\`paxy ${command.name()} --help\` lists what it takes.`);
  }
  for (const command of [program, ...program.commands]) {
    command.option("--debug", "show where an error came from");
  }
  return program;
}

/** Errors are for people: one or two plain sentences, the stack only with --debug. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.notRun;
  const { message, stack } = error as Error;
  if (process.argv.includes("--debug")) console.error(stack);
  else say(message);
  return EXIT.notRun;
}

// Whoever reads no further, such as `head`, has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.interrupted);
});

try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = failed(error);
}
