import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { addBatchCommands } from "./command-line/batches.ts";
import { collect } from "./command-line/options.ts";
import { addProtocolCommands } from "./command-line/protocols.ts";
import { addResultCommands } from "./command-line/results.ts";
import { commandText, programName } from "./console/command-text.ts";
import { EXIT } from "./console/exit-code.ts";
import { root } from "./console/places.ts";
import { say } from "./console/say.ts";
import { sanitise } from "./nodes/sanitise.ts";
import { diskProblem } from "./results/disk-problem.ts";

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
      `[FILE]            open the screen on a batch file, or on a folder of results (default: the quick start)\n       ${programName} COMMAND ...`,
    )
    .description("Run batches of Paxos trials on real Erlang nodes, and judge every run.")
    .addHelpText("after", EXAMPLES)
    .version(
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
      "-V, --version",
      "version number",
    )
    .exitOverride()
    .configureOutput({ writeErr })
    .showSuggestionAfterError()
    .showHelpAfterError(`For the commands and options: ${commandText("--help")}`);
  program.commandsGroup("Batches:");
  addBatchCommands(program);
  program.commandsGroup("Results:");
  addResultCommands(program);
  program.commandsGroup("Protocols and code:");
  addProtocolCommands(program);
  program.commandsGroup("Set-up:").helpCommand("help [command]", "help on a command");
  program
    .command("doctor")
    .description("list what is installed, what is missing, and how to get it")
    .option("--place <host>", "check a host that ssh reaches instead", collect)
    .action(async ({ place = [] }) => {
      const { doctorPlaces } = await import("./commands/doctor.ts");
      process.exitCode = await doctorPlaces(place);
    });
  for (const command of program.commands) {
    command.showHelpAfterError(`For its options: ${commandText(command.name(), "--help")}`);
  }
  for (const command of [program, ...program.commands]) {
    command.option("--debug", "stack trace of errors").helpOption("-h, --help", "this help");
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

/** A closed pipe, such as to `head`, is not an error; a full disk is. */
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
