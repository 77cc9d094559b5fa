import { KEYS } from "../keys.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import type { Input } from "../terminal/input-parser.ts";
import type { KeyBinding } from "./key-binding.ts";

/** Handles an input in the panes, by the table of keys. */
export function takeKey(model: Model, input: Input): Outcome {
  const binding = KEYS.find((each) => input.type === "key" && each.keys.includes(input.name));
  if (binding !== undefined) return use(model, binding);
  const text = input.type === "key" ? `${input.name} does nothing here: ? for help` : "";
  return text === "" ? shows(model.view) : say(model, text);
}

/** Runs a binding, or says why it can't be done now. */
export function use(model: Model, { refusal, act }: KeyBinding): Outcome {
  const because = refusal?.(model);
  return because === undefined ? act(model) : say(model, because);
}

const say = ({ view, nowMs }: Model, text: string): Outcome =>
  shows(withNotice(view, { text, tone: "warn", nowMs }));
