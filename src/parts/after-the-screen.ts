export { afterScreen } from "../console/after-screen.ts";
export { ending } from "../console/follow-batch.ts";
