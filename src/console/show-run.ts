import { counted } from "../core/count-text.ts";
import { type Selection, sameEvents, selected } from "../core/run/selection.ts";
import { actorsOf } from "../core/run/timeline-rows.ts";
import { type RunTrace, TRACE_KINDS, type TraceEvent } from "../core/run/trace-event.ts";
import type { Trial } from "../core/trial/trial.ts";
import { sanitise } from "../nodes/sanitise.ts";
import { diagram } from "../report/diagram/draw.ts";
import { mermaid } from "../report/exports/mermaid.ts";
import { plantuml } from "../report/exports/plantuml.ts";
import { shiviz } from "../report/exports/shiviz.ts";
import { InputError } from "./problems.ts";
import { sideBySide, timelineText, timelineWidth } from "./show-timeline.ts";
import { whyJson, whyText } from "./why.ts";

/** A run of a batch, and what happened in it. */
export interface ShownRun extends RunTrace {
  readonly trial: { readonly number: number; readonly trial: Trial };
  readonly run: number;
}

/** The form in which a run is shown, and the events that are. */
export interface ShowOptions {
  readonly json?: boolean;
  readonly actor?: readonly string[];
  readonly kind?: readonly string[];
  readonly around?: string;
  readonly svg?: boolean;
  readonly mermaid?: boolean;
  readonly plantuml?: boolean;
  readonly shiviz?: boolean;
}

/** Other forms of a run than the timeline. */
const EXPORTS = { mermaid, plantuml, shiviz } as const;

/** A run as its timeline and verdict, or in the form that the options say. Throws an InputError. */
export function runText(
  { events, said, verdict, trial, run }: ShownRun,
  options: ShowOptions,
): string {
  const { numAcceptors } = trial.trial;
  const chosen = selection(events, options);
  const shown = selected(events, chosen).map((at) => events[at] as TraceEvent);
  for (const name of ["mermaid", "plantuml", "shiviz"] as const) {
    if (options[name]) return EXPORTS[name](shown);
  }
  const isViolation = verdict === "violation";
  if (options.svg) {
    const title = `Trial ${trial.number}, run ${run}`;
    const picture = diagram({ events, acceptors: numAcceptors, title, unit: "ms" });
    if (!isViolation || picture === undefined) {
      throw new InputError(`--svg draws a violation; run ${run} is not one: ${said}`);
    }
    return `${picture}\n`;
  }
  if (options.json) {
    const why = isViolation ? [whyJson(events, numAcceptors)] : [];
    return [...shown, ...why].map((each) => `${JSON.stringify(each)}\n`).join("");
  }
  const left = events.length - shown.length;
  const why = isViolation ? whyText(events, numAcceptors) : "";
  const note = left === 0 ? "" : `Not shown: ${counted(left, "other event")}.\n`;
  return `${timelineText(shown, timelineWidth())}${note}${said
    .split("\n")
    .map((line) => `${sanitise(line)}\n`)
    .join("")}${why}`;
}

/** Names that the run does not have are refused. */
function selection(events: readonly TraceEvent[], { actor, kind, around }: ShowOptions): Selection {
  const actors = actorsOf(events);
  for (const each of actor ?? []) {
    if (actors.includes(each)) continue;
    throw new InputError(
      `--actor ${each} has no event in this run; its actors are ${actors.join(", ")}.`,
    );
  }
  const kinds = (kind ?? []).flatMap((each) => each.split(","));
  for (const each of [...kinds, ...(around === undefined ? [] : [around])]) {
    if (TRACE_KINDS.includes(each as never)) continue;
    throw new InputError(
      `"${each}" is not a kind of event; the kinds are ${TRACE_KINDS.join(", ")}.`,
    );
  }
  return { actors: actor, kinds: kinds.length > 0 ? kinds : undefined, around };
}

/** Two runs from their first event that differs, one above the other where they are the same. */
export function besideText(one: ShownRun, other: ShownRun, options: ShowOptions): string {
  const both = sameEvents(one.events, other.events);
  const parts = [one, other].map(({ events, run }) => {
    const rest = events.slice(both);
    const wanted = selected(rest, selection(events, options));
    return { title: `run ${run}`, events: wanted.map((at) => rest[at] as TraceEvent) };
  });
  const head = `Run ${one.run} and run ${other.run} have their first ${both} events in common, of ${one.events.length} and ${other.events.length}.\n`;
  const ends = [one, other].map(({ run, said }) => `Run ${run}: ${sanitise(said)}\n`).join("");
  return `${head}${sideBySide(parts, timelineWidth())}${ends}`;
}
