import { Box, Text, Transform } from "ink";
import { useLook } from "./look.ts";
import type { Row } from "./text/row.ts";
import { cutRow } from "./text/row.ts";

interface LinesProps {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}

/**
 * Rows of a pane, each cut to the width. The text that Ink lays out is a
 * constant: Ink remembers every text that it ever measured, which for figures
 * that change all day is a leak. What is shown is put in its place afterwards.
 */
export function Lines({ rows, width, height }: LinesProps) {
  const { paint } = useLook();
  const show = (_: string, index: number): string => {
    const line = rows[index];
    return line === undefined ? "" : paint(cutRow(line, width), width);
  };
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={show}>
        <Text>{placeholder(height)}</Text>
      </Transform>
    </Box>
  );
}

const placeholders = new Map<number, string>();

function placeholder(height: number): string {
  const known = placeholders.get(height) ?? Array(height).fill(".").join("\n");
  placeholders.set(height, known);
  return known;
}
