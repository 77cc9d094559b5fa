import { counted } from "../core/count-text.ts";
import type { Explored } from "../core/run/explored.ts";
import { choiceText, propertyName, stateText, waitsText } from "../core/run/explored-text.ts";

/** A small system after a schedule, and all that can happen next, as lines. */
export function exploreText({ words, actors, choices, properties }: Explored): string {
  const width = Math.max(...actors.map(({ name }) => name.length));
  const wordWidth = Math.max(0, ...choices.map(({ word }) => word.length));
  const lines = [
    words.length === 0
      ? "No step has been taken."
      : `After ${counted(words.length, "step")}: ${words.join(" ")}`,
    "",
    ...actors.map((actor) => {
      const waits = waitsText(actor);
      return `  ${actor.name.padEnd(width)}  ${stateText(actor)}${waits === "" ? "" : ` (${waits})`}`;
    }),
    "",
    "Next, one of these; WORD- loses a message, WORD+ lets it arrive once more, WORD!1 crashes after the first effect:",
    ...choices.map(
      (choice) =>
        `  ${choice.word.padEnd(wordWidth)}  ${choiceText(choice)}${effectsText(choice.effects)}`,
    ),
    "",
    ...properties.map(
      (property) =>
        `${propertyName(property)}: ${property.holds ? "holds" : `BROKEN, ${property.why}`}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const effectsText = (effects: number): string =>
  effects === 0 ? "" : ` (!1${effects > 1 ? ` to !${effects}` : ""})`;
