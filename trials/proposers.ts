import { defineBatch, range } from "paxy";

/** How much proposers get into each other's way: each begins at a time of its own. */
export default defineBatch({
  name: "proposers",
  trials: [
    {
      moduleName: "paxy_remote",
      sleep: [10, 100, 10, 20, 50, 30, 60, 80, 40, 70, 90],
      numAcceptors: 3,
      drop: 1,
      delay: 10,
      propTimeout: 100,
      propBackoff: 10,
      moduleVersion: 2,
      sweep: { numProposers: range(1, 11) },
    },
  ],
});
