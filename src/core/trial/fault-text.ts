import { oneOf } from "../one-of.ts";
import { type Parsed, parsed, problem, refused, show } from "../problem.ts";
import { FAULT_KINDS, FAULTS, type Fault, faultKind, ownValues } from "./faults.ts";

/** A schedule of faults as the form and the CSV show it: "crash 2 at 100 for 50; cut at 10 for 20". */
export const faultsText = (faults: readonly Fault[]): string => faults.map(faultText).join("; ");

const faultText = (fault: Fault): string =>
  [fault.do, ...ownValues(fault), `at ${fault.at} for ${fault.for}`].join(" ");

const FORM = /^([a-z]{1,12})((?: [a-z0-9]{1,12}){0,3}) at (\d{1,12}) for (\d{1,12})$/;

/** The schedule as plain data, whose ranges are not checked yet; empty text and "none" are none. */
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

const HOW = `a fault is written ${oneOf(FAULT_KINDS.map((kind) => `"${FAULTS[kind].example.text}"`))}`;

function parseFault(text: string): unknown {
  const [, what = "", own = "", at, lasting] = FORM.exec(text) ?? [];
  const words = own.split(" ").slice(1);
  const kind = faultKind(what);
  if (kind === undefined || kind.own.length !== words.length) return undefined;
  const fields = kind.own.map((each, index) => [
    each.name,
    "choices" in each ? words[index] : Number(words[index]),
  ]);
  return { at: Number(at), do: what, for: Number(lasting), ...Object.fromEntries(fields) };
}
