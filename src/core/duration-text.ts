const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in at most two units: "850 ms", "12 s", "3 min 20 s", "1 h 5 min", "2 d 3 h". */
export function durationText(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`.replace(/^60 s$/, "1 min");
  if (ms < HOUR) return two(ms, MINUTE, "min", SECOND, "s");
  return ms < DAY ? two(ms, HOUR, "h", MINUTE, "min") : two(ms, DAY, "d", HOUR, "h");
}

function two(
  ms: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  const inSmall = Math.round(ms / small);
  const perLarge = large / small;
  const rest = inSmall % perLarge;
  const whole = `${Math.floor(inSmall / perLarge)} ${largeUnit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`;
}
