/** Numbers that follow each other: the first of them, and how many. */
export type Span = readonly [first: number, count: number];

/** The fewest spans that hold these numbers, in their order; a number may be given twice. */
export function spansOf(numbers: Iterable<number>): readonly Span[] {
  const spans: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && last[0] + last[1] === number) last[1]++;
    else spans.push([number, 1]);
  }
  return spans;
}
