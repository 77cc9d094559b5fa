import { counted } from "../count-text.ts";

/** A decision that a proposer printed: value and round as Erlang wrote them. */
export interface PrintedDecision {
  readonly proposer: string;
  readonly value: string;
  /** "" where the line names none. */
  readonly round: string;
}

/** The decisions of one run, in the order of their lines. */
export type PrintedRun = readonly PrintedDecision[];

const ATOM = String.raw`[\p{L}_][\p{L}\p{N}_@]*|'[^']*'`;

/** A tuple or list without nested lists of more than two levels, an atom, a number, a string. */
const TERM = String.raw`\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\]]*\]|"[^"]*"|-?\d+|${ATOM}`;

/**
 * The forms in which the classic code and its variants print a decision:
 * `[Proposer fry] DECIDED {255,0,0} in round {2,fry} after 242 ms`,
 * `fry decided {255,0,0} in round {2,fry}`, with or without their ends.
 */
const DECISION = new RegExp(
  String.raw`(?:^|[\s>])(?:\[?Proposer\s+)?(?<proposer>${ATOM})\]?:?\s+(?:has\s+)?decided:?\s+(?:on\s+)?(?<value>${TERM})(?:\s+in\s+round:?\s+(?<round>${TERM}))?`,
  "iu",
);

const END_OF_RUN = /\[Paxy\]\s+Total elapsed time/i;

/** The meaning of a line: a decision, the end of a run, or unknown. */
export function readLine(line: string): PrintedDecision | "end" | undefined {
  if (END_OF_RUN.test(line)) return "end";
  const { proposer, value, round = "" } = DECISION.exec(line)?.groups ?? {};
  return proposer === undefined || value === undefined
    ? undefined
    : { proposer, value: value.replace(/\s+/g, ""), round: round.replace(/\s+/g, "") };
}

/** Takes lines one by one and hands back a run when it has ended: by its last line, or by a name that comes again. */
export class PrintedRuns {
  #run: PrintedDecision[] = [];

  take(line: string): PrintedRun | undefined {
    const read = readLine(line);
    if (read === undefined) return undefined;
    if (read === "end") return this.end();
    const before = this.#run.some(({ proposer }) => proposer === read.proposer)
      ? this.end()
      : undefined;
    this.#run.push(read);
    return before;
  }

  /** The run that has not ended yet, if it has decisions. */
  end(): PrintedRun | undefined {
    const run = this.#run;
    this.#run = [];
    return run.length === 0 ? undefined : run;
  }
}

export interface PrintedVerdict {
  /** `unknown`: no disagreement, but the number of proposers is not known. */
  readonly verdict: "violation" | "agreed" | "undecided" | "unknown";
  readonly sentence: string;
}

/** Judges a run by the lines of its proposers; `proposers`: their number, if known. */
export function judgePrinted(run: PrintedRun, proposers: number | undefined): PrintedVerdict {
  const byValue = new Map<string, PrintedDecision[]>();
  for (const each of run) byValue.set(each.value, [...(byValue.get(each.value) ?? []), each]);
  if (byValue.size > 1) return { verdict: "violation", sentence: whoDecided(byValue) };
  const [value = ""] = byValue.keys();
  const decisions = counted(run.length, "decision");
  if (proposers === undefined) {
    return { verdict: "unknown", sentence: `${decisions} for ${value}, no disagreement seen` };
  }
  return run.length >= proposers
    ? { verdict: "agreed", sentence: `all ${run.length} proposers decided ${value}` }
    : {
        verdict: "undecided",
        sentence: `${run.length} of ${proposers} proposers decided ${value}`,
      };
}

const whoDecided = (byValue: ReadonlyMap<string, PrintedRun>): string =>
  [...byValue]
    .map(([value, run]) => `${run.map(({ proposer }) => proposer).join(" and ")} decided ${value}`)
    .join(", ");
