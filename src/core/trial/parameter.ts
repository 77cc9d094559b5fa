import { FACTS } from "../facts.ts";
import type { Trial } from "./trial.ts";

/** What a field of a trial holds. Every kind has its schema in schema.ts and its text in field-text.ts. */
export type ParameterKind =
  | "choice"
  | "scope"
  | "version"
  | "sleep"
  | "whole"
  | "faults"
  | "macros";

/**
 * One field of a trial, read by the schema, the CSV header, the form, `--set`, the Erlang term and
 * the README.
 */
export interface Parameter {
  readonly name: keyof Trial;
  /** Its column in runs.csv and summary.csv. */
  readonly column: string;
  /** Over its column on the screen. */
  readonly heading: string;
  /** Its key in `paxy_trial:trial()` (Erlang); null if Erlang's trial does not have it. */
  readonly erlang: string | null;
  readonly kind: ParameterKind;
  /** Of every number in it. */
  readonly min: number;
  readonly max: number;
  /** The values of a choice. */
  readonly choices: readonly string[];
  readonly default: Trial[keyof Trial];
  readonly unit: "ms" | "%" | "";
  /** For people, in one line. */
  readonly meaning: string;
  /** An extension: a configuration that leaves it at its default does not mention it. */
  readonly extension: boolean;
  /** The first format of results that has it (core/results-format.ts). */
  readonly since: number;
  /** The meaning in results of earlier formats. */
  readonly before: Trial[keyof Trial];
}

/** A row of the table of parameters: what is usual may be left out. */
type Row = Pick<Parameter, "name" | "heading" | "kind" | "meaning"> &
  Partial<Pick<Parameter, "unit" | "choices" | "extension" | "since" | "before">> & {
    readonly range?: readonly [min: number, max: number];
  } & (
    | Pick<Parameter, "erlang" | "default">
    /** Defaults of parameters that the classic entry points lack come from Erlang. */
    | { readonly erlang: keyof typeof FACTS.defaults }
  );

const fallbackOf = (row: Row): Trial[keyof Trial] =>
  "default" in row ? row.default : FACTS.defaults[row.erlang];

/** The parameter of a row. */
export const parameter = ({ range = [0, 0], ...row }: Row): Parameter => ({
  unit: "",
  choices: [],
  extension: false,
  since: 1,
  default: fallbackOf(row),
  before: fallbackOf(row),
  column: row.name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  min: range[0],
  max: range[1],
  ...row,
});
