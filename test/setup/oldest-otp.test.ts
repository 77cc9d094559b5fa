import { expect, test } from "vitest";
import { OLDEST_OTP } from "../../src/nodes/places/probe.ts";
import { OLDEST_RELEASE } from "../../src/setup/erlang.mjs";

test("other hosts need the same release of Erlang/OTP as this machine", () => {
  expect(OLDEST_OTP).toBe(OLDEST_RELEASE);
});
