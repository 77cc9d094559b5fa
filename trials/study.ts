import { defineBatch, range, sample } from "paxy";

/**
 * The study of the classic laboratory in one batch: how long agreement takes,
 * in how many rounds and messages, who wins and whether every run ends, as the
 * network and the parameters get worse. Version 1 ignores refusals, version 2
 * counts them.
 *
 *   paxy run trials/study.ts --module paxy_sim --html
 */

/** The trial that every sweep varies. */
const base = {
  moduleName: "paxy_sim",
  sleep: [10, 100, 10, 20, 50],
  numProposers: 3,
  numAcceptors: 5,
  drop: 0,
  delay: 10,
  propTimeout: 100,
  propBackoff: 10,
} as const;

/** The trial without the field that a sweep varies. */
const but = <Name extends keyof typeof base>(name: Name) =>
  Object.fromEntries(Object.entries(base).filter(([each]) => each !== name)) as Omit<
    typeof base,
    Name
  >;

const moduleVersion = [1, 2];

const crash = (acceptor: number, at: number, lasting: number) =>
  ({ do: "crash", acceptor, at, for: lasting }) as const;

export default defineBatch({
  name: "study",
  repeat: 100,
  jobs: 2,
  seed: 1,
  samples: 250,
  trials: [
    { ...but("delay"), sweep: { moduleVersion, delay: range(10, 310, 20) } },
    {
      ...{ ...but("drop"), dropScope: "promises" },
      sweep: { moduleVersion, drop: range(0, 60, 10) },
    },
    {
      ...{ ...but("drop"), dropScope: "votes" },
      sweep: { moduleVersion, drop: range(0, 60, 10) },
    },
    {
      ...but("numAcceptors"),
      sweep: { moduleVersion, numAcceptors: [1, 3, 5, 7, 9, 13, 17, 21, 25, 30] },
    },
    { ...but("numProposers"), sweep: { moduleVersion, numProposers: range(1, 11) } },
    {
      ...but("propTimeout"),
      sweep: { moduleVersion, propTimeout: [20, 50, 100, 150, 200, 300, 500] },
    },
    {
      ...but("propBackoff"),
      sweep: { moduleVersion, propBackoff: [0, 5, 10, 20, 50, 100, 200] },
    },
    // Crash and recovery: of one acceptor, of a quorum's worth, and again and again.
    {
      ...base,
      sweep: {
        moduleVersion,
        faults: [
          [crash(1, 20, 100)],
          [crash(1, 20, 1000)],
          [crash(1, 20, 300), crash(2, 20, 300), crash(3, 20, 300)],
          [crash(1, 20, 50), crash(2, 80, 50), crash(3, 140, 50), crash(4, 200, 50)],
        ],
      },
    },
    // Random configurations: which parameter matters by itself?
    {
      ...{ moduleName: "paxy_sim", sleep: base.sleep, dropScope: "promises" },
      sweep: {
        moduleVersion: sample(1, 2),
        delay: sample(0, 150),
        drop: sample(0, 50),
        numAcceptors: sample(3, 15),
        numProposers: sample(1, 9),
        propTimeout: sample(50, 500),
        propBackoff: sample(0, 100),
      },
    },
  ],
});
