import { defineBatch, range } from "paxy";

/** How slow the network may get before proposers time out, with and without counting refusals. */
export default defineBatch({
  name: "delay",
  trials: [
    {
      moduleName: "paxy_remote",
      sleep: [10, 100, 10, 20, 50],
      numProposers: 3,
      numAcceptors: 5,
      drop: 1,
      propTimeout: 100,
      propBackoff: 10,
      sweep: { moduleVersion: [1, 2], delay: range(10, 310, 10) },
    },
  ],
});
