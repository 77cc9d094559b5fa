export { readBatches } from "../batch/options.ts";
export { userCode } from "../batch/user-code.ts";
export { ask } from "../console/ask.ts";
export { question, unfinished } from "../service/unfinished.ts";
