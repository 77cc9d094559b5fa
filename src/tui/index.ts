export { openScreen } from "./screen.ts";
export type { ScreenEnd, ScreenOptions } from "./screen-options.ts";
