import { FAULTS } from "../../core/trial/faults.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { parameterNamed, REPLY_KINDS } from "../../core/trial/parameters.ts";
import type { Versions } from "../../core/trial/schema.ts";
import type { FormField } from "../model/view.ts";

/** What a name that is typed in part can become. */
export interface Completion {
  /** The names that go on from it; where there are none, those that it is a part of. */
  readonly names: readonly string[];
  /** The field with as much of the name as is certain; undefined where nothing more is. */
  readonly text: string | undefined;
}

/** Undefined where a field holds no names, and where no part of one is typed at its end. */
export function completionOf(
  { name, text }: FormField,
  versions: Versions,
): Completion | undefined {
  const parameter = parameterNamed(name);
  const all = parameter === undefined ? [] : namesOf(parameter, versions);
  const [before, typed] = parted(text, SEPARATORS[parameter?.kind ?? ""] ?? /,/);
  if (typed === "" || all.includes(typed)) return undefined;
  const beginning = all.filter((each) => each.startsWith(typed));
  const names = beginning.length > 0 ? beginning : all.filter((each) => each.includes(typed));
  if (names.length === 0) return undefined;
  const certain = names.length === 1 ? (names[0] ?? "") : commonStart(beginning);
  const isMore = names.length === 1 || certain.length > typed.length;
  return { names, text: isMore ? before + certain : undefined };
}

const SEPARATORS: Readonly<Record<string, RegExp>> = { scope: /[,+]/, faults: /[;|]/ };

function namesOf({ kind, choices }: Parameter, versions: Versions): readonly string[] {
  if (kind === "version") return versions.map(String);
  if (kind === "faults") return Object.keys(FAULTS);
  return kind === "scope" ? ["replies", ...REPLY_KINDS] : choices;
}

/** The text up to its last name, and what is there of that. */
function parted(text: string, separator: RegExp): readonly [before: string, typed: string] {
  const last = text.split(separator).at(-1) ?? "";
  const typed = last.trimStart();
  return [text.slice(0, text.length - typed.length), typed.trimEnd()];
}

function commonStart(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  while (others.some((each) => !each.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}
