/** `1,234,567`. */
export const grouped = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

/** The noun for this many: `run`, `runs`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  count === 1 ? noun : nouns;

/** `1 run`, `1,650 runs`. */
export const counted = (count: number, noun: string, nouns?: string): string =>
  `${grouped(count)} ${plural(count, noun, nouns)}`;
