import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCommand } from "../../src/core/command.ts";
import { VERSIONS } from "../../src/core/parameters.ts";
import { trialOf } from "./queue-examples.ts";

test.each([
  { type: "add", trials: [trialOf({ drop: 3 })] },
  { type: "add", trials: [], after: 0 },
  { type: "edit", number: 2, trial: trialOf() },
  { type: "move", number: 2, by: -1 },
  { type: "cancel", number: 2, run: 3 },
  { type: "setJobs", jobs: 4 },
  { type: "stop" },
])("the command %j comes through a socket as it is", (command) => {
  expect(parseCommand(JSON.parse(JSON.stringify(command)), VERSIONS)).toEqual({
    ok: true,
    value: command,
  });
});

test.each<[unknown, string]>([
  [{ type: "explode" }, 'the command is not understood: type "explode", field type'],
  [{ type: "delete" }, 'the command is not understood: type "delete", field number'],
  [{ type: "stop", now: 1 }, 'the command is not understood: type "stop", field unknown'],
  [7, "the command is not understood: 7"],
  [
    { type: "add", trials: [{ drop: 1 }, { drop: 200 }] },
    "trials[1].drop is 200; it must be a whole number from 0 to 100",
  ],
  [
    { type: "edit", number: 1, trial: { dorp: 1 } },
    "trial.dorp is not a field of a trial; did you mean drop?",
  ],
])("%j is refused in a sentence", (data, message) => {
  expect(parseCommand(data, VERSIONS)).toEqual({
    ok: false,
    problems: [expect.objectContaining({ message })],
  });
});

test("nothing that comes over a socket makes it throw", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      parseCommand(data, VERSIONS);
      parseCommand({ type: "add", trials: [data] }, VERSIONS);
    }),
  );
});
