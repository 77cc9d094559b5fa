import * as z from "zod";
import type { OutputLine } from "../../core/run/health.ts";
import type { RunRecord } from "../../core/run/run.ts";
import type { RunTrace } from "../../core/run/trace-event.ts";
import type { Patch } from "./patch.ts";

/** Raised with every change of the messages that an older side would not understand. */
export const PROTOCOL_VERSION = 1;

/** A client's line may be long (thousands of trials added at once), but not endless. */
export const CLIENT_FRAME_BYTES_MAX = 64 * 1024 * 1024;
export const SERVER_FRAME_BYTES_MAX = 1024 * 1024 * 1024;

const id = z.int().nonnegative();
const number = z.int().positive();

/** What a trial or a command holds is checked where commands are applied; here only its outer shape. */
export const clientMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hello"), version: z.int(), readOnly: z.boolean() }),
  z.strictObject({ type: z.literal("dispatch"), id, command: z.unknown() }),
  z.strictObject({
    type: z.literal("recentRuns"),
    id,
    trial: number,
    most: z.int().positive().max(1000),
  }),
  z.strictObject({ type: z.literal("trace"), id, trial: number, run: number }),
  z.strictObject({ type: z.literal("followOutput") }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

export type ServerMessage =
  | { readonly type: "welcome"; readonly version: number }
  | { readonly type: "patch"; readonly patch: Patch }
  | { readonly type: "output"; readonly lines: readonly OutputLine[] }
  | { readonly type: "answer"; readonly id: number; readonly refused?: string }
  | { readonly type: "runs"; readonly id: number; readonly records: readonly RunRecord[] }
  | { readonly type: "trace"; readonly id: number; readonly trace: RunTrace }
  /** The last message: why the server hangs up; "" when the service ended as it should. */
  | { readonly type: "goodbye"; readonly reason: string };
