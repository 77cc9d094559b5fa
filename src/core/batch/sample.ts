import { createHash } from "node:crypto";
import { type Parsed, type Problem, parsed, problem, refused, show } from "../problem.ts";
import { inside, isObject } from "../trial/schema.ts";

/** More samples would make a list too long to read. */
const SAMPLES_MAX = 10_000;

/** The data of a batch file with every sample drawn, and the sampled fields. */
export interface Drawn {
  readonly data: Readonly<Record<string, unknown>>;
  readonly fields: readonly string[];
  /** Of each trial of `data`, in their order, whether it was drawn. */
  readonly isDrawn: readonly boolean[];
}

type Data = Readonly<Record<string, unknown>>;

/**
 * Replaces each sweep that samples by as many plain sweeps as the batch wants
 * samples. A value depends on the seed, its field and its place, so that a
 * field more or less changes no other.
 */
export function drawSamples(data: Data, seed: number): Parsed<Drawn> {
  const { trials, sweep, samples, ...rest } = data;
  const places = [
    ...(Array.isArray(trials) ? trials : []).map((trial, index) => ({
      ...{ trial, path: `trials[${index}]` },
    })),
    ...(sweep === undefined ? [] : [{ trial: { sweep }, path: "" }]),
  ];
  const fields = places.flatMap(({ trial, path }) => sampledIn(trial, inside(path, "sweep")));
  if (fields.length === 0) return none(data);
  const problems = [...wrongCount(samples), ...fields.flatMap(wrongRange)];
  if (problems.length > 0) return refused(...problems);
  const drawn = places.flatMap(({ trial, path }) =>
    sampledIn(trial, path).length === 0
      ? [{ trial, isDrawn: false }]
      : Array.from({ length: samples as number }, (_, index) => ({
          trial: withDraws(trial as { sweep: Data }, `${seed} ${path} ${index}`),
          isDrawn: true,
        })),
  );
  return parsed({
    data: { ...rest, trials: drawn.map(({ trial }) => trial) },
    fields: [...new Set(fields.map(({ name }) => name))],
    isDrawn: drawn.map(({ isDrawn }) => isDrawn),
  });
}

const none = (data: Data): Parsed<Drawn> =>
  data.samples === undefined
    ? parsed({ data, fields: [], isDrawn: [] })
    : refused(
        problem(
          "samples",
          "is given, but no field under sweep is sampled; write one as sample(from, to)",
        ),
      );

interface Field {
  readonly name: string;
  readonly path: string;
  readonly value: Data;
}

/** The fields of a sweep whose values are drawn. */
function sampledIn(trial: unknown, path: string): readonly Field[] {
  if (!isObject(trial) || !isObject(trial.sweep)) return [];
  return Object.entries(trial.sweep).flatMap(([name, value]) =>
    isObject(value) && "sample" in value ? [{ name, value, path: inside(path, name) }] : [],
  );
}

const wrongCount = (samples: unknown): Problem[] =>
  Number.isInteger(samples) && (samples as number) >= 1 && (samples as number) <= SAMPLES_MAX
    ? []
    : [
        problem(
          "samples",
          `is ${show(samples)}; it must be a number of configurations, from 1 to ${SAMPLES_MAX}`,
        ),
      ];

const wrongRange = ({ path, value: { from, to } }: Field): Problem[] =>
  Number.isSafeInteger(from) && Number.isSafeInteger(to) && (from as number) <= (to as number)
    ? []
    : [
        problem(
          path,
          `is a sample from ${show(from)} to ${show(to)}; both must be whole numbers, the first not above the second`,
        ),
      ];

function withDraws(trial: { readonly sweep: Data }, key: string): Data {
  const values = sampledIn(trial, "").map(({ name, value }) => {
    const [from, to] = [value.from as number, value.to as number];
    return [name, from + Math.floor(uniform(`${key} ${name}`) * (to - from + 1))];
  });
  return { ...trial, sweep: { ...trial.sweep, ...Object.fromEntries(values) } };
}

/** A number from 0 up to but not including 1, uniform because sha256 is. */
const uniform = (key: string): number =>
  createHash("sha256").update(key).digest().readUIntBE(0, 6) / 2 ** 48;
