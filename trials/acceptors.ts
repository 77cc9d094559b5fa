import { defineBatch, range } from "paxy";

/** What a larger quorum costs. */
export default defineBatch({
  name: "acceptors",
  trials: [
    {
      moduleName: "paxy_remote",
      sleep: [10, 100, 10, 20, 50],
      numProposers: 3,
      drop: 1,
      delay: 10,
      propTimeout: 100,
      propBackoff: 10,
      moduleVersion: 2,
      sweep: { numAcceptors: range(1, 30) },
    },
  ],
});
