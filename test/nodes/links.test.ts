import { expect, test } from "vitest";
import { Links } from "../../src/nodes/places/links.ts";

const TIMES = 20;

/** Links whose nodes answer each question of 20 round trips with this many ms. */
function answering(ms: () => number) {
  const links: Links = new Links(
    () =>
      [
        { name: "run", role: "run" as const },
        { name: "acc", role: "acceptors" as const },
      ].map((end) => ({
        ...end,
        send(term: string) {
          const [, ref] = /^\{ping,(\d+),/.exec(term) ?? [];
          const round_trips_ms = Array<number>(TIMES).fill(ms());
          const told = [{ name: "acc", round_trips_ms }];
          setImmediate(() =>
            links.take({ t: "pinged", ref: Number(ref), from: end.name, links: told }),
          );
        },
      })),
    () => {},
  );
  return links;
}

test("a batch that is measured after its end twice tells the last time", async () => {
  let ms = 1;
  const links = answering(() => ms);
  await links.measure("before");
  await links.measure("after");
  ms = 5;
  await links.measure("after");
  const [told] = links.told();
  expect(told?.before).toMatchObject({ count: TIMES, medianMs: 1 });
  expect(told?.after).toMatchObject({ count: TIMES, medianMs: 5 });
});
