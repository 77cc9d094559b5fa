/** `4.2 s`, `3 min 05 s`, `2 h 07 min`: short enough for a column, exact enough to plan by. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${twoDigits(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** `45 s`, `12 min`, `2 h`: one figure, which seldom changes. */
export function roughDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Milliseconds with one decimal below ten: a loopback round trip is a fraction of one. */
export const milliseconds = (ms: number): string => (ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0));

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** `1,234,567`. */
export const grouped = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

export const percent = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${Math.floor((100 * part) / whole)} %`;

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string =>
  `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
