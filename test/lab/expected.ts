/**
 * The lab folders beside this file: small process-style solutions, each without
 * a fault or with exactly one, and the smallest bounds at which the fault shows.
 * `crashes`: how many crashes of an acceptor it needs.
 */
export type Expected =
  | { readonly fault: "none" }
  | { readonly fault: "safety"; readonly crashes: 0 | 1 }
  | { readonly fault: "liveness"; readonly cause: string };

export const EXPECTED: Readonly<Record<string, Expected>> = {
  vote_is_no_promise: { fault: "none" },
  five_arguments: { fault: "none" },
  by_seed: { fault: "none" },
  delays: { fault: "none" },
  named_replies: { fault: "none" },
  odd_shapes: { fault: "none" },
  counts_old_promises: { fault: "safety", crashes: 0 },
  counts_old_votes: { fault: "safety", crashes: 0 },
  refusal_is_promise: { fault: "safety", crashes: 0 },
  refusal_is_vote: { fault: "safety", crashes: 0 },
  refused_prepare_lowers_promise: { fault: "safety", crashes: 0 },
  adopts_last_vote: { fault: "safety", crashes: 0 },
  adopts_no_vote: { fault: "safety", crashes: 0 },
  vote_goes_down: { fault: "safety", crashes: 0 },
  nil_is_greatest: { fault: "safety", crashes: 0 },
  stores_old_state: { fault: "safety", crashes: 1 },
  stores_after_reply: { fault: "safety", crashes: 1 },
  stores_when_stopped: { fault: "safety", crashes: 1 },
  never_votes: { fault: "liveness", cause: "no acceptor ever votes" },
  counts_old_refusals: {
    fault: "liveness",
    cause: "every round is aborted by refusals of other rounds",
  },
  short_timeout: { fault: "liveness", cause: "the time-out is shorter than the delays" },
  pattern_never_matches: { fault: "liveness", cause: "every vote stays unread" },
  retry_with_wrong_argument: { fault: "liveness", cause: "a process is gone" },
  restart_dies: { fault: "liveness", cause: "a process is gone" },
};
