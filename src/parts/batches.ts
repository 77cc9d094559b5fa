export { resume } from "../commands/resume.ts";
export { run } from "../commands/run.ts";
export { screen } from "../commands/screen.ts";
