/** The function with its last answer remembered: frames repeat the same question. */
export function remembered<Key, Rest extends readonly unknown[], Answer>(
  compute: (key: Key, ...rest: Rest) => Answer,
  isSame: (one: Key, other: Key) => boolean = Object.is,
): (key: Key, ...rest: Rest) => Answer {
  let last: { key: Key; rest: Rest; answer: Answer } | undefined;
  return (key, ...rest) => {
    const isKnown =
      last !== undefined &&
      isSame(last.key, key) &&
      last.rest.every((each, index) => Object.is(each, rest[index]));
    if (!isKnown || last === undefined) last = { key, rest, answer: compute(key, ...rest) };
    return last.answer;
  };
}
