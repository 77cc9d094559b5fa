export { check } from "../commands/check.ts";
export { explore, shownExploration } from "../commands/explore.ts";
