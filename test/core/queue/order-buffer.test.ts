import { expect, test } from "vitest";
import { OrderBuffer } from "../../../src/core/queue/order-buffer.ts";
import { fc } from "../../seed.ts";
import { recordOf } from "./examples.ts";

const names = (records: readonly { trial: number; run: number }[]): string[] =>
  records.map(({ trial, run }) => `${trial}/${run}`);

test("a record waits until those started before it have come", () => {
  const buffer = new OrderBuffer();
  buffer.started({ trial: 1, run: 1, step: 1, count: 2, attempt: 1 });
  buffer.started({ trial: 2, run: 1, step: 1, count: 1, attempt: 1 });
  expect(buffer.ended(recordOf({ trial: 2 }))).toEqual([]);
  expect(buffer.ended(recordOf({ run: 2 }))).toEqual([]);
  expect(names(buffer.ended(recordOf()))).toEqual(["1/1", "1/2", "2/1"]);
});

test("a record that nobody waits for is not released", () => {
  const buffer = new OrderBuffer();
  buffer.started({ trial: 1, run: 1, step: 1, count: 2, attempt: 1 });
  expect(buffer.ended(recordOf({ run: 3 }))).toEqual([]);
  expect(names(buffer.ended(recordOf()))).toEqual(["1/1"]);
  expect(buffer.ended(recordOf())).toEqual([]);
});

test("whatever the order of the ends, the order of the starts comes out", () => {
  const stretches = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 });
  fc.assert(
    fc.property(stretches, fc.infiniteStream(fc.nat()), (counts, chance) => {
      const buffer = new OrderBuffer();
      counts.forEach((count, index) => {
        buffer.started({ trial: index + 1, run: 1, step: 1, count, attempt: 1 });
      });
      const order = counts.flatMap((count, index) =>
        Array.from({ length: count }, (_, run) => recordOf({ trial: index + 1, run: run + 1 })),
      );
      const left = [...order];
      const out = [];
      while (left.length > 0) {
        const [next] = left.splice((chance.next().value ?? 0) % left.length, 1);
        if (next) out.push(...buffer.ended(next));
      }
      expect(names(out)).toEqual(names(order));
    }),
  );
});
