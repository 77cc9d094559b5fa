import { type UserCode, userCode } from "../batch/user-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import type { Explored, ExploreQuestion } from "../core/run/explored.ts";
import type { TraceEvent } from "../core/run/trace-event.ts";
import type { Trial } from "../core/trial/trial.ts";
import { openSession } from "../nodes/erlang-session.ts";
import { atTerm, type CheckBounds, exploreTerm, followTerm, onTerm } from "../wire/questions.ts";
import { reasonsOf } from "../wire/records.ts";

/** A small system, and the code that plays in it. */
export interface System {
  readonly bounds: CheckBounds;
  readonly code: UserCode;
  /** What `--code` named. */
  readonly files: readonly string[];
}

/** A conversation about the states of a system (paxy_explore, Erlang). */
export interface Exploration {
  /** The state in which it begins. */
  readonly first: Explored;
  /** Rejects with an InputError if the question is refused. */
  readonly ask: (question: ExploreQuestion) => Promise<Explored>;
  readonly end: () => void;
}

/** Begins in the state that a question of the conversation leads to; `seed` is that of random steps. */
export async function openExploration(
  beginning: string,
  { bounds, code }: System,
  seed = 1,
): Promise<Exploration> {
  const session = openSession({ erl: "erl", ebin, codePaths: code.codePaths }, exploreTerm(bounds));
  const answered = async (term: string): Promise<Explored> => {
    const answer = await session.question(term);
    if (answer.t !== "explored") throw new InputError(reasonsOf(answer).join("\n"));
    return answer;
  };
  try {
    const first = await answered(beginning);
    return { first, ask: (question) => answered(termOf(question, seed)), end: session.end };
  } catch (error) {
    session.end();
    throw error;
  }
}

const termOf = (question: ExploreQuestion, seed: number): string =>
  question.type === "at" ? atTerm(question.words) : onTerm(question.words, { ...question, seed });

/** Rounds of a proposer that can be explored after a run. */
const ROUNDS_EXPLORED = 100;

/**
 * The system of a run, which allows the crashes of the whole run, and the question that leads to
 * the state after its first `count` events.
 */
export async function systemOfRun(
  trial: Trial,
  events: readonly TraceEvent[],
  count: number,
  { code, files }: Pick<System, "code" | "files">,
): Promise<{ readonly system: System; readonly beginning: string }> {
  const { moduleVersion: version, numProposers: proposers, numAcceptors: acceptors } = trial;
  const crashes = events.filter(({ kind }) => kind === "crash").length;
  const bounds = {
    ...{ proposers, acceptors, version, rounds: ROUNDS_EXPLORED, duplicates: 0, crashes },
    ...{ deadline: trial.deadline, backoff: trial.propBackoff > 0 },
  };
  const beginning = followTerm(events.slice(0, count));
  const folder = code.folders.find(({ name }) => name === version)?.given;
  if (folder === undefined) return { system: { bounds, code, files }, beginning };
  // A batch gives macros to each run; the explorer needs a folder that was packed with them.
  const packed = await userCode([folder], trial.macros);
  return { system: { bounds, code: packed, files: [folder] }, beginning };
}
