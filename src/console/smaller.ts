import { counted } from "../core/count-text.ts";
import { type Changes, lostMessage, lostWord } from "../core/run/changes.ts";
import { differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { Versions } from "../core/trial/schema.ts";
import { parseSets } from "../core/trial/sweep.ts";
import type { Trial } from "../core/trial/trial.ts";
import { isVirtual } from "../core/trial/trial.ts";
import type { Snapshot } from "../service/client.ts";
import { commandText } from "./command-text.ts";
import { ebin } from "./places.ts";
import { InputError, inputError } from "./problems.ts";
import { pathHere } from "./shown-path.ts";
import { type Shrunk, shrink } from "./shrink.ts";

/** Changes of a run, as `paxy replay` takes them. */
export interface ChangeOptions {
  readonly set?: readonly string[];
  readonly until?: string;
  readonly lost?: string;
}

interface Changed {
  readonly trial: Trial;
  readonly run: number;
  readonly timeLimitMs: number;
}

/** The changes that options ask for; undefined where they ask for none. */
export function changesOf(
  { trial, run, timeLimitMs }: Changed,
  { set = [], until, lost = "" }: ChangeOptions,
  versions: Versions,
): Changes | undefined {
  if (set.length === 0 && until === undefined && lost === "") return undefined;
  const found = parseSets(set, versions);
  if (!found.ok) throw inputError("", found.problems);
  const fields = found.value.map(({ parameter, values }) => {
    if (values.length === 1) return [parameter.name, values[0]] as const;
    throw new InputError(`--set ${parameter.name} must be one value; a run has one.`);
  });
  if (until !== undefined && !/^[1-9]\d{0,8}$/.test(until)) {
    throw new InputError(
      `--until is ${JSON.stringify(until)}; it must be a number of ms, 1 or more.`,
    );
  }
  return {
    trial: { ...trial, ...Object.fromEntries(fields) },
    run,
    timeLimitMs: until === undefined ? timeLimitMs : Number(until),
    lost: lost.split(",").filter(Boolean).map(lostOf),
  };
}

function lostOf(word: string) {
  const message = lostMessage(word);
  if (message !== undefined) return message;
  throw new InputError(
    `--lost has ${JSON.stringify(word)}; a message is written fry>homer:prepare:0 (from, to, kind, round).`,
  );
}

/** The size of a violation that was made smaller. */
export function shrunkText({ trial, tried, finished, events }: Shrunk): string {
  const arrivals = events.filter(({ kind }) => kind === "receive").length;
  const { numProposers, numAcceptors } = trial;
  const size = `${counted(numProposers, "proposer")}, ${counted(numAcceptors, "acceptor")}, ${counted(arrivals, "message")} delivered`;
  return `Made smaller (${counted(tried, "run")} tried${finished ? "" : "; time ran out"}): ${size}.`;
}

/** The end of a batch must not be delayed longer. */
const CLOSING_MS = 3000;

/**
 * A violation of a batch that has just ended made smaller, and the command that
 * shows that; nothing for runs in real time, and for code of a user's, which
 * `paxy replay --shrink` does.
 */
export async function smallerLines(
  { directory, queue }: Pick<Snapshot, "directory" | "queue">,
  violation: { readonly trial: number; readonly run: number },
): Promise<readonly string[]> {
  const trial = queue.trials.find(({ number }) => number === violation.trial);
  const isOwn = VERSIONS.includes(trial?.trial.moduleVersion as never);
  if (trial === undefined || !isVirtual(trial.trial) || !isOwn) return [];
  const erlang = { erl: "erl", ebin, codePaths: [] };
  const which = { settings: queue.settings, trial, run: violation.run, erlang };
  const shrunk = await shrink(which, CLOSING_MS).catch(() => undefined);
  if (shrunk === undefined) return [];
  const place = { directory: pathHere(directory), number: trial.number, trial: trial.trial };
  return [shrunkText(shrunk), `To replay it: ${shrunkCommand(place, shrunk, [])}`];
}

/** The command that shows a smaller violation again. */
export function shrunkCommand(
  place: { readonly directory: string; readonly number: number; readonly trial: Trial },
  { trial, run, timeLimitMs, lost }: Shrunk,
  files: readonly string[],
): string {
  const sets = differing([place.trial, trial]).flatMap((parameter) => [
    "--set",
    `${parameter.name}=${valueText(parameter, trial[parameter.name]) || "none"}`,
  ]);
  return commandText(
    ...["replay", place.directory, String(place.number), String(run)],
    ...[...sets, "--until", String(timeLimitMs)],
    ...(lost.length === 0 ? [] : ["--lost", lost.map(lostWord).join(",")]),
    ...files.flatMap((file) => ["--code", file]),
  );
}
