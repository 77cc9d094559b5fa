import {
  boundsOf,
  type GivenBounds,
  macroSets,
  scheduleWords,
  whole,
} from "../batch/check-bounds.ts";
import { refuseErlangCode } from "../batch/code-source.ts";
import { type UserCode, userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { systemCommand } from "../console/search.ts";
import type { Explored, ExploreQuestion } from "../core/run/explored.ts";
import type { Macros } from "../core/trial/macros.ts";
import { openSession } from "../nodes/erlang-session.ts";
import { systemText } from "../report/check-text.ts";
import { exploreText } from "../report/explore-text.ts";
import { atTerm, type CheckBounds, exploreTerm, onTerm } from "../wire/questions.ts";
import { reasonsOf } from "../wire/records.ts";

/** As commander hands them over. */
export interface ExploreOptions extends GivenBounds, ShownOptions {
  readonly schedule?: string;
  readonly backoff?: boolean;
}

/** How a state is shown, and what chance goes by from there. */
export interface ShownOptions {
  readonly seed?: string;
  readonly json?: boolean;
  readonly code?: readonly string[];
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
  const words = scheduleWords(options.schedule ?? "");
  return exploreFrom(atTerm(words), bounds, code, options);
}

/** Explores a system from the state that a question of its conversation leads to. Answers with the exit code. */
export async function exploreFrom(
  beginning: string,
  bounds: CheckBounds,
  code: UserCode,
  options: ShownOptions,
): Promise<number> {
  const seed = whole("--seed", options.seed, 1, 0, 999_999_999);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const session = openSession(erlang, exploreTerm(bounds));
  try {
    const answered = async (term: string): Promise<Explored> => {
      const answer = await session.question(term);
      if (answer.t !== "explored") throw new InputError(reasonsOf(answer).join("\n"));
      return answer;
    };
    const ask = (question: ExploreQuestion) => answered(termOf(question, seed));
    const first = await answered(beginning);
    const isScreen =
      !options.json && !options.screenReader && process.stdin.isTTY && process.stdout.isTTY;
    const { code: files = [] } = options;
    const { macros } = code;
    if (isScreen) return await onScreen({ first, ask, bounds, files, macros }, options);
    process.stdout.write(options.json ? `${JSON.stringify(first)}\n` : exploreText(first));
    return first.properties.every(isSafe) ? EXIT.ok : EXIT.violation;
  } finally {
    session.end();
  }
}

const termOf = (question: ExploreQuestion, seed: number): string =>
  question.type === "at" ? atTerm(question.words) : onTerm(question.words, { ...question, seed });

interface System {
  readonly first: Explored;
  readonly ask: (question: ExploreQuestion) => Promise<Explored>;
  readonly bounds: CheckBounds;
  readonly files: readonly string[];
  readonly macros: Macros;
}

/** Runs the screen until the user leaves; then prints the command that opens the same state. */
async function onScreen(
  { first, ask, bounds, files, macros }: System,
  { ascii = false, theme }: ShownOptions,
): Promise<number> {
  const [{ openExplorer }, { openSettings }] = await Promise.all([
    import("../tui/index.ts"),
    import("../settings.ts"),
  ]);
  const command = (words: readonly string[]): string =>
    [
      systemCommand("explore", bounds, files, macros),
      ...(words.length > 0 ? [`--schedule '${words.join(" ")}'`] : []),
    ].join(" ");
  const preferred = theme ?? openSettings().preferences.theme;
  const { end, words } = await openExplorer({
    ...{ first, ask, command, ascii, title: `${systemText(bounds)}` },
    background: preferred === "light" ? "light" : "dark",
  });
  process.stdout.write(`Again: ${command(words)}\n`);
  return end === "quit" ? EXIT.ok : EXIT.interrupted;
}

/**
 * Only agreement and validity make a violation, as for runs; the other properties show its origin.
 */
const isSafe = ({ name, holds }: Explored["properties"][number]): boolean =>
  holds || (name !== "agreement" && name !== "validity");
