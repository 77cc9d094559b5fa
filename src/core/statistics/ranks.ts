/** Of each value its place in the ascending order, from 1; equal values share the mean of their ranks. */
export function ranksOf(list: readonly number[]): number[] {
  const order = list
    .map((_, index) => index)
    .sort((a, b) => (list[a] as number) - (list[b] as number));
  const ranks = new Array<number>(list.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && list[order[to + 1] as number] === list[order[from] as number])
      to++;
    for (let at = from; at <= to; at++) ranks[order[at] as number] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
