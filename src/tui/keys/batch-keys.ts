import * as batch from "../actions/batch.ts";
import { asks } from "../model.ts";
import type { KeyBinding } from "./key-binding.ts";
import { asking } from "./refusals.ts";

/** What is done with the whole batch, and leaving it. */
export const BATCH_KEYS: readonly KeyBinding[] = [
  {
    keys: ["q", "ctrl-c"],
    shown: "q",
    does: "quit; asks when runs are going",
    footer: "quit",
    act: batch.askQuit,
  },
  {
    keys: ["p"],
    shown: "p",
    does: "pause, resume the batch (running runs end)",
    footer: ({ snapshot }) => (snapshot.queue.status === "paused" ? "resume" : "pause"),
    ...asking(batch.pauseOrResume),
  },
  {
    keys: ["R"],
    shown: "R",
    does: "retry all failed and undecided",
    ...asking(() => ({ type: "retryAll" }), batch.askRetryAll),
  },
  {
    keys: ["+", "="],
    shown: "+",
    does: "one job more",
    ...asking(batch.moreJobs(1)),
  },
  { keys: ["-"], shown: "-", does: "one job fewer", ...asking(batch.moreJobs(-1)) },
  {
    keys: ["ctrl-z"],
    shown: "ctrl-z",
    does: "suspend; fg comes back",
    act: ({ view }) => asks(view, { type: "suspend" }),
  },
];
