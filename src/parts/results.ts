export { compare } from "../commands/compare.ts";
export { merge } from "../commands/merge.ts";
export { report } from "../commands/report.ts";
