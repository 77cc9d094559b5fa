import { resolve } from "node:path";
import { firstViolation } from "./checked.ts";

/** The folders of test/lab/folders with a fault of safety, and the crashes that show it. */
const BROKEN: Readonly<Record<string, number>> = {
  counts_old_promises: 0,
  counts_old_votes: 0,
  refusal_is_promise: 0,
  refusal_is_vote: 0,
  refused_prepare_lowers_promise: 0,
  adopts_last_vote: 0,
  adopts_no_vote: 0,
  vote_goes_down: 0,
  nil_is_greatest: 0,
  stores_old_state: 1,
  stores_after_reply: 1,
  stores_when_stopped: 1,
};

/**
 * How soon `paxy check` shows that a lab folder is broken: 2 proposers, 3
 * acceptors, 2 rounds. All of them take many minutes; PAXY_FOLDERS names some.
 */
export default function checkLabs() {
  const names = process.env.PAXY_FOLDERS?.split(",") ?? Object.keys(BROKEN);
  return names.map((name) => {
    const code = resolve("test/lab/folders", name);
    return firstViolation(name, ["--code", code, "--crashes", String(BROKEN[name] ?? 0)]);
  });
}
