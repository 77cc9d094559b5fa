import { useLook } from "../look.ts";
import type { Model } from "../model.ts";
import type { Timeline } from "../view-state.ts";
import { Overlay } from "./overlay.tsx";
import { timelineDialogRows, timelineTitle } from "./timeline-rows.ts";

interface TimelineProps {
  readonly model: Model;
  readonly timeline: Timeline;
}

/** As wide as the screen: every column counts. */
export function TimelineDialog({ model, timeline }: TimelineProps) {
  const { glyphs } = useLook();
  const { columns, rows: screenRows } = model.view;
  const height = screenRows - 2;
  return (
    <Overlay
      title={timelineTitle(model, timeline)}
      rows={timelineDialogRows({ model, timeline, glyphs, height: height - 2 })}
      width={columns}
      height={height}
      columns={columns}
      screenRows={screenRows}
    />
  );
}
