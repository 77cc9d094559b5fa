import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { commandText, programName } from "./console/command-text.ts";
import { EXIT } from "./console/exit-code.ts";
import { root } from "./console/places.ts";
import { say } from "./console/say.ts";
import { sanitise } from "./nodes/sanitise.ts";
import { diskProblem } from "./results/disk-problem.ts";

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const USE_NODES = "nodes that you started (default: paxy-acc@127.0.0.1,paxy-pro@127.0.0.1)";
const PLACE = "hosts of nodes: acceptors=HOST+HOST,proposers=HOST (as ssh knows them)";
const COOKIE_FILE = "file with the cookie of those nodes (default: the cookie is paxos)";

/** Options that describe a batch, or override its file. */
const batchOptions = (command: Command): Command =>
  command
    .option("--repeat <n>", "runs per trial")
    .option("--time-limit <seconds>", "time limit per run")
    .option("--jobs <n|auto>", "number of runs at the same time")
    .option("--seed <n>", "random seed (default: random, recorded)")
    .option("--until <event>", "event that ends a trial: `violation`, its first one")
    .option("--precision <share>", "width of the median's interval that ends a trial, such as 5%")
    .option("--for <time>", "time after which no run starts: 8h, 30min (trials take turns)")
    .option("--interleave", "run trials in turn, so that a drift of the machine affects all alike")
    .option("--name <name>", "name of the batch and its folder in out/")
    .option("--out <dir>", "folder for results (default: out)")
    .option("--module <engine>", "engine of every trial: paxy_remote, paxy_local or paxy_sim")
    .option(
      "--set <field=values>",
      "value of a field in every trial: drop=0,10,20 or delay=10..100:10",
      collect,
    )
    .option("--place <hosts>", PLACE)
    .option(
      "--through <way>",
      "way to reach them: tls (the default), or ssh (tunnels, where only ssh gets through)",
    )
    .option("--ports <first-last>", "ports that nodes on other hosts may listen on")
    .option("--allow-partition", "faults may block all traffic between the hosts of --place")
    .option("--use-nodes [names]", USE_NODES)
    .option("--cookie-file <file>", COOKIE_FILE)
    .option(
      "--code <path>",
      "your own code, as a version: FOLDER, NAME=FOLDER or FILE.erl",
      collect,
    );

/** How the screen looks. */
const lookOptions = (command: Command): Command =>
  command
    .option("--ascii", "ASCII characters only")
    .option("--mouse", "mouse: click rows and headings, turn the wheel (select text with shift)")
    .option("--screen-reader", "sentences instead of panes, charts in words")
    .addOption(new Option("--theme <name>", "colour theme").choices(["dark", "light"]));

const INVALID_CHOICE =
  /^error: option '(--\S+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/m;

/** Rewords commander's errors like all other errors. */
const writeErr = (text: string): void => {
  const said = text
    .replace(INVALID_CHOICE, (_, option, value, choices) => {
      return `error: ${option} is "${value}". It must be ${choices.replace(/, ([^,]*)$/, " or $1")}`;
    })
    .replace(/^error: (.*?)\.?$/m, "paxy: $1.");
  process.stderr.write(said.split("\n").map(sanitise).join("\n"));
};

const EXAMPLES = `
Examples:
  ${programName}                                   the quick start, on the screen
  ${programName} FILE                              your batch file, on the screen
  ${programName} run FILE --repeat 50              the same without a screen
  ${programName} run --set drop=0,10,20 --set delay=10..100:10
  ${programName} COMMAND --help                    the options of a command`;

/**
 * argv -> command. Each command is loaded only when it is called, so that none pays for another.
 */
