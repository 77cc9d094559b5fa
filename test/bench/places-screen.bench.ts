import { startHosts, whyNoHosts } from "../machines/hosts.ts";
import { keyLatency, kilobytesPerSecond } from "./on-screen.ts";
import { onQuickStart } from "./quick-start.ts";

const SIZE = { columns: 160, rows: 40 };
const READY_MS_MAX = 120_000;
const KEY_MS_MAX = 60;
const BYTES_RATIO_MAX = 1.5;

/** Acceptors and proposers on four hosts each, and all their figures on the screen. */
export default async function placesScreen() {
  const missing = whyNoHosts();
  if (missing !== undefined) {
    return [{ figure: "screen with 8 hosts", measured: `skipped: needs ${missing}` }];
  }
  const removals: (() => unknown)[] = [];
  try {
    const network = await startHosts((remove) => removals.push(remove), Array(8).fill({}));
    process.env.PATH = network.environment.PATH;
    const here = await figures([]);
    const names = network.hosts.map(({ name }) => name);
    const side = (from: number): string => names.slice(from, from + 4).join("+");
    const there = await figures(["--place", `acceptors=${side(0)},proposers=${side(4)}`]);
    return [
      {
        figure: "key to changed screen, quick start running on 8 hosts, p95",
        measured: `${there.keyMs.toFixed(0)} ms`,
        reference: `3 nodes here: ${here.keyMs.toFixed(0)} ms`,
        target: `<= ${KEY_MS_MAX} ms`,
        ok: there.keyMs <= KEY_MS_MAX,
      },
      {
        figure: "bytes, quick start running on 8 hosts",
        measured: `${there.kilobytes.toFixed(1)} kB/s`,
        reference: `3 nodes here: ${here.kilobytes.toFixed(1)} kB/s`,
        ratio: (there.kilobytes / here.kilobytes).toFixed(2),
        target: `<= ${BYTES_RATIO_MAX}`,
        ok: there.kilobytes <= BYTES_RATIO_MAX * here.kilobytes,
      },
    ];
  } finally {
    for (const remove of removals) await remove();
  }
}

const figures = (options: readonly string[]) =>
  onQuickStart(SIZE, ["--repeat", "300", ...options], async (terminal) => {
    await terminal.waitFor(/[1-9]\d*\/900 runs/, READY_MS_MAX);
    const kilobytes = await kilobytesPerSecond(terminal, 8000);
    return { kilobytes, keyMs: await keyLatency(terminal) };
  });
