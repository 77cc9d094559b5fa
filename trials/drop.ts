import { defineBatch, range } from "paxy";

/** How many replies may be lost before proposers no longer agree in time. */
export default defineBatch({
  name: "drop",
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