function commandLine(): Command {
  const program = new Command(programName)
    .usage(
      `[FILE]            open the screen on a batch (default: the quick start)\n       ${programName} COMMAND ...`,
    )
    .description("Run batches of Paxos trials on real Erlang nodes, and judge every run.")
    .addHelpText("after", EXAMPLES)
    .version(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version)
    .exitOverride()
    .configureOutput({ writeErr })
    .showSuggestionAfterError()
    .showHelpAfterError(`For the commands and options: ${commandText("--help")}`);
  lookOptions(
    batchOptions(
      program
        .command("screen [file]", { isDefault: true })
        .description("open the screen (the default)"),
    ),
  ).action(async (file, options) => {
    const { screen } = await import("./commands/screen.ts");
    process.exitCode = await screen(file, options);
  });
  batchOptions(
    program
      .command("run [files...]")
      .description("run batches without a screen; without FILE, the trials that --set describes"),
  )
    .option("--json", "output as JSON: a line per run, then one per batch")
    .option("--html", "page with tables and charts, written at the end")
    .option("--dry-run", "number of trials and runs and the longest duration; starts nothing")
    .option("--detach", "start the batch in the background")
    .option("--shard <k/n|auto>", "part K of N of the runs; `merge` joins the parts")
    .option("--slurm <n>", "script that runs the batch as N jobs of a Slurm array")
    .option("--submit", "submit the script of --slurm")
    .action(async (files, options) => {
      const { run } = await import("./commands/run.ts");
      process.exitCode = await run(files, options);
    });
  program
    .command("resume <dir> [file]")
    .description("continue an unfinished batch; with a changed batch file, run only the changes")
    .option("--json", "as for run")
    .option("--detach", "as for run")
    .option("--use-nodes [names]", "as for run")
    .option("--cookie-file <file>", "as for run")
    .option("--allow-partition", "as for run")
    .option("--take-over", "resume a batch whose process on another computer is gone")
    .option("--code <path>", "as for run", collect)
    .action(async (directory, file, options) => {
      const { resume } = await import("./commands/resume.ts");
      process.exitCode = await resume(directory, file, options);
    });
  program
    .command("merge <out> <dirs...>")
    .description("join the shards of a batch in a new folder OUT")
    .action(async (out, directories) => {
      const { merge } = await import("./commands/merge.ts");
      process.exitCode = await merge(out, directories);
    });
  program
    .command("report <dir>")
    .description("print a batch's summary table, or make a page of it")
    .option("--html [file]", "a page with tables and charts (default: report.html in DIR)")
    .option("--svg <folder>", "the charts of that page, a file each")
    .option("--chart", "charts of the sweeps below the table, drawn with characters")
    .option("--md", "the table and the sentences below it in Markdown")
    .option("--csv", "print summary.csv")
    .option("--json", "a line of JSON")
    .action(async (directory, options) => {
      const { report } = await import("./commands/report.ts");
      process.exitCode = await report(directory, options);
    });
  program
    .command("judge [file]")
    .description("judge runs that paxy did not start from the lines they printed (a log or a pipe)")
    .option(
      "--proposers <n>",
      "number of proposers of each run; without it, no run is called agreed",
    )
    .option("--json", "a line of JSON per run")
    .action(async (file, options) => {
      const { judge } = await import("./commands/judge.ts");
      process.exitCode = await judge(file, options);
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
      const { compare } = await import("./commands/compare.ts");
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
    .option("--code <path>", "your own code that the batch used", collect)
    .action(async (directory, trial, run, run2, options) => {
      const { replay } = await import("./commands/replay.ts");
      process.exitCode = await replay([directory, trial, run, run2], options);
    });
  program
    .command("count <dir> [events]")
    .description("count the simulated runs of each trial that reached events of interest")
    .option("--csv", "rows of CSV")
    .option("--json", "a line of JSON per trial")
    .option("--code <path>", "your own code that the batch used", collect)
    .action(async (directory, events, options) => {
      const { count } = await import("./commands/count.ts");
      process.exitCode = await count(directory, events, options);
    });
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
    .option("--crashes <n>", "number of crashes of actors that come back (default: 0)")
    .option("--memory <mb>", "memory limit in MB (default: 4000)")
    .option("--seed <n>", "seed of the samples that come first (default: 1)")
    .option("--shortest", "search for a shortest schedule, without samples")
    .option("--compact", "hashes instead of states: less memory, a chance of missing a state")
    .option("--accept-compact", "exit code 0 when --compact found no violation")
    .option("--schedule <words>", "steps to replay, as a violation lists them")
    .option("--json", "output as JSON")
    .option("--code <path>", "your own code, as for run", collect)
    .action(async (code, options) => {
      const { check } = await import("./commands/check.ts");
      process.exitCode = await check(code, options);
    });
  lookOptions(
    program
      .command("explore [code...]")
      .description("go through a small system step by step, choosing what happens next")
      .option("--proposers <n>", "number of proposers (default: 2)")
      .option("--acceptors <n>", "number of acceptors (default: 3)")
      .option("--set <field=value>", "numProposers, numAcceptors or moduleVersion", collect)
      .option("--rounds <n>", "rounds of each proposer (default: 2)")
      .option("--backoff", "proposers wait before they try again, as in runs")
      .option("--schedule <words>", "first steps, as check and explore write them")
      .option("--seed <n>", "seed of random steps (default: 1)")
      .option("--json", "state and choices as JSON, without the screen")
      .option("--code <path>", "your own code, as for run", collect),
  ).action(async (code, options) => {
    const { explore } = await import("./commands/explore.ts");
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
      const { lab } = await import("./commands/lab.ts");
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
      const { grade } = await import("./commands/grade.ts");
      process.exitCode = await grade(folders, options);
    });
  program
    .command("ls")
    .description("list running and recent batches")
    .action(async () => {
      const { ls } = await import("./commands/ls.ts");
      process.exitCode = await ls();
    });
  lookOptions(
    program
      .command("attach [batch]")
      .description("open the screen on a running batch")
      .option("--read-only", "view only"),
  ).action(async (batch, options) => {
    const { attachScreen } = await import("./commands/attach.ts");
    process.exitCode = await attachScreen(batch, options);
  });
  program
    .command("stop [batch]")
    .description("stop a running batch; its results are kept")
    .action(async (batch) => {
      const { stop } = await import("./commands/stop.ts");
      process.exitCode = await stop(batch);
    });
  program
    .command("doctor")
    .description("list what is installed, what is missing, and how to get it")
    .option("--place <host>", "check a host that ssh reaches instead", collect)
    .action(async ({ place = [] }) => {
      const { doctorPlaces } = await import("./commands/doctor.ts");
      process.exitCode = await doctorPlaces(place);
    });
  program.command("service", { hidden: true }).action(async () => {
    const { service } = await import("./service/main.ts");
    await service();
  });
  for (const command of program.commands) {
    command.showHelpAfterError(`For its options: ${commandText(command.name(), "--help")}`);
  }
  for (const command of [program, ...program.commands]) {
    command.option("--debug", "stack trace of errors");
  }
  return program;
}

/** Names after `--use-nodes` are optional: a word without @ is the next argument. */
const withNodeNames = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) => {
    if (arg === "--use-nodes") return args[index + 1]?.includes("@") ? [] : [`${arg}=`];
    return args[index - 1] === "--use-nodes" && arg.includes("@") ? [`--use-nodes=${arg}`] : [arg];
  });

/** Errors are for people: one or two plain sentences, the stack only with --debug. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.notRun;
  const { message, stack } = error as Error;
  if (process.argv.includes("--debug")) console.error(stack);
  else say(message);
  return EXIT.notRun;
}

/** A closed pipe, such as to `head`, is no error; a full disk is. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.interrupted);
    if (stream === process.stdout) say(`${diskProblem("the output", error).reason}.`);
    process.exit(EXIT.notRun);
  });
}

try {
  await commandLine().parseAsync(withNodeNames(process.argv));
} catch (error) {
  process.exitCode = failed(error);
}
