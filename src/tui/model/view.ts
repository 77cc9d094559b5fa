import type { ChartPicture } from "../../core/chart-picture.ts";
import type { Command } from "../../core/queue/state.ts";
import type { Background } from "../text/theme.ts";
import type { PaneName, Shares } from "./layout.ts";

/** The user's view: plain data, replaced and never changed. */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly focus: PaneName;
  /** The pane under the trials on a small screen. */
  readonly lower: PaneName;
  readonly zoomed: boolean;
  readonly shares: Shares;
  readonly background: Background;
  readonly trials: TrialsView;
  readonly output: OutputView;
  readonly charts: ChartsView;
  readonly dialog: Dialog | undefined;
  readonly notice: Notice | undefined;
}

export interface TrialsView {
  /** Number of the trial; undefined while it follows the one that runs. */
  readonly selected: number | undefined;
  /** Position of the first row that is shown. */
  readonly top: number;
  /** How many parameter columns are scrolled away. */
  readonly skippedColumns: number;
  readonly query: Query;
  /** Undefined: in the order of the batch. */
  readonly sort: Sort | undefined;
  /** Names of the figures that have a column; undefined while nobody chose. */
  readonly columns: readonly string[] | undefined;
  /** Numbers of the trials that are marked, in the order of marking. */
  readonly marked: readonly number[];
}

export interface Sort {
  /** A parameter, or a figure (figures.ts). */
  readonly by: string;
  readonly descending: boolean;
}

export interface OutputView {
  readonly following: boolean;
  /** Positions count the lines that pass the filter since it was set; lines that were dropped keep theirs. */
  readonly cursor: number;
  readonly top: number;
  /** Lines of all trials, or of the selected one. */
  readonly scope: Scope;
  /** Whether each line says when it was printed. */
  readonly times: boolean;
  readonly query: Query;
}

export type Scope = "all" | "selected";

/** What is searched for: `filter` hides the rest, `find` only marks and jumps. Empty text: nothing. */
export interface Query {
  readonly text: string;
  readonly mode: "filter" | "find";
}

export interface ChartsView {
  readonly kind: ChartKind;
  readonly scope: Scope;
  readonly metric: MetricName;
  /** Names of the parameters along x and for the lines (or down a heat map) that the user chose. */
  readonly x: string | undefined;
  readonly by: string | undefined;
  /** The value of x under the chart's cursor; undefined: none. */
  readonly cursor: number | undefined;
}

export const CHART_KINDS = ["histogram", "survival", "sweep", "heat"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];
export type MetricName = "median" | "p95" | "rounds" | "undecided" | "violation" | "messages";

export interface Notice {
  readonly text: string;
  readonly tone: "plain" | "warn";
  readonly untilMs: number;
}

export type Dialog =
  | Help
  | SummaryDialog
  | Confirm
  | Form
  | Detail
  | Timeline
  | TimelineSearch
  | Source
  | Prompt
  | ColumnsDialog
  | InProgress;

/** The keys; what is typed searches them. */
export interface Help extends TextField {
  readonly type: "help";
  /** The entry under the cursor, of those that are found. */
  readonly at: number;
  /** The dialog that was open, which comes back. */
  readonly from: Dialog | undefined;
}

/** The batch has finished. */
export interface SummaryDialog {
  readonly type: "summary";
  readonly endedAtMs: number;
}

/** The runs in progress, and which of them is looked at. */
export interface InProgress {
  readonly type: "inProgress";
  readonly at: number;
}

export interface Detail {
  readonly type: "detail";
  readonly trial: number;
  /** The run that is looked at; undefined while it is the newest, whichever that is. */
  readonly at: { readonly run: number; readonly attempt?: number } | undefined;
  /** Proposers above the first that is shown. */
  readonly skipped?: number;
  /** Whether it says how many runs reached the events of interest. */
  readonly witnesses?: boolean;
}

