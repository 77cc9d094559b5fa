import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isLabFolder, placeAndRoles } from "../batch/code-source.ts";
import { InputError } from "../console/problems.ts";
import { shownPath } from "../console/shown-path.ts";
import type { FolderSource } from "../wire/questions.ts";

/** The submission of one person. */
export interface Submission {
  /** A unique name. */
  readonly name: string;
  /** The folder with the modules, which may lie below the given one. */
  readonly path: string;
  /** The modules that play, if they were named. */
  readonly roles: FolderSource["roles"];
  /** For people. */
  readonly notes: readonly string[];
  /** Why there is nothing to grade, as a sentence. */
  readonly problem?: string;
}

export interface Found {
  readonly submissions: readonly Submission[];
  /** Names in a course's folder that are not folders. */
  readonly others: readonly string[];
}

/** Leftovers of systems and archives. */
const IGNORED = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini)$/;
const DEPTH_MAX = 3;

/**
 * The submissions among the arguments, each a folder, or `DIR:acceptor=M,proposer=M`.
 * If a single folder without modules holds others, each of these is a submission. Throws an
 * InputError for a missing path.
 */
export function submissionsIn(given: readonly string[]): Found {
  const places = given.map((each) =>
    existsSync(each) ? { place: each, roles: {} } : placeAndRoles(each),
  );
  const missing = places.find(({ place }) => !existsSync(place));
  if (missing !== undefined) {
    throw new InputError(`${JSON.stringify(missing.place)} does not exist.`);
  }
  const wanted = places.filter(({ place }) => !IGNORED.test(basename(resolve(place))));
  const [only] = wanted;
  const course = wanted.length === 1 && only !== undefined ? folderOfCourse(only.place) : undefined;
  const all = course?.folders.map((place) => ({ place, roles: {} })) ?? wanted;
  if (all.length === 0) throw new InputError("There is no folder to grade.");
  const names = namesOf(all.map(({ place }) => place));
  return {
    submissions: all.map(({ place, roles }, index) => ({
      ...located(place),
      ...{ roles, name: names[index] ?? "" },
    })),
    others: course?.others ?? [],
  };
}

/** The submissions in a folder that is not a submission itself. */
function folderOfCourse(path: string) {
  if (!isFolder(path) || hasModules(path)) return undefined;
  const found = entries(path).map(({ name }) => join(path, name));
  const folders = found.filter(isFolder).sort();
  const grouped = folders.filter((each) => modulesBelow(each, DEPTH_MAX - 1).length > 0);
  if (grouped.length < 2) return undefined;
  return { folders, others: found.filter((each) => !isFolder(each)).map((each) => basename(each)) };
}

function located(path: string): Pick<Submission, "path" | "notes" | "problem"> {
  const problem = unreadable(path);
  if (problem !== undefined) return { path, notes: [], problem };
  if (hasModules(path)) return { path, notes: [] };
  const below = modulesBelow(path, DEPTH_MAX);
  const whole = below.filter(isLabFolder);
  const [found, ...others] = whole.length > 0 ? whole : below;
  if (found === undefined) return { path, notes: [], problem: "The folder has no .erl file." };
  if (others.length === 0)
    return { path: found, notes: [`Its modules are in ${shownPath(found)}.`] };
  const several = [found, ...others].map((each) => shownPath(each)).join(", ");
  return { path, notes: [], problem: `Several folders in it have modules (${several}); give one.` };
}

function unreadable(path: string): string | undefined {
  if (!isFolder(path)) return "It is a file, not a folder; unpack it first.";
  try {
    readdirSync(path);
    return undefined;
  } catch (error) {
    return `The folder can't be read: ${(error as Error).message}.`;
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const entries = (path: string): readonly Dirent[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(({ name }) => !IGNORED.test(name));
  } catch {
    return [];
  }
};

const hasModules = (path: string): boolean =>
  entries(path).some((each) => !each.isDirectory() && each.name.endsWith(".erl"));

/** The highest folders with modules. Links are not followed. */
const modulesBelow = (path: string, depth: number): readonly string[] =>
  hasModules(path)
    ? [path]
    : depth === 0
      ? []
      : entries(path)
          .filter((each) => each.isDirectory())
          .flatMap((each) => modulesBelow(join(path, each.name), depth - 1))
          .sort();

/** Named by the last part of each path, or by the whole path if the last parts are equal. */
function namesOf(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => basename(resolve(path)));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : shownPath(resolve(paths[index] ?? "")),
  );
}
