import type { RoundTrips } from "../../core/run/links.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { verdictRow } from "../../core/run/verdicts.ts";
import type { RecordOf } from "../../wire/records.ts";
import { pingTerm } from "../../wire/requests.ts";
import type { ViolationTrace } from "../cluster.ts";
import { endedRecord } from "../run-record.ts";
import { Sample } from "./sample.ts";

/** The parts of a node that its links need. */
export interface LinkEnd {
  readonly name: string;
  readonly role: "run" | "acceptors" | "proposers";
  send(term: string): void;
}

type Stage = "before" | "during" | "after";

interface Round {
  readonly ref: number;
  readonly stage: Stage;
  readonly startedAtMs: number;
  readonly times: number;
  /** Nodes whose answers are missing. */
  readonly waiting: Set<string>;
  isWhole: boolean;
  readonly done: (isWhole: boolean) => void;
}

interface Held {
  readonly record: RunRecord;
  readonly trace: ViolationTrace | undefined;
  readonly endedAtMs: number;
}

const ROUND_EVERY_MS = 500;
const ROUND_MS_MAX = 5000;
/** Round trips before and after a batch. */
const TIMES = 20;

/**
 * The links of a batch across hosts: their round trips, and whether they held. A run counts when
 * every link has answered after its end. If a link was lost first, the run failed, because an
 * unknown part of its messages is missing.
 */
export class Links {
  readonly #ends: () => readonly LinkEnd[];
  readonly #deliver: (record: RunRecord, trace: ViolationTrace | undefined) => void;
  readonly #samples = new Map<string, Record<Stage, Sample>>();
  #round: Round | undefined;
  #ref = 0;
  #held: Held[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    ends: () => readonly LinkEnd[],
    deliver: (record: RunRecord, trace: ViolationTrace | undefined) => void,
  ) {
    this.#ends = ends;
    this.#deliver = deliver;
  }

  /** Measures round trips before the first run, then regularly. */
  async begin(): Promise<void> {
    await this.measure("before", TIMES);
    this.#timer ??= setInterval(() => {
      if (this.#round === undefined) void this.measure("during", 1);
    }, ROUND_EVERY_MS);
  }

  /** Resolves when all have answered, or one can't: with whether all did. */
  measure(stage: Stage, times = TIMES): Promise<boolean> {
    // A batch that has finished and is then stopped is measured twice: the last time counts.
    if (stage === "after") for (const each of this.#samples.values()) each.after = new Sample();
    const ends = this.#ends();
    const asked = ends.flatMap((end) => {
      const names = ends.filter((other) => isLink(end, other)).map(({ name }) => name);
      return names.length === 0 ? [] : [{ end, names }];
    });
    this.#round?.done(false);
    return new Promise((resolve) => {
      this.#ref += 1;
      const late = setTimeout(() => this.#round?.done(false), ROUND_MS_MAX);
      const round: Round = {
        ref: this.#ref,
        stage,
        startedAtMs: performance.now(),
        times,
        waiting: new Set(asked.map(({ end }) => end.name)),
        isWhole: true,
        done: (isWhole) => {
          clearTimeout(late);
          if (this.#round === round) this.#round = undefined;
          resolve(isWhole);
        },
      };
      this.#round = round;
      for (const { end, names } of asked) end.send(pingTerm(round.ref, names, times));
      if (asked.length === 0) round.done(true);
    });
  }

  take({ ref, from, links }: RecordOf<"pinged">): void {
    const round = this.#round;
    if (round === undefined || round.ref !== ref || !round.waiting.delete(from)) return;
    for (const { name, round_trips_ms: roundTrips } of links) {
      const samples = this.#samplesOf(`${from} ${name}`)[round.stage];
      for (const ms of roundTrips) samples.add(ms);
      if (roundTrips.length < round.times) round.isWhole = false;
    }
    if (round.waiting.size > 0) return;
    if (round.isWhole) this.#confirm(round.startedAtMs);
    round.done(round.isWhole);
  }

  /** A violation counts, whatever happened to the links. */
  hold(record: RunRecord, trace: ViolationTrace | undefined): void {
    if (!verdictRow(record.verdict).isMeasured || record.verdict === "violation") {
      this.#deliver(record, trace);
    } else {
      this.#held.push({ record, trace, endedAtMs: performance.now() });
    }
  }

  /** Runs that ended since all links last answered cannot be trusted. */
  spoil(verdict: "failed" | "cancelled", reason: string): void {
    for (const { record } of this.#held.splice(0)) {
      const startedAtMs = Date.parse(record.startedAt) || Date.now();
      this.#deliver(endedRecord(record, verdict, { reason, startedAtMs }), undefined);
    }
  }

  told(): readonly RoundTrips[] {
    return [...this.#samples].map(([key, { before, during, after }]) => {
      const [from = "", to = ""] = key.split(" ");
      return { from, to, before: before.told(), during: during.told(), after: after.told() };
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#round?.done(false);
  }

  #confirm(startedAtMs: number): void {
    const ready = this.#held.filter(({ endedAtMs }) => endedAtMs <= startedAtMs);
    this.#held = this.#held.slice(ready.length);
    for (const { record, trace } of ready) this.#deliver(record, trace);
  }

  #samplesOf(key: string): Record<Stage, Sample> {
    const known = this.#samples.get(key);
    if (known !== undefined) return known;
    const made = { before: new Sample(), during: new Sample(), after: new Sample() };
    this.#samples.set(key, made);
    return made;
  }
}

/** Proposers and acceptors talk to each other; the run node hears from all. */
const isLink = (from: LinkEnd, to: LinkEnd): boolean =>
  (from.role === "run" && to.role !== "run") ||
  (from.role === "proposers" && to.role === "acceptors");
