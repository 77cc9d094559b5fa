export { grade } from "../commands/grade.ts";
export { lab } from "../commands/lab.ts";
