import { type Difference, differences } from "../trust/median-difference.ts";
import { CONFIGURATIONS, compareWorlds } from "../trust/two-worlds.ts";

/**
 * The simulator against real nodes: 200 real runs and 5,000 simulated of each
 * configuration, jointly at 99 %. A difference counts where its interval lies
 * wholly outside 3 % or 5 ms, whichever is larger.
 */
export default async function simVersusReal() {
  const compared = await compareWorlds(
    CONFIGURATIONS,
    { module: "paxy_remote", repeat: 200, jobs: 4, seed: 4 },
    { module: "paxy_sim", repeat: 5000, jobs: 2, seed: 4 },
    { absolute: 5, share: 0.03 },
  );
  const found = differences(compared, 0.99, 4);
  return compared.map(({ name }) => row(found.find((each) => each.name === name) as Difference));
}

const row = ({ name, real, simulated, interval, tolerated, differs }: Difference) => ({
  figure: `median simulated, ${name}`,
  measured: `${simulated}`,
  reference: `${real} on real nodes`,
  ratio: (simulated / real).toFixed(3),
  target: `difference ${interval[0]}..${interval[1]} not beyond ${tolerated.toFixed(1)}`,
  ok: !differs,
});
