import type { Model, Outcome } from "../model/model.ts";
import { selectedTrial } from "../model/trials.ts";
import * as batch from "./batch.ts";

/** A binding that asks the service for something, which the queue may refuse. */
export const asking = (commandOf: batch.CommandOf, act?: (model: Model) => Outcome) => ({
  refusal: (model: Model) => batch.refusedBecause(model, commandOf),
  act: act ?? ((model: Model) => batch.ask(model, commandOf)),
});

export const needsTrial = ({ snapshot, view }: Model): string | undefined =>
  selectedTrial(snapshot, view) === undefined ? "no trial is selected" : undefined;

export function mayAdd({ snapshot, readOnly }: Model): string | undefined {
  const { status } = snapshot.queue;
  if (status === "stopping" || status === "stopped") return "the batch was stopped";
  return readOnly === "" ? undefined : readOnly;
}
