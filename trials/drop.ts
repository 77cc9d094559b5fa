import { defineBatch, range } from "paxy";

/**
 * How many replies may be lost before proposers no longer agree in time. The
 * limit is short, since most of the time is spent on runs that never agree:
 * with 30 s the sweep takes four times as long (81 minutes, one run at a time),
 * and leaves 21 % undecided at a drop of 50 in place of 35 %.
 */
export default defineBatch({
  name: "drop",
  timeLimit: 5,
  trials: [
    {
      moduleName: "paxy_remote",
      sleep: [10, 100, 10, 20, 50],
      numProposers: 3,
      numAcceptors: 5,
      delay: 10,
      propTimeout: 100,
      propBackoff: 10,
      moduleVersion: 2,
      sweep: { drop: range(1, 70) },
    },
  ],
});
