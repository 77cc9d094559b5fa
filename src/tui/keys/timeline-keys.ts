import * as timeline from "../actions/timeline.ts";
import { type DialogKeys, type DialogOf, movingKeys, nothing } from "./dialog-key.ts";

export const TIMELINE_KEYS: DialogKeys<DialogOf<"timeline">> = {
  keys: [
    ...movingKeys(timeline.moveInTimeline, { next: "next line", previous: "previous" }),
    { keys: ["/"], shown: "/", footer: "find", does: "find a text", act: timeline.openSearch },
    { keys: ["escape", "enter", "q"], shown: "esc", footer: "back", act: timeline.leaveTimeline },
    {
      keys: ["n"],
      shown: "n",
      footer: "next found",
      does: "next that was found",
      act: (model, shown) => timeline.findInTimeline(model, shown, 1),
    },
    {
      keys: ["N"],
      shown: "N",
      does: "previous that was found",
      act: (model, shown) => timeline.findInTimeline(model, shown, -1),
    },
  ],
  otherwise: nothing,
};
