/** A place of a Python file that cannot be read: a sentence without its file, and the line, from 1. */
export class PythonProblem extends Error {
  readonly line: number;

  constructor(line: number, sentence: string) {
    super(sentence);
    this.line = line;
  }
}
