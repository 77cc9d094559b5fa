import {
  boundsOf,
  type GivenBounds,
  macroSets,
  scheduleWords,
  whole,
} from "../batch/check-bounds.ts";
import { refuseErlangCode } from "../batch/code-source.ts";
import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { systemCommand } from "../console/search.ts";
import type { Explored, ShownExploration } from "../core/run/explored.ts";
import { systemText } from "../report/check-text.ts";
import { exploreText } from "../report/explore-text.ts";
import { type Exploration, openExploration, type System } from "../service/exploration.ts";
import { atTerm } from "../wire/questions.ts";

/** As commander hands them over. */
export interface ExploreOptions extends GivenBounds, ShownOptions {
  readonly code?: readonly string[];
  readonly schedule?: string;
  readonly backoff?: boolean;
}

/** How a state is shown, and what chance goes by from there. */
export interface ShownOptions {
  readonly seed?: string;
  readonly json?: boolean;
  readonly ascii?: boolean;
  readonly screenReader?: boolean;
  readonly theme?: string;
}

/** `paxy explore`: a small system step by step; without a terminal, the state after `--schedule`. Answers with the exit code. */
export async function explore(given: readonly string[], options: ExploreOptions): Promise<number> {
  refuseErlangCode(given, "explore");
  if (given[0] !== undefined) {
    throw new InputError(`"${given[0]}" is not a folder of Erlang modules; explore takes no file.`);
  }
  const { macros, set } = macroSets(options.set);
  const code = await userCode(options.code, macros);
  const bounds = {
    ...boundsOf("explore", { ...options, set }, code),
    backoff: options.backoff ?? false,
  };
  const beginning = atTerm(scheduleWords(options.schedule ?? ""));
  return exploreFrom(beginning, { bounds, code, files: options.code ?? [] }, options);
}

/** Explores a system from the state that a question of its conversation leads to. Answers with the exit code. */
export async function exploreFrom(
  beginning: string,
  system: System,
  options: ShownOptions,
): Promise<number> {
  const seed = whole("--seed", options.seed, 1, 0, 999_999_999);
  const exploration = await openExploration(beginning, system, seed);
  const { first } = exploration;
  try {
    const isScreen =
      !options.json && !options.screenReader && process.stdin.isTTY && process.stdout.isTTY;
    if (isScreen) return await onScreen(shownExploration(exploration, system), options);
    process.stdout.write(options.json ? `${JSON.stringify(first)}\n` : exploreText(first));
    return first.properties.every(isSafe) ? EXIT.ok : EXIT.violation;
  } finally {
    exploration.end();
  }
}

/** With its title, and the command that opens the state after some steps. */
export const shownExploration = (
  exploration: Exploration,
  { bounds, code, files }: System,
): ShownExploration => ({
  ...exploration,
  title: systemText(bounds),
  command: (words) =>
    [
      systemCommand("explore", bounds, files, code.macros),
      ...(words.length > 0 ? [`--schedule '${words.join(" ")}'`] : []),
    ].join(" "),
});

/** Runs the screen until the user leaves; then prints the command that opens the same state. */
async function onScreen(
  exploration: ShownExploration,
  { ascii = false, theme }: ShownOptions,
): Promise<number> {
  const [{ openExplorer }, { openSettings }] = await Promise.all([
    import("../tui/index.ts"),
    import("../settings.ts"),
  ]);
  const preferred = theme ?? openSettings().preferences.theme;
  const background = preferred === "light" ? "light" : "dark";
  const { end, words } = await openExplorer({ ...exploration, ascii, background });
  process.stdout.write(`Again: ${exploration.command(words)}\n`);
  return end === "quit" ? EXIT.ok : EXIT.interrupted;
}

/**
 * Only agreement and validity make a violation, as for runs; the other properties show its origin.
 */
const isSafe = ({ name, holds }: Explored["properties"][number]): boolean =>
  holds || (name !== "agreement" && name !== "validity");
