export { ls } from "../commands/ls.ts";
export { stop } from "../commands/stop.ts";
