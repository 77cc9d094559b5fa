import { counted } from "../core/count-text.ts";
import { durationText } from "../core/duration-text.ts";
import { type Counts, REPORTED_VERDICTS, total } from "../core/run/verdicts.ts";
import type { Decision } from "./decisions.ts";

/** Runs of a folder under one load. */
export interface LabRuns {
  readonly label: string;
  readonly wanted: number;
  readonly counts: Counts;
}

/** Why runs of a folder did not decide, according to their messages. */
export interface LabCause {
  readonly cause: string;
  readonly runs: number;
  /** The loads under which it showed. */
  readonly labels: readonly string[];
}

/** A check of a folder; `none` was not started, for the reason in `said`. */
export interface LabCheck {
  readonly label: string;
  readonly ending: "complete" | "violation" | "partly" | "none";
  readonly said: string;
}

/** A failure, and the command that shows it again. */
export interface LabFailure {
  readonly kind: "violation" | "failed";
  /** The label of the runs or of the check. */
  readonly label: string;
  readonly reason: string;
  /** It took a crash of an acceptor. */
  readonly afterCrash?: boolean;
  readonly decisions: readonly Decision[];
  /** Why it violates, a sentence each. */
  readonly why?: readonly string[] | undefined;
  /** Where it shows, and the lines of code around that. */
  readonly place?: string;
  readonly code?: readonly string[];
  /** A command line; undefined where the run cannot be repeated. */
  readonly again?: string | undefined;
}

/** The findings of `paxy lab` about a folder. */
export interface LabFindings {
  readonly folder: string;
  readonly notes: readonly string[];
  readonly runs: readonly LabRuns[];
  readonly checks: readonly LabCheck[];
  /** Of which every schedule was checked: "2 proposers, 3 acceptors, 2 rounds". */
  readonly checkedSystem: string;
  /** Why runs did not decide, those of most runs first. */
  readonly causes: readonly LabCause[];
  /** At most one of each kind, a violation first. */
  readonly failures: readonly LabFailure[];
  readonly elapsedMs: number;
  readonly budgetMs: number;
  /** Where the results are, as the user should type it. */
  readonly results: readonly string[];
}

const LINES_MAX = 30;

/** How many lines of each kind there may be. */
interface Room {
  readonly notes: number;
  readonly causes: number;
  readonly decisions: number;
  /** Of a failure: more would be about the next one. */
  readonly code: number;
}

/** Of an explanation: its sentences belong together. */
const SENTENCES_MAX = 6;

/** Left out first if not everything fits. */
const ROOMS: readonly Room[] = [
  { notes: 3, causes: 3, decisions: 5, code: 5 },
  { notes: 2, causes: 2, decisions: 4, code: 5 },
  { notes: 1, causes: 1, decisions: 3, code: 5 },
  { notes: 1, causes: 1, decisions: 2, code: 3 },
  { notes: 1, causes: 1, decisions: 2, code: 0 },
];

/** The report of a folder, in at most 30 lines: each test and its outcome. */
export function labReport(findings: LabFindings): string {
  const texts = ROOMS.map((room) => linesIn(room, findings));
  const lines = texts.find(({ length }) => length <= LINES_MAX) ?? texts.at(-1) ?? [];
  return `${lines.join("\n")}\n`;
}

function linesIn(room: Room, findings: LabFindings): string[] {
  const { folder, notes, runs, checks } = findings;
  const width = Math.max(...[...runs, ...checks].map(({ label }) => label.length));
  return [
    `${folder}: ${verdictText(findings)}`,
    ...atMost(notes, room.notes, "notes").map((note) => `Note: ${note}`),
    "",
    ...runs.map((each) => `  ${each.label.padEnd(width)}  ${runsText(each)}`),
    ...checks.map((each) => `  ${each.label.padEnd(width)}  ${each.said}`),
    `  (schedules of ${findings.checkedSystem})`,
    "",
    ...undecidedLines(findings, room),
    ...findings.failures.flatMap((failure) => failureLines(failure, room)),
    budgetText(findings),
    ...findings.results.map((directory) => `Results: ${directory}`),
  ];
}

/** The same facts as plain data. */
export function labJson(findings: LabFindings): object {
  const missing = notCovered(findings);
  return { ...findings, covered: missing.length === 0, notCovered: missing };
}

/** The same of a folder that can't be run, from the message about it. */
export function labProblemsJson(given: string, message: string): object {
  const own = `${given}: `;
  const problems = message.split("\n").map((line) => line.replace(own, ""));
  return { folder: given, problems, covered: false };
}

