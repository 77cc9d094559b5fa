export { openScreen } from "./screen.tsx";
export type { ScreenEnd, ScreenOptions } from "./screen-options.ts";
