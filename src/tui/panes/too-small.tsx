import { COLUMNS_MIN, ROWS_MIN } from "../layout.ts";
import { Lines } from "../lines.tsx";
import { row } from "../text/row.ts";

/** One line that says what is missing. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const text = `paxy needs ${COLUMNS_MIN}x${ROWS_MIN}; this is ${columns}x${rows}`;
  return <Lines rows={[row(text)]} width={columns} height={1} />;
}
