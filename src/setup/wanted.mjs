/**
 * The needs of the arguments that set-up must meet.
 * @typedef {"task" | "doctor" | "version" | "program"} Kind
 * @typedef {{ kind: Kind, needs: import("./prepare.mjs").Needs, task?: string | undefined, rest: readonly string[] }} Wanted
 */

/** @type {import("./prepare.mjs").Needs} */
const toRead = { packages: "program", bundles: true };

/** @type {import("./prepare.mjs").Needs} */
const toRun = { ...toRead, erlang: ["run"] };

/**
 * Reads the arguments first, so that only parts that this command needs are installed.
 * @param {readonly string[]} args
 * @returns {Wanted}
 */
export function wantedBy(args) {
  const [first, ...rest] = args;
  if (first === "--task") return { kind: "task", task: rest[0], needs: {}, rest: rest.slice(1) };
  if (first === "doctor" && !asksForHelp(rest) && !asksForPlaces(rest))
    return { kind: "doctor", needs: {}, rest };
  if (first === "--version" || first === "-V") return { kind: "version", needs: {}, rest };
  return { kind: "program", needs: startsNoNode(args) ? toRead : toRun, rest: args };
}

/** Commands that start none: they look at results, or at services that run already. */
const withoutNodes = [
  "help",
  "report",
  "compare",
  "judge",
  "ls",
  "attach",
  "stop",
  "doctor",
  "merge",
];

/** @param {readonly string[]} args */
function startsNoNode(args) {
  return asksForHelp(args) || args.includes("--dry-run") || withoutNodes.includes(args[0] ?? "");
}

/** Hosts are looked at by the program. @param {readonly string[]} args */
const asksForPlaces = (args) => args.some((arg) => arg.startsWith("--place"));

/** @param {readonly string[]} args */
const asksForHelp = (args) => args.includes("--help") || args.includes("-h");
