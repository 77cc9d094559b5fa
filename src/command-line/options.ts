import { type Command, Option } from "commander";
import { FACTS } from "../core/facts.ts";
import { oneOf } from "../core/one-of.ts";

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const USE_NODES = "nodes that you started (default: paxy-acc@127.0.0.1,paxy-pro@127.0.0.1)";
const PLACE = "hosts of nodes: acceptors=HOST+HOST,proposers=HOST (as ssh knows them)";
const COOKIE_FILE = "file with the cookie of those nodes (default: the cookie is paxos)";

/** Options that describe a batch, or override its file. */
export const batchOptions = (command: Command): Command =>
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
    .option(
      "--module <engine>",
      `engine of every trial: ${oneOf(FACTS.engines.map(({ name }) => name))}`,
    )
    .option(
      "--set <field=values>",
      "value of a field in every trial: drop=0,10,20 or delay=10..100:10",
      collect,
    )
    .option("--place <hosts>", PLACE)
    .option(
      "--through <way>",
      "way to reach them: tls (the default), tls6 (IPv6), or ssh (where only ssh gets through)",
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
export const lookOptions = (command: Command): Command =>
  command
    .option("--ascii", "ASCII characters only")
    .option("--mouse", "mouse: click rows and headings, turn the wheel (select text with shift)")
    .option("--screen-reader", "sentences instead of panes, charts in words")
    .addOption(new Option("--theme <name>", "colour theme").choices(["dark", "light"]));
