import { type Parsed, parsed, problem, refused } from "../problem.ts";
import type { Shard } from "../queue/share.ts";

/** More shards would leave some without runs. */
export const SHARDS_MAX = 10_000;

/**
 * A shard as the user or the job array gives it, and the seed that all shards of an array share.
 */
export interface ShardGiven extends Shard {
  readonly seed?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const FLAG = "--shard";

/** `3/16`, or `auto` in a job of an array (Slurm, "Job Array Support": SLURM_ARRAY_TASK_ID and its neighbours). */
export function parseShard(text: string, environment: Environment): Parsed<ShardGiven> {
  if (text === "auto") return fromArray(environment);
  const [, number, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  return isShard(shard)
    ? parsed(shard)
    : refused(problem(FLAG, `is ${JSON.stringify(text)}; ${MUST_BE}`));
}

const MUST_BE = `it must be K/N, such as 3/16, with K from 1 to N and N up to ${SHARDS_MAX}; or auto in a job array`;

const isShard = ({ number, of }: Shard): boolean => number >= 1 && number <= of && of <= SHARDS_MAX;

function fromArray(environment: Environment): Parsed<ShardGiven> {
  const whole = (name: string): number | undefined => {
    const text = environment[`SLURM_ARRAY_${name}`];
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const [id, of, min] = [whole("TASK_ID"), whole("TASK_COUNT"), whole("TASK_MIN")];
  if (id === undefined || of === undefined || min === undefined) {
    return refused(problem(FLAG, NO_ARRAY));
  }
  const step = whole("TASK_STEP") ?? 1;
  const number = 1 + (id - min) / step;
  const isInRow = (whole("TASK_MAX") ?? min + (of - 1) * step) === min + (of - 1) * step;
  if (!isInRow || !Number.isInteger(number) || !isShard({ number, of })) {
    return refused(
      problem(
        FLAG,
        `auto: task ${id} is not one of ${of} tasks in a row from ${min}; submit them as --array=1-${of}`,
      ),
    );
  }
  const seed = whole("JOB_ID");
  return parsed(seed === undefined ? { number, of } : { number, of, seed });
}

const NO_ARRAY =
  "auto needs a job of a Slurm array: SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT and SLURM_ARRAY_TASK_MIN are not all set here; elsewhere give K/N";
