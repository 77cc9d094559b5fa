import type { QueueState } from "../../core/queue/state.ts";
import { VERSIONS } from "../../core/trial/parameters.ts";
import { createChartMemory } from "../charts/chart-memory.ts";
import { createOutputLog, type OutputLog } from "../output/output-log.ts";
import { type Matcher, matcherOf } from "../output/query.ts";
import { backgroundOf } from "../text/colour-depth.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { fitView } from "./fit-view.ts";
import type { Model } from "./model.ts";
import type { ScreenOptions } from "./options.ts";
import type { DetailRuns } from "./recent-runs.ts";
import { remembered } from "./remembered.ts";
import type { ShownTrace } from "./run-trace.ts";
import type { ShownChance } from "./shown-chance.ts";
import { shownLayout } from "./shown-layout.ts";
import type { ShownWitnesses } from "./shown-witnesses.ts";
import { selectedTrial } from "./trials.ts";
import { initialView, type View } from "./view.ts";

/** Everything a frame is made from, in one place: the service's snapshot, the output, the view. */
export interface ModelSource {
  view: View;
  /** Of the batch in the frame before. */
  status: QueueState["status"] | undefined;
  /** Runs that were done before the first frame. */
  doneAtFirst: number | undefined;
  readonly log: OutputLog;
  model(): Model;
  /** The model with its view made to fit what changed; the view is kept so. */
  settled(): Model;
  resize(size: Size): void;
  /** The service is gone: from now on nothing can be asked of it. */
  lose(reason: string): void;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly size: Size;
  readonly glyphs: Glyphs;
  readonly runs: DetailRuns["of"];
  readonly trace: ShownTrace["of"];
  readonly chance: ShownChance["of"];
  readonly witnesses: ShownWitnesses["of"];
}

export function createModelSource(
  options: ScreenOptions,
  { environment, size, glyphs, runs, trace, chance, witnesses }: Surroundings,
): ModelSource {
  const {
    client,
    settings,
    versions = VERSIONS,
    canLeave = false,
    readOnly = "",
    program = "paxy",
  } = options;
  const log = createOutputLog();
  const charts = createChartMemory();
  let lost: Model["lost"];
  const { theme = settings.preferences.theme } = options;
  const { shares } = settings.preferences;
  const background = theme === "auto" ? backgroundOf(environment) : theme;
  const source: ModelSource = {
    status: undefined,
    doneAtFirst: undefined,
    view: initialView({ ...size, shares, background }),
    log,
    model: () => {
      const { view } = source;
      const snapshot = client.snapshot();
      const trial = selectedTrial(snapshot, view)?.number;
      const shownRuns = runs(view.dialog, snapshot);
      return {
        snapshot,
        view,
        layout: shownLayout(view, snapshot),
        lost,
        lines: log.select(selection(selectionText(view, trial))),
        marks: marks(view.output.query.text),
        runs: shownRuns,
        trace: trace(view.dialog, shownRuns),
        chance: chance(view.dialog),
        witnesses: witnesses(view.dialog, snapshot),
        charts,
        nowMs: Date.now(),
        glyphs,
        canLeave,
        program,
        versions,
        lastForm: settings.preferences.form,
        readOnly: lost ? "the connection to the batch is lost" : readOnly,
      };
    },
    settled: () => {
      source.view = fitView(source.model());
      return source.model();
    },
    resize: (to) => {
      source.view = { ...source.view, ...to };
    },
    lose: (reason) => {
      lost = { atMs: Date.now(), reason };
    },
  };
  return source;
}

/** A search marks lines; a filter and the scope hide lines. */
function selectionText({ output: { query, scope } }: View, trial: number | undefined): string {
  const filter = query.mode === "filter" ? query.text : "";
  return scope === "selected" && trial !== undefined ? `trial:${trial} ${filter}` : filter;
}

/** The same matcher for the same text: the log keeps what it selected with it. */
const selection = remembered((text: string): Matcher => matcherOf({ text }));
const marks = remembered((text: string): Matcher => matcherOf({ text }));
