export { resume } from "../commands/resume.ts";
export { run } from "../commands/run.ts";
export { readBatch } from "../results/read-batch.ts";
export { keptBatch } from "../service/kept-batch.ts";
export { resumeBatch } from "../service/resume-batch.ts";
export { attach } from "../service/socket/client.ts";
