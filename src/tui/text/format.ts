/** `45 s`, `12 min`, `2 h`: one figure, which seldom changes. */
export function roughDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Milliseconds with one decimal below ten: a loopback round trip is a fraction of one. */
export const milliseconds = (ms: number): string => (ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0));

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

export const percent = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${Math.floor((100 * part) / whole)} %`;

/** `14:05:09`, in the user's time zone. */
export const clockText = (atMs: number): string => {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
};
