import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isLabFolder } from "../batch/code-source.ts";
import { InputError } from "../console/problems.ts";
import { shownPath } from "../console/shown-path.ts";

/** What one person handed in. */
export interface Submission {
  /** Unlike that of any other. */
  readonly name: string;
  /** The folder with the modules; it may lie deeper than the one that was given. */
  readonly path: string;
  /** For people. */
  readonly notes: readonly string[];
  /** Why there is nothing to grade. */
  readonly problem?: string;
}

/** Leftovers of systems and archives. */
const IGNORED = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini)$/;
const DEPTH_MAX = 3;

/**
 * The submissions among the arguments; where a single folder without modules
 * holds others, each of these is one. Throws an InputError for a path that is not there.
 */
export function submissionsIn(given: readonly string[]): readonly Submission[] {
  const missing = given.find((path) => !existsSync(path));
  if (missing !== undefined) throw new InputError(`${JSON.stringify(missing)} does not exist.`);
  const paths = given.filter((path) => !IGNORED.test(basename(resolve(path))));
  const all = paths.length === 1 ? course(paths[0] ?? "") : paths;
  if (all.length === 0) throw new InputError("There is no folder to grade.");
  return named(all.map(located));
}

/** A folder that is no submission itself, but has several of them. */
function course(path: string): readonly string[] {
  if (!isFolder(path) || hasModules(path)) return [path];
  const below = folders(path);
  const grouped = below.filter((each) => modulesBelow(each, DEPTH_MAX - 1).length > 0);
  return grouped.length > 1 ? below : [path];
}

function located(path: string): Omit<Submission, "name"> {
  if (!isFolder(path)) {
    return { path, notes: [], problem: "is a file, not a folder; unpack it first" };
  }
  if (hasModules(path)) return { path, notes: [] };
  const below = modulesBelow(path, DEPTH_MAX);
  const whole = below.filter(isLabFolder);
  const [found, ...others] = whole.length > 0 ? whole : below;
  if (found === undefined) return { path, notes: [], problem: "has no .erl file" };
  if (others.length > 0) {
    const several = [found, ...others].map((each) => shownPath(each)).join(", ");
    return { path, notes: [], problem: `has several folders with modules (${several}); give one` };
  }
  return { path: found, notes: [`Its modules are in ${shownPath(found)}.`] };
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

const entries = (path: string): readonly Dirent[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(({ name }) => !IGNORED.test(name));
  } catch {
    return [];
  }
};

const hasModules = (path: string): boolean =>
  entries(path).some((each) => !each.isDirectory() && each.name.endsWith(".erl"));

/** Links are not followed. */
const folders = (path: string): readonly string[] =>
  entries(path)
    .filter((each) => each.isDirectory())
    .map((each) => join(path, each.name))
    .sort();

/** The highest folders with modules. */
const modulesBelow = (path: string, depth: number): readonly string[] =>
  hasModules(path)
    ? [path]
    : depth === 0
      ? []
      : folders(path).flatMap((each) => modulesBelow(each, depth - 1));

/** By the last part of the path that was given; by the whole one where two are alike. */
function named(all: readonly Omit<Submission, "name">[]): readonly Submission[] {
  const names = all.map(({ path }) => basename(resolve(path)));
  const shown = all.map((each, index) => {
    const name = names[index] ?? "";
    const isAlone = names.indexOf(name) === names.lastIndexOf(name);
    return { ...each, name: isAlone ? name : shownPath(resolve(each.path)) };
  });
  return shown;
}
