import type { Snapshot } from "../../service/client.ts";
import type { Size } from "../layout.ts";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import { batchRow, progressRow } from "./header-rows.ts";

interface HeaderProps {
  readonly snapshot: Snapshot;
  readonly size: Size;
}

export function Header({ snapshot, size: { width, height } }: HeaderProps) {
  const { glyphs } = useLook();
  const rows = [
    batchRow(snapshot, { width, glyphs }),
    progressRow(snapshot.totals, { width, glyphs }),
  ];
  return <Lines rows={rows} width={width} height={height} />;
}