/** The messages of a run, and the line of them that is looked at. */
export interface Timeline {
  readonly type: "timeline";
  readonly trial: number;
  readonly run: number;
  readonly cursor: number;
  /** Which events are shown; undefined: all. */
  readonly only?:
    | {
        readonly actor?: string | undefined;
        readonly kind?: string | undefined;
        readonly slice?: boolean | undefined;
      }
    | undefined;
  /** Whether the chance of a violation stands at the events. */
  readonly chance?: boolean | undefined;
  /** The text that `n` searches for. */
  readonly search: string;
  /** Where the run was chosen. */
  readonly from: Detail;
}

/** The code of a folder that did an event of a timeline. */
export interface Source {
  readonly type: "source";
  readonly file: string;
  /** The line that did it, and the one that is looked at, from 1. */
  readonly line: number;
  readonly cursor: number;
  readonly timeline: Timeline;
}

/** The user types a search text for a timeline. */
export interface TimelineSearch extends TextField {
  readonly type: "timelineSearch";
  readonly timeline: Timeline;
}

/** The question; its text and answers are made again for every frame. */
export type Question =
  | { readonly about: "quit" | "retryAll" }
  | { readonly about: "deleteMarked" | "cancelMarked"; readonly trials: readonly number[] }
  | { readonly about: "delete" | "moreRuns"; readonly trial: number }
  | { readonly about: "cancel"; readonly trial: number; readonly runs: readonly number[] };

export interface Confirm {
  readonly type: "confirm";
  readonly question: Question;
}

export interface TextField {
  readonly text: string;
  /** Characters before the caret. */
  readonly caret: number;
}

export interface Form {
  readonly type: "form";
  readonly purpose: "add" | "edit" | "copy";
  /** The trial that is edited or copied, or after which trials are added. */
  readonly number: number | undefined;
  readonly fields: readonly FormField[];
  readonly at: number;
  /** Nothing was typed yet: the up arrow brings the last values, as that of a shell does. */
  readonly isFresh: boolean;
  /** Why it was not taken as it is; empty as soon as something else is typed. */
  readonly refusal: string;
}

export interface FormField extends TextField {
  readonly name: string;
}

/** The choice of sort order and columns; `at` is the row under the cursor. */
export interface ColumnsDialog {
  readonly type: "columns";
  readonly at: number;
}

export interface Prompt extends TextField {
  readonly type: "prompt";
  readonly pane: "trials" | "output";
  readonly mode: Query["mode"];
  /** The view's query when the prompt was opened, for escape. */
  readonly before: Query;
}

/** A run, and how many of its events have happened; undefined: all. */
export interface ExploredRun {
  readonly trial: number;
  readonly run: number;
  readonly events?: number | undefined;
}

/** The effects of a key outside the view. */
export type Effect =
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "explore"; readonly run: ExploredRun; readonly command: string }
  | { readonly type: "end"; readonly how: "stop" | "leave" | "lost" }
  | { readonly type: "rememberForm"; readonly values: Readonly<Record<string, string>> }
  | { readonly type: "save"; readonly picture: ChartPicture }
  | { readonly type: "nextNotify" }
  | { readonly type: "suspend" }
  | { readonly type: "redraw" };

const NOTHING: Query = { text: "", mode: "filter" };

export interface ViewStart {
  readonly columns: number;
  readonly rows: number;
  readonly shares: Shares;
  readonly background: Background;
}

export const initialView = ({ columns, rows, shares, background }: ViewStart): View => ({
  columns,
  rows,
  focus: "trials",
  lower: "output",
  zoomed: false,
  shares,
  background,
  trials: {
    selected: undefined,
    top: 0,
    skippedColumns: 0,
    query: NOTHING,
    sort: undefined,
    columns: undefined,
    marked: [],
  },
  output: { following: true, cursor: 0, top: 0, scope: "all", times: false, query: NOTHING },
  charts: {
    kind: "histogram",
    scope: "selected",
    metric: "median",
    x: undefined,
    by: undefined,
    cursor: undefined,
  },
  dialog: undefined,
  notice: undefined,
});

export const withDialog = (view: View, dialog: Dialog | undefined): View => ({ ...view, dialog });

export const withFocus = (view: View, focus: PaneName): View => ({
  ...view,
  focus,
  lower: focus === "trials" ? view.lower : focus,
});
