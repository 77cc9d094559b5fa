import { type Parsed, type Problem, parsed, problem, refused, show, textOf } from "../problem.ts";
import { HERE, type Places } from "../queue/places.ts";
import { isObject } from "../trial/schema.ts";

/** The places of nodes as the user writes them: `--place`, `--through`, `--ports`, or fields of a batch file.
 * What a file may not allow by itself is said on the command line alone.
 */
export interface PlacesGiven {
  /** `acceptors=HOST+HOST,proposers=HOST`, or an object with these fields. */
  readonly place?: unknown;
  readonly through?: unknown;
  readonly ports?: unknown;
  readonly allowPartition?: unknown;
}

const SIDES = ["run", "acceptors", "proposers"] as const;
type Side = (typeof SIDES)[number];

/** Undefined where all nodes live here. */
export function parsePlaces(given: PlacesGiven): Parsed<Places | undefined> {
  const { place, through, ports, allowPartition } = given;
  if (place === undefined) {
    const alone = (["through", "ports", "allowPartition"] as const).filter(
      (name) => given[name] !== undefined,
    );
    return alone.length === 0
      ? parsed(undefined)
      : refused(
          ...alone.map((name) => problem(name, "is for places on other hosts: give `place`, too")),
        );
  }
  const sides = sidesOf(place);
  const way = throughOf(through);
  const range = portsOf(ports);
  const problems = [sides, way, range].flatMap((each) => (each.ok ? [] : each.problems));
  if (!sides.ok || !way.ok || !range.ok) return refused(...problems);
  const { run = [HERE], acceptors = [HERE], proposers = [HERE] } = sides.value;
  if (run.length > 1)
    return refused(problem("place", "names several hosts for run; there is one run node"));
  const all = [...run, ...acceptors, ...proposers];
  if (all.every((host) => host === HERE)) return parsed(undefined);
  const options = {
    ...(range.value === undefined ? {} : { ports: range.value }),
    ...(allowPartition === true ? { partition: true as const } : {}),
  };
  return parsed({ run: run[0] ?? HERE, acceptors, proposers, through: way.value, ...options });
}

type Sides = Partial<Record<Side, readonly string[]>>;

function sidesOf(place: unknown): Parsed<Sides> {
  const given = typeof place === "string" ? fieldsOf(place) : parsed(place);
  if (!given.ok) return given;
  if (!isObject(given.value)) return refused(problem("place", `is ${show(place)}; ${PLACE_MUST}`));
  const sides: Record<string, readonly string[]> = {};
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(given.value)) {
    if (!SIDES.includes(name as Side)) {
      problems.push(problem("place", `names ${show(name)}; it has acceptors, proposers and run`));
      continue;
    }
    const hosts = hostsOf(name, value);
    if (hosts.ok) sides[name] = hosts.value;
    else problems.push(...hosts.problems);
  }
  return problems.length > 0 ? refused(...problems) : parsed(sides);
}

const PLACE_MUST = "it must be such as acceptors=HOST+HOST,proposers=HOST";

/** `acceptors=a+b,proposers=c` as an object. */
function fieldsOf(text: string): Parsed<Record<string, string>> {
  const pairs = text.split(",").map((part) => part.split("="));
  const isSound = pairs.every(
    (pair) => pair.length === 2 && pair.every((each) => each.trim() !== ""),
  );
  const names = new Set(pairs.map(([name]) => name?.trim()));
  if (!isSound || names.size < pairs.length) {
    return refused(problem("place", `is ${show(text)}; ${PLACE_MUST}`));
  }
  return parsed(
    Object.fromEntries(pairs.map(([name = "", hosts = ""]) => [name.trim(), hosts.trim()])),
  );
}

/**
 * A host as ssh takes it, which can be neither a shell word nor an option: a name, user@name or an
 * alias.
 */
const HOST = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,199}$/;

function hostsOf(name: string, value: unknown): Parsed<readonly string[]> {
  const hosts = typeof value === "string" ? value.split("+").map((each) => each.trim()) : value;
  const isSound =
    Array.isArray(hosts) &&
    hosts.length > 0 &&
    hosts.every((each) => typeof each === "string" && HOST.test(each));
  if (!isSound) {
    return refused(
      problem(
        "place",
        `has ${show(value)} for ${name}; a host is a name, user@name or an alias of ~/.ssh/config`,
      ),
    );
  }
  if (new Set(hosts).size < hosts.length) {
    return refused(problem("place", `names a host twice for ${name}`));
  }
  return parsed(hosts as readonly string[]);
}

function throughOf(given: unknown = "tls"): Parsed<Places["through"]> {
  if (given === "tls" || given === "tls6" || given === "ssh") return parsed(given);
  return refused(
    problem(
      "through",
      `is ${show(given)}; it must be tls (direct connections), tls6 (the same over IPv6) or ssh (tunnels)`,
    ),
  );
}

function portsOf(given: unknown): Parsed<Places["ports"]> {
  if (given === undefined) return parsed(undefined);
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(textOf(given)) ?? [];
  const [min, max] = [Number(first), Number(last)];
  if (min >= 1024 && min <= max && max <= 65535) return parsed([min, max]);
  return refused(
    problem(
      "ports",
      `is ${show(given)}; it must be FIRST-LAST, from 1024 to 65535, such as 9100-9110`,
    ),
  );
}
