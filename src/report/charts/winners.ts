import * as Plot from "@observablehq/plot";
import { numberText } from "../../core/statistics/quantile-text.ts";
import type { Chart } from "./charts.ts";
import { svg } from "./svg.ts";
import type { Sweep } from "./sweeps.ts";

/** The winners along the first line of a sweep of proposers; undefined if no run has a winner. */
export function winnersChart({ parameter: { name }, lines }: Sweep): Chart | undefined {
  const [line] = lines;
  if (name !== "numProposers" || line === undefined) return undefined;
  const bars = line.trials.flatMap(({ trial, tally: { winners } }) => {
    const all = Object.values(winners).reduce((sum, wins) => sum + wins, 0);
    return Object.entries(winners).map(([winner, wins]) => ({
      ...{ x: trial[name], winner, share: (100 * wins) / all, wins },
    }));
  });
  const [last] = line.trials.slice(-1);
  const top = bars.filter(({ x }) => x === last?.trial[name]).sort((a, b) => b.wins - a.wins)[0];
  if (top === undefined) return undefined;
  const title = "Runs that each proposer won, %";
  return {
    name: "winners",
    title,
    caption: `With ${top.x} proposers ${top.winner} wins most often, ${numberText(top.share, 0)} % of the runs; an equal share would be ${numberText(100 / top.x, 0)} %.${line.label === "" ? "" : ` Shown: ${line.label}.`}`,
    svg: svg(title, {
      x: { type: "band", label: name },
      y: { label: "% of the agreed runs" },
      color: { legend: false },
      marks: [
        Plot.barY(bars, { x: "x", y: "share", fill: "winner", title: "winner" }),
        Plot.text(
          bars.filter(({ share }) => share >= 12),
          Plot.stackY({ x: "x", y: "share", z: "winner", text: "winner", fontSize: 9 }),
        ),
      ],
    }),
    header: [name, "winner", "runs won", "%"],
    rows: bars.map(({ x, winner, wins, share }) => [
      ...[String(x), winner, String(wins), numberText(share, 1)],
    ]),
  };
}
