import type { RunRecord } from "../../core/run/run.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { Versions } from "../../core/trial/schema.ts";
import type { Snapshot } from "../../service/client.ts";
import type { ChartMemory } from "../charts/chart-memory.ts";
import type { Lines } from "../output/output-log.ts";
import type { Matcher } from "../output/query.ts";
import type { Glyphs } from "../text/glyphs.ts";
import type { Layout } from "./layout.ts";
import type { DrawnChance } from "./shown-chance.ts";
import type { Witnesses } from "./shown-witnesses.ts";
import type { Effect, View } from "./view.ts";

/** The data that frames show and keys read. */
export interface Model {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly layout: Layout;
  /** The output that passes the filter. */
  readonly lines: Lines;
  /** The searched text, to mark it. */
  readonly marks: Matcher;
  /** The last runs of the trial whose detail is open, newest first; undefined while they load. */
  readonly runs: readonly RunRecord[] | undefined;
  /** The trace of the run whose timeline is open; undefined while it loads. */
  readonly trace: RunTrace | undefined;
  /** The chance of a violation along that run, if it was asked for. */
  readonly chance: DrawnChance | undefined;
  /** Runs of the trial whose detail is open that reached events of interest, if they were asked for. */
  readonly witnesses: Witnesses | undefined;
  readonly charts: ChartMemory;
  readonly nowMs: number;
  /** The characters that this terminal can show. */
  readonly glyphs: Glyphs;
  /** The program as the user calls it: `paxy`, or `npm start --`. */
  readonly program: string;
  /** Whether the service would go on without this screen. */
  readonly canLeave: boolean;
  /** Names that `moduleVersion` may take. */
  readonly versions: Versions;
  /** Texts of the form that was last used for new trials, by field. */
  readonly lastForm: Readonly<Record<string, string>>;
  /** When and why the connection to the batch was lost; what is shown is of then. */
  readonly lost: { readonly atMs: number; readonly reason: string } | undefined;
  /** Why nothing may be changed; empty if changes are allowed. */
  readonly readOnly: string;
}

/** The result of a key: the next view, and its effects. */
export interface Outcome {
  readonly view: View;
  readonly effects: readonly Effect[];
}

export const shows = (view: View): Outcome => ({ view, effects: [] });

export const asks = (view: View, ...effects: readonly Effect[]): Outcome => ({ view, effects });
