import { Box } from "ink";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import { type Row, row } from "../text/row.ts";
import { framed } from "./framed.ts";

interface OverlayProps {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
  /** Of the screen. */
  readonly columns: number;
  readonly screenRows: number;
}

/** What is left of a pane beside a box in fewer columns than these is only a ragged edge. */
const BESIDE_MIN = 32;
const MARGIN = 2;

/** From edge to edge where there is no room for panes beside it. */
export const dialogWidth = (columns: number, most: number): number =>
  columns <= most + BESIDE_MIN ? columns : most;

/** A box over the middle of the panes, with blanks around it or to the edges of the screen. */
export function Overlay({ title, rows, width, height, columns, screenRows }: OverlayProps) {
  const { glyphs } = useLook();
  const left = Math.max(0, Math.floor((columns - width) / 2));
  const top = Math.max(0, Math.floor((screenRows - height) / 2));
  const isNarrow = left < BESIDE_MIN;
  const before = isNarrow ? left : MARGIN;
  const after = isNarrow ? columns - left - width : MARGIN;
  const covered = before + width + after;
  const box = framed({ title, rows, width, height, glyphs });
  return (
    <Box
      position="absolute"
      marginLeft={left - before}
      marginTop={top}
      width={covered}
      height={height}
    >
      <Lines
        rows={box.map(({ spans }) => row(" ".repeat(before), ...spans, " ".repeat(after)))}
        width={covered}
        height={height}
      />
    </Box>
  );
}
