import { Box } from "ink";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import { type Row, row } from "../text/row.ts";
import { BESIDE_MIN } from "./dialog-width.ts";
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

const MARGIN = 2;

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
