import { openSettings } from "../../src/settings.ts";
import { openScreen } from "../../src/tui/index.ts";
import { createFakeEngine, QUICK_START } from "./fake-engine.ts";

/**
 * The screen on a fake engine, as a program for a real terminal:
 *   node fake-program.js '{"trials":10000,"runMs":300,"flood":10000}'
 */
interface Arguments {
  readonly trials?: number;
  readonly repeat?: number;
  readonly jobs?: number;
  readonly runMs?: number;
  readonly flood?: number;
  readonly canLeave?: boolean;
  readonly ascii?: boolean;
  readonly settings?: string;
  /** Ends these runs at once, before the first frame. */
  readonly ended?: number;
}

const given: Arguments = JSON.parse(process.argv[2] ?? "{}");
const many = Array.from({ length: given.trials ?? 0 }, (_, index) => ({
  delay: 10 + (index % 31) * 10,
  drop: Math.floor(index / 31) % 70,
  moduleVersion: 1 + (index % 2),
}));
const engine = createFakeEngine({
  settings: { repeat: given.repeat ?? 5, jobs: given.jobs ?? 1 },
  trials: given.trials === undefined ? QUICK_START.trials : many,
});
for (let count = 0; count < (given.ended ?? 0); count++) engine.endRun();
if (given.runMs !== undefined) engine.live(given.runMs);
if (given.flood !== undefined) engine.flood(given.flood);

const end = await openScreen({
  client: engine,
  settings: openSettings(given.settings),
  canLeave: given.canLeave ?? false,
  ascii: given.ascii ?? false,
});
console.log(`ended: ${end}`);
process.exit(0);
