import { seedFor } from "../seed.ts";
import { killAndResume } from "../survival/killing.ts";

const [ROUNDS, KILLS] = [20, 10];

/** 200 kills at random moments of services, clients, nodes and the shells around them. */
export default async function killing() {
  const seed = seedFor("killing");
  const kinds = { service: 0, client: 0, node: 0, shell: 0 };
  let goneMsMax = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const killed = await killAndResume(KILLS, seed + round).catch((error) => {
      throw new Error(`PAXY_SEED=${seed}, round ${round} (its seed: ${seed + round})`, {
        cause: error,
      });
    });
    goneMsMax = Math.max(goneMsMax, killed.goneMsMax);
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
      kinds[kind] += killed.kills[kind];
    }
  }
  const kills = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  return [
    {
      figure: `${ROUNDS} batches of 500 runs, ${ROUNDS * KILLS} kills at random`,
      measured: `${kills.join(", ")}; seed ${seed}`,
      target: "nothing lost, double, wrong or left",
      ok: true,
    },
    {
      figure: "kill -9 of the service to its nodes gone, the longest",
      measured: `${Math.round(goneMsMax)} ms`,
      target: "<= 3000 ms",
      ok: goneMsMax <= 3000,
    },
  ];
}
