import { execFileSync } from "node:child_process";
import { EBIN } from "../nodes/trials.ts";

const SYSTEMS = [
  { version: "2", crashes: 0, duplicates: 0 },
  { version: "1", crashes: 0, duplicates: 0 },
  { version: "stale_promises", crashes: 0, duplicates: 0 },
] as const;

/**
 * Two proposers, two acceptors, two rounds, with the reductions and without:
 * the same verdict, and where it is a violation, in as many steps. Losses are
 * implicit in both; npm test has smaller systems in which they are steps, too.
 */
export default function checkUnreduced() {
  return SYSTEMS.map((system) => {
    const reduced = checked(system, "paxy_check_model:reductions()");
    const unreduced = checked(system, "[loss]");
    return {
      figure: `2/2/2, version ${system.version}: ${reduced.ending}, ${reduced.steps} steps`,
      measured: `${reduced.states.toLocaleString("en")} states`,
      reference: `${unreduced.states.toLocaleString("en")} without reductions`,
      ratio: (unreduced.states / reduced.states).toFixed(0),
      target: "the same verdict and steps",
      ok: reduced.ending === unreduced.ending && reduced.steps === unreduced.steps,
    };
  });
}

interface Verdict {
  readonly ending: string;
  readonly states: number;
  readonly steps: number;
}

function checked(system: (typeof SYSTEMS)[number], reductions: string): Verdict {
  const { version, crashes, duplicates } = system;
  const bounds = `#{proposers=>2,acceptors=>2,rounds=>2,version=>${version},crashes=>${crashes},duplicates=>${duplicates}}`;
  const program = [
    `{ok, #{ending := Ending, states := States} = Outcome} = paxy_check:run(${bounds}, #{reductions => ${reductions}}),`,
    `io:format("~s ~w ~w", [Ending, States, length(maps:get(schedule, Outcome, []))]), halt().`,
  ].join(" ");
  const args = ["-noshell", "-pa", EBIN, "-eval", program];
  const [ending = "", states, steps] = execFileSync("erl", args, { encoding: "utf8" }).split(" ");
  return { ending, states: Number(states), steps: Number(steps) };
}
