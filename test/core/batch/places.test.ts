import { expect, test } from "vitest";
import { parseBatch } from "../../../src/core/batch/batch.ts";
import { parsePlaces } from "../../../src/core/batch/places.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";

const places = (place: unknown, others = {}) => {
  const found = parsePlaces({ place, ...others });
  return found.ok ? found.value : found.problems.map(({ message }) => message).join("; ");
};

test("hosts of each side, and what is left out is here", () => {
  expect(places("acceptors=a+user@b.org,proposers=c")).toEqual({
    run: "local",
    acceptors: ["a", "user@b.org"],
    proposers: ["c"],
    through: "tls",
  });
  expect(places({ proposers: ["c"], run: "d" }, { through: "ssh", ports: "9100-9110" })).toEqual({
    run: "d",
    acceptors: ["local"],
    proposers: ["c"],
    through: "ssh",
    ports: [9100, 9110],
  });
});

test("nodes that all live here have no places", () => {
  expect(places(undefined)).toBe(undefined);
  expect(places("acceptors=local,proposers=local")).toBe(undefined);
});

test.each<[string, unknown, object, RegExp]>([
  ["an option for a host", "acceptors=-oProxyCommand=x", {}, /place is .*; it must be such as/],
  [
    "an option in a list",
    { acceptors: ["-oProxyCommand=x"] },
    {},
    /a host is a name, user@name or an alias/,
  ],
  ["a shell's word", { acceptors: "a;rm" }, {}, /a host is a name, user@name or an alias/],
  ["a side that is none", "voters=a", {}, /names "voters"; it has acceptors, proposers and run/],
  ["a host twice", "acceptors=a+a", {}, /names a host twice for acceptors/],
  ["two run nodes", "run=a+b", {}, /there is one run node/],
  ["a side twice", "acceptors=a,acceptors=b", {}, /it must be such as/],
  ["a number", 7, {}, /place is 7; it must be such as/],
  ["another way", "acceptors=a", { through: "http" }, /through is "http"; it must be tls/],
  ["ports that end before they begin", "acceptors=a", { ports: "9110-9100" }, /FIRST-LAST/],
  ["ports of the system", "acceptors=a", { ports: "80-90" }, /from 1024 to 65535/],
  ["ports without places", undefined, { ports: "9100-9110" }, /ports is for places on other hosts/],
])("%s is refused", (_, place, others, sentence) => {
  expect(places(place, others)).toMatch(sentence);
});

test("a batch file says where its nodes live, and the command line says it instead", () => {
  const data = { trials: [{}], place: { acceptors: "a" }, ports: "9100-9110" };
  const fallback = { name: "b", seed: 1 };
  const batch = (given = {}) => {
    const found = parseBatch(data, { versions: VERSIONS, fallback, given });
    return found.ok ? found.value.settings.places : found.problems;
  };
  expect(batch()).toMatchObject({ acceptors: ["a"], proposers: ["local"], ports: [9100, 9110] });
  expect(batch({ place: "proposers=c" })).toMatchObject({ acceptors: ["local"], proposers: ["c"] });
});
