import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { placeAndRoles } from "../batch/code-source.ts";
import {
  DEPTH_MAX,
  entries,
  hasModules,
  isFolder,
  LEFTOVER,
  modulesFolder,
  modulesIn,
} from "../batch/modules-folder.ts";
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
  const wanted = places.filter(({ place }) => !LEFTOVER.test(basename(resolve(place))));
  const [only] = wanted;
  const course = wanted.length === 1 && only !== undefined ? folderOfCourse(only.place) : undefined;
  const all = course?.folders.map((place) => ({ place, roles: {} })) ?? wanted;
  if (all.length === 0) throw new InputError("There is no folder to grade.");
  const names = namesOf(all.map(({ place }) => place));
  return {
    submissions: all.map(({ place, roles }, index) => ({
      ...modulesFolder(place),
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
  const grouped = folders.filter((each) => modulesIn(each, DEPTH_MAX - 1).length > 0);
  if (grouped.length < 2) return undefined;
  return { folders, others: found.filter((each) => !isFolder(each)).map((each) => basename(each)) };
}

/** Named by the last part of each path, or by the whole path if the last parts are equal. */
function namesOf(paths: readonly string[]): readonly string[] {
  const names = paths.map((path) => basename(resolve(path)));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : shownPath(resolve(paths[index] ?? "")),
  );
}
