import type { Trial } from "../trial/trial.ts";

/** A message that is lost whatever its luck; equal ones between two actors are one. */
export interface LostMessage {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  /** null where the message names no round. */
  readonly round: number | null;
}

/** Changes to a run of a batch; it still uses the draws of the trial in the batch. */
export interface Changes {
  readonly trial: Trial;
  readonly run: number;
  readonly timeLimitMs: number;
  readonly lost: readonly LostMessage[];
}

const WORD = /^([^>:\s]+)>([^>:\s]+):([^>:\s]+):(\d{1,9}|none)$/;

/** `fry>homer:prepare:0`: fry's prepare of round 0 to homer; undefined for another text. */
export function lostMessage(word: string): LostMessage | undefined {
  const [, from, to, kind, round] = WORD.exec(word) ?? [];
  if (from === undefined || to === undefined || kind === undefined) return undefined;
  return { from, to, kind, round: round === "none" ? null : Number(round) };
}

export const lostWord = ({ from, to, kind, round }: LostMessage): string =>
  `${from}>${to}:${kind}:${round ?? "none"}`;
