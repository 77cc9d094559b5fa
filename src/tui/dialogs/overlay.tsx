import { Box } from "ink";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import type { Row } from "../text/row.ts";
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

/** From edge to edge where there is no room for panes beside it. */
export const dialogWidth = (columns: number, most: number): number =>
  columns <= most + 8 ? columns : most;

/** A box over the middle of the panes. */
export function Overlay({ title, rows, width, height, columns, screenRows }: OverlayProps) {
  const { glyphs } = useLook();
  const left = Math.max(0, Math.floor((columns - width) / 2));
  const top = Math.max(0, Math.floor((screenRows - height) / 2));
  return (
    <Box position="absolute" marginLeft={left} marginTop={top} width={width} height={height}>
      <Lines rows={framed({ title, rows, width, height, glyphs })} width={width} height={height} />
    </Box>
  );
}
