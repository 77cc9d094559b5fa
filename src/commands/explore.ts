import { boundsOf, type GivenBounds, scheduleWords, whole } from "../batch/check-bounds.ts";
import { refuseErlangCode } from "../batch/code-source.ts";
import { userCode } from "../batch/user-code.ts";
import { EXIT } from "../console/exit-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import type { Explored } from "../core/run/explored.ts";
import { openSession } from "../nodes/erlang-session.ts";
import { exploreText } from "../report/explore-text.ts";
import { atTerm, exploreTerm } from "../wire/questions.ts";
import { reasonsOf } from "../wire/records.ts";

/** As commander hands them over. */
export interface ExploreOptions extends GivenBounds {
  readonly schedule?: string;
  readonly backoff?: boolean;
  readonly seed?: string;
  readonly json?: boolean;
  readonly code?: readonly string[];
}

/** `paxy explore`: a small system step by step; without a terminal, the state after `--schedule`. Answers with the exit code. */
export async function explore(given: readonly string[], options: ExploreOptions): Promise<number> {
  refuseErlangCode(given, "explore");
  if (given[0] !== undefined) {
    throw new InputError(`"${given[0]}" is not a folder of Erlang modules; explore takes no file.`);
  }
  const code = await userCode(options.code);
  const bounds = { ...boundsOf("explore", options, code), backoff: options.backoff ?? false };
  whole("--seed", options.seed, 1, 0, 999_999_999);
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const session = openSession(erlang, exploreTerm(bounds));
  try {
    const answer = await session.question(atTerm(scheduleWords(options.schedule ?? "")));
    if (answer.t !== "explored") throw new InputError(reasonsOf(answer).join("\n"));
    process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : exploreText(answer));
    return answer.properties.every(isSafe) ? EXIT.ok : EXIT.violation;
  } finally {
    session.end();
  }
}

/** A violation is what the judge of runs calls so; the other properties say where it comes from. */
const isSafe = ({ name, holds }: Explored["properties"][number]): boolean =>
  holds || (name !== "agreement" && name !== "validity");
