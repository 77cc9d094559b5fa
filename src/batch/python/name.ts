/** A trial file of the classic Python runner, `FILE.py` or `FILE.py:NAME` of a list in it. */
const PYTHON = /^(.*\.py)(?::([\p{L}_][\p{L}\p{N}_]*))?$/su;

export const isPython = (given: string): boolean => PYTHON.test(given);

/** The file, and the list in it if one is named. */
export function fileAndList(given: string): readonly [file: string, list?: string] {
  const [, file = given, list] = PYTHON.exec(given) ?? [];
  return list === undefined ? [file] : [file, list];
}
