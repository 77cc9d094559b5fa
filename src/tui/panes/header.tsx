import { durationText } from "../../core/duration-text.ts";
import { VERDICTS, type Verdict } from "../../core/run/run.ts";
import type { Snapshot } from "../../engine/client.ts";
import type { Size } from "../layout.ts";
import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import { counted, grouped, percent } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, spansWidth, spread, type Tone } from "../text/row.ts";
import { progressBar } from "../trials/progress-bar.ts";

interface HeaderProps {
  readonly snapshot: Snapshot;
  readonly size: Size;
}

export function Header({ snapshot, size }: HeaderProps) {
  const { glyphs } = useLook();
  const rows = [
    batchRow(snapshot, size.width),
    progressRow(snapshot, { width: size.width, glyphs }),
  ];
  return <Lines rows={rows} width={size.width} height={size.height} />;
}

const STATUS_TONES: Readonly<Record<Snapshot["queue"]["status"], Tone>> = {
  running: "good",
  paused: "warn",
  finished: "accent",
  stopping: "warn",
  stopped: "warn",
};

/** Less than a second is no estimate. */
const ETA_MS_MIN = 1000;

function batchRow({ queue, totals, etaMs, trouble }: Snapshot, width: number): Row {
  const { settings, status } = queue;
  const because = trouble || queue.pausedBecause;
  const left = [
    span(" paxy ", "accent"),
    span(` ${settings.name}`, "strong"),
    span("   "),
    span(status, STATUS_TONES[status]),
    ...(because ? [span(`: ${because}`, "warn")] : []),
  ];
  const eta =
    etaMs === null || status !== "running"
      ? []
      : [span("   eta ", "faint"), span(durationText(Math.max(ETA_MS_MIN, etaMs)))];
  const right = [
    span(grouped(totals.done)),
    span(`/${grouped(totals.runs)} runs`, "muted"),
    ...eta,
    span("   jobs ", "faint"),
    span(`${settings.jobs} `),
  ];
  return spread(left, right, width);
}

const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  agreed: "good",
  undecided: "warn",
  violation: "alarm",
  failed: "failed",
  cancelled: "faint",
};

/** The bar, then each verdict that occurred; violations first, where the eye begins. */
function progressRow(
  { totals }: Snapshot,
  { width, glyphs }: { readonly width: number; readonly glyphs: Glyphs },
): Row {
  const chips = VERDICTS.filter((verdict) => totals.counts[verdict] > 0).flatMap((verdict) => [
    span("   "),
    chip(verdict, totals.counts[verdict]),
  ]);
  const share = span(percent(totals.done, totals.runs).padStart(6), "muted");
  const room = Math.max(10, Math.min(60, width - spansWidth([share, ...chips]) - 3));
  const bar = progressBar({ counts: totals.counts, runs: totals.runs, width: room, glyphs });
  return row(" ", ...bar, share, ...chips);
}

function chip(verdict: Verdict, count: number): Span {
  const text =
    verdict === "violation" ? ` ${counted(count, "violation")} ` : `${grouped(count)} ${verdict}`;
  return span(text, VERDICT_TONES[verdict]);
}