/** Labels of the tests that did not finish. */
const notCovered = ({ runs, checks }: LabFindings): string[] => [
  ...runs
    .filter((each) => ended(each) < each.wanted)
    .map((each) => `${each.label} (${ended(each)} of ${each.wanted} runs)`),
  ...checks
    .filter(({ ending }) => ending === "partly" || ending === "none")
    .map(({ label }) => label),
];

/** A run that was cut short when time was over says nothing. */
const ended = ({ counts }: LabRuns): number => total(counts) - counts.cancelled;

function verdictText({ failures, runs, checks }: LabFindings): string {
  const failed = runs.reduce((sum, { counts }) => sum + counts.failed, 0);
  const violation = failures.find(({ kind }) => kind === "violation");
  if (violation !== undefined) {
    if (!violation.afterCrash) return "a property does NOT hold.";
    const besides = failed === 0 ? "" : `, ${counted(failed, "run")} failed,`;
    const but = failed === 0 ? ", but" : " and";
    return `no violation was found without a crash${besides}${but} a property does NOT survive the crash of an acceptor.`;
  }
  if (failures.length > 0) return "no violation was found, but not all of it ran to its end.";
  const tried = runs.some((each) => ended(each) > 0);
  if (!tried && checks.every(({ ending }) => ending === "none")) return "nothing was tried.";
  const undecided = runs.reduce((sum, { counts }) => sum + counts.undecided, 0);
  const proved = checks.some(({ ending }) => ending === "complete");
  const safe = proved
    ? "agreement and validity held in every run, and in every schedule that was checked to its end"
    : "agreement and validity held in every run";
  return undecided === 0 ? `${safe}.` : `${safe}; ${counted(undecided, "run")} did not decide.`;
}

function undecidedLines({ causes }: LabFindings, room: Room): string[] {
  if (causes.length === 0) return [];
  const lines = causes.map(
    ({ cause, runs, labels }) =>
      `Undecided in ${counted(runs, "run")} (${labels.join("; ")}): ${cause}.`,
  );
  return [...atMost(lines, room.causes, "causes"), ""];
}

function runsText(runs: LabRuns): string {
  const { counts, wanted } = runs;
  const done = ended(runs);
  if (done === 0) return `not run (0 of ${wanted})`;
  const number = done < wanted ? `${done} of ${wanted} runs` : `${done} runs`;
  const verdicts = REPORTED_VERDICTS.filter((each) => each !== "cancelled" && counts[each] > 0);
  return `${number}: ${verdicts.map((each) => `${counts[each]} ${WORDS[each] ?? each}`).join(", ")}`;
}

const WORDS: Readonly<Record<string, string>> = { violation: "VIOLATION" };

function failureLines(failure: LabFailure, room: Room): string[] {
  const { kind, label, reason, decisions, why = [], again } = failure;
  const known =
    why.length > 0
      ? why.slice(0, SENTENCES_MAX).map((line) => `  ${line}`)
      : atMost(decisions.map(decisionText), room.decisions, "decisions");
  const shown = kind === "violation" ? known : [];
  return [
    `${kind === "violation" ? "VIOLATION" : "Failed run"} (${label}): ${reason}.`,
    ...shown,
    ...codeIn(failure, room),
    ...(again === undefined ? [] : [`Again: ${again}`]),
    "",
  ];
}

/** The place, and as many lines around it as there is room for, the line itself in their middle. */
function codeIn({ place, code = [] }: LabFailure, { code: most }: Room): string[] {
  if (code.length === 0 || most === 0) return [];
  const at = code.findIndex((line) => line.startsWith(">"));
  const from = Math.max(0, at - Math.floor(most / 2));
  return [`  ${place}:`, ...code.slice(from, from + most).map((line) => `  ${line}`)];
}

function decisionText({ actor, value, round, where }: Decision): string {
  const inRound = round === "" ? "" : ` in round ${round}`;
  const line = where === "" ? "" : ` (its last accept: ${where})`;
  return `  ${actor} decided ${value}${inRound}${line}`;
}

function budgetText(findings: LabFindings): string {
  const spent = `${durationText(findings.elapsedMs)} of ${durationText(findings.budgetMs)}`;
  const missing = notCovered(findings);
  return missing.length === 0
    ? `Everything was covered, in ${spent}.`
    : `Not fully covered, in ${spent}: ${missing.join("; ")}.`;
}

const atMost = (lines: readonly string[], most: number, noun: string): string[] =>
  lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most), `  and ${lines.length - most} more ${noun}`];
