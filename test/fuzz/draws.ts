import { random } from "../tui/random.ts";

/** What a fuzzer draws from its seed. */
export interface Draws {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  oneOf<T>(values: readonly T[]): T;
  bytes(lengthMax: number): Buffer;
  /** Cut into pieces anywhere. */
  pieces(data: Buffer): Buffer[];
  /** Any JSON value, now and then a deep or a long one, with names that mean something to JavaScript. */
  json(depth?: number): unknown;
  text(): string;
}

const TEXTS = [
  ...["", " ", "0", "-1", "1e9", "NaN", "Infinity", "null", "[10, 100]", "[1,", "[-1]", "[1e3]"],
  ...["10..100:10", "100..10", "1..999999999999", "1..5:0", "0,10,20", ",", ";", "halt()."],
  ...["paxy_local", "paxy_sim", "drop", "sleep", "__proto__", "constructor", "toString"],
  ...[
    "\u001b[2J",
    "\u0000",
    "\ud800",
    "\u202e",
    "=cmd|' /C calc'!A0",
    "é".repeat(50),
    "x".repeat(5000),
  ],
];
const NUMBERS = [0, 1, -1, 2, 100, 101, 1000, 1001, 0.5, 1e21, -0, 2 ** 53, 86_400_001];
const NAMES = [
  ...["type", "version", "readOnly", "id", "command", "trial", "trials", "most", "number", "jobs"],
  ...["moduleName", "sleep", "numProposers", "numAcceptors", "drop", "delay", "faults", "sweep"],
  ...["name", "repeat", "timeLimit", "seed", "attempts", "at", "for", "do", "__proto__", "toJSON"],
];

export function drawsOf(seed: number): Draws {
  const draw = random(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const text = (): string =>
    below(3) > 0 ? oneOf(TEXTS) : `${oneOf(TEXTS)}${oneOf(["=", ",", "..", ":"])}${oneOf(TEXTS)}`;
  const json = (depth = 4): unknown => {
    const kind = depth === 0 ? below(4) : below(8);
    if (kind === 0) return oneOf([null, true, false]);
    if (kind === 1) return oneOf(NUMBERS);
    if (kind <= 3) return text();
    if (kind === 4) return deep(below(500));
    const values = Array.from({ length: below(5) }, () => json(depth - 1));
    if (kind === 5) return values;
    return Object.fromEntries(values.map((value) => [below(4) > 0 ? oneOf(NAMES) : text(), value]));
  };
  const deep = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = [value];
    return value;
  };
  return {
    ...{ below, oneOf, text, json },
    bytes: (lengthMax) => Buffer.from(Array.from({ length: below(lengthMax) }, () => below(256))),
    pieces(data) {
      const pieces: Buffer[] = [];
      for (let from = 0; from < data.length; ) {
        const length = below(4) === 0 ? 1 : 1 + below(data.length - from);
        pieces.push(data.subarray(from, from + length));
        from += length;
      }
      return pieces;
    },
  };
}
