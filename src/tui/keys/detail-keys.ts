import * as detail from "../actions/detail.ts";
import { closeDialog } from "../actions/dialog.ts";
import { openTimeline } from "../actions/timeline.ts";
import {
  type DialogKey,
  type DialogKeys,
  type DialogOf,
  movingKeys,
  nothing,
} from "./dialog-key.ts";

type Detail = DialogOf<"detail">;

const [DOWN, ...OTHER_MOVES] = movingKeys(detail.moveInDetail, {
  next: "next run",
  previous: "previous",
}) as [DialogKey<Detail>, ...DialogKey<Detail>[]];

export const DETAIL_KEYS: DialogKeys<Detail> = {
  keys: [
    DOWN,
    {
      keys: ["n"],
      shown: "n",
      footer: "next violation",
      does: "next violation",
      refusal: detail.noViolation,
      act: (model, shown) => detail.findViolation(model, shown, 1),
    },
    {
      keys: ["N"],
      shown: "N",
      does: "previous violation",
      refusal: detail.noViolation,
      act: (model, shown) => detail.findViolation(model, shown, -1),
    },
    {
      keys: ["t"],
      shown: "t",
      footer: "timeline",
      does: "timeline: the messages of the run",
      act: openTimeline,
    },
    { keys: ["escape", "enter", "q"], shown: "esc", footer: "back", act: closeDialog },
    ...OTHER_MOVES,
    {
      keys: ["y"],
      shown: "y",
      footer: "copy",
      does: "copy the run as JSON (OSC 52)",
      act: detail.copyRun,
    },
  ],
  otherwise: nothing,
};
