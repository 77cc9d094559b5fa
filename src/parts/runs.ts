export { count } from "../commands/count.ts";
export { replay } from "../commands/replay.ts";
export { runQuestions } from "../service/run-questions.ts";
