import * as batch from "../actions/batch.ts";
import * as form from "../actions/form.ts";
import type { KeyBinding } from "./key-binding.ts";
import { asking, mayAdd, needsTrial } from "./refusals.ts";

/** What is done with the selected trial. */
export const TRIAL_KEYS: readonly KeyBinding[] = [
  {
    keys: ["a"],
    shown: "a",
    does: "add a trial or a sweep",
    footer: "add",
    refusal: mayAdd,
    act: form.openAdd,
  },
  {
    keys: ["e"],
    shown: "e",
    does: "edit; a copy when it has already run",
    footer: "edit",
    refusal: (model) => mayAdd(model) ?? needsTrial(model),
    act: form.openEdit,
  },
  {
    keys: ["space"],
    shown: "space",
    does: "pause, resume the trial",
    ...asking(batch.pauseOrResumeTrial),
  },
  {
    keys: ["r"],
    shown: "r",
    does: "retry the trial: failed, cancelled and undecided runs",
    footer: "retry",
    ...asking(batch.retryTrial),
  },
  {
    keys: ["x"],
    shown: "x",
    does: "cancel a run or the trial",
    footer: "cancel",
    ...asking(batch.cancelTrial, batch.askCancel),
  },
  {
    keys: ["d"],
    shown: "d",
    does: "delete the trial",
    footer: "delete",
    ...asking(batch.deleteTrial, batch.askDelete),
  },
  {
    keys: ["u"],
    shown: "u",
    does: "undo the last deletion",
    ...asking(() => ({ type: "undo" }), batch.undo),
  },
  {
    keys: ["J"],
    shown: "J",
    does: "move the trial down",
    ...asking(batch.moveTrial(1)),
  },
  {
    keys: ["K"],
    shown: "K",
    does: "move the trial up",
    ...asking(batch.moveTrial(-1)),
  },
];
