import { type Parsed, parsed, problem, refused, show } from "../problem.ts";
import type { Fault } from "./trial.ts";

/** A schedule of faults as the form and the CSV show it: "crash 2 at 100 for 50; cut at 10 for 20". */
export const faultsText = (faults: readonly Fault[]): string => faults.map(faultText).join("; ");

function faultText(fault: Fault): string {
  const when = `at ${fault.at} for ${fault.for}`;
  switch (fault.do) {
    case "crash":
      return `crash ${fault.acceptor} ${when}`;
    case "stop":
      return `stop ${fault.side} ${when}`;
    case "cut":
      return `cut ${when}`;
    case "duplicate":
      return `duplicate ${fault.percent} ${when}`;
  }
}

const FORM = /^(crash|stop|cut|duplicate)(?: ([a-z0-9]{1,12}))? at (\d{1,12}) for (\d{1,12})$/;

/** The schedule as plain data, not yet held against any range; empty text and "none" are none. */
export function parseFaults(text: string, path: string): Parsed<unknown[]> {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "none") return parsed([]);
  const faults: unknown[] = [];
  for (const part of trimmed.split(";")) {
    const fault = parseFault(part.trim().replaceAll(/\s+/g, " "));
    if (fault === undefined) return refused(problem(path, `has ${show(part.trim())}; ${HOW}`));
    faults.push(fault);
  }
  return parsed(faults);
}

const HOW =
  'a fault is written "crash 1 at 100 for 50", "stop acceptors at 100 for 50", "cut at 100 for 50" or "duplicate 20 at 100 for 50"';

function parseFault(text: string): unknown {
  const [, what, which, at, lasting] = FORM.exec(text) ?? [];
  if (what === undefined || (what === "cut") !== (which === undefined)) return undefined;
  const when = { at: Number(at), do: what, for: Number(lasting) };
  if (what === "cut") return when;
  if (what === "stop") return { ...when, side: which };
  const number = Number(which);
  return what === "crash" ? { ...when, acceptor: number } : { ...when, percent: number };
}
