import type { Snapshot } from "../../service/client.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { hasNodes } from "./swept.ts";
import { listedTrials } from "./trials.ts";
import type { View } from "./view.ts";

/** The panes that a view has on a batch, and their sizes. */
export const shownLayout = (view: View, snapshot: Snapshot): Layout =>
  layoutOf({
    ...view,
    nodes: snapshot.nodes.length,
    trials: listedTrials(snapshot, view).length,
    hasNodes: hasNodes(snapshot),
  });
