import { expect, test } from "vitest";
import { differentRelease } from "../../src/nodes/places/releases.ts";

const here = { name: "paxy-run", otp: "25" };
const there = { name: "paxy-acc", otp: "27" };

test("a node with another release of OTP is told with both releases, and the same release is not", () => {
  expect(differentRelease(there, [here, there])).toBe("paxy-acc runs OTP 27, and paxy-run OTP 25");
  expect(differentRelease(here, [here, { name: "paxy-pro", otp: "25" }])).toBe(undefined);
});

test("a node that has not said its release yet differs from nobody", () => {
  expect(differentRelease(here, [here, { name: "paxy-pro", otp: undefined }])).toBe(undefined);
});
