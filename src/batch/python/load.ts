import { existsSync } from "node:fs";
import { basename } from "node:path";
import { BatchFileError } from "../file/error.ts";
import { textOf } from "../file/load.ts";
import { fileAndList } from "./name.ts";
import { PythonProblem } from "./problem.ts";
import { type PythonBatch, readTrials } from "./trials.ts";

/**
 * Reads a trial file of the classic Python runner without executing any of it.
 * Throws a BatchFileError that names file and line.
 */
export function loadPythonTrials(given: string) {
  const [file, list] = existsSync(given) ? [given] : fileAndList(given);
  const { data, lines, notes } = parsePython(file, textOf(file), list);
  return {
    data,
    notes,
    name: [basename(file, ".py"), ...(list === undefined ? [] : [list])].join("-"),
    /** A problem of a trial stands at the line of its call. */
    place(message: string): string {
      const [, index, rest] = /^trials\[(\d+)\]\.?(.*)$/s.exec(message) ?? [];
      return rest === undefined
        ? `${file}: ${message}`
        : `${file}:${lines[Number(index)]}: ${rest}`;
    },
  };
}

/** The trials that a text describes; `name` of the list, where the file has several. */
export function parsePython(path: string, text: string, name: string | undefined): PythonBatch {
  try {
    return readTrials(text, name);
  } catch (error) {
    if (!(error instanceof PythonProblem)) throw error;
    throw new BatchFileError(`${path}:${error.line}: ${error.message}.`);
  }
}
