import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { shownPath } from "../console/shown-path.ts";

/** Where the modules of a folder are. */
export interface ModulesFolder {
  /** The folder itself, or the one below it that has them, as in `src/`. */
  readonly path: string;
  /** For people. */
  readonly notes: readonly string[];
  /** Why there are no modules to run, as a sentence. */
  readonly problem?: string;
}

/** Leftovers of systems and archives. */
export const LEFTOVER = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini)$/;
export const DEPTH_MAX = 3;

/** The folder with the modules: an archive or a project may have them further down. */
export function modulesFolder(path: string): ModulesFolder {
  const problem = unreadable(path);
  if (problem !== undefined) return { path, notes: [], problem };
  if (isLabFolder(path)) return { path, notes: [] };
  const below = modulesBelow(path, DEPTH_MAX);
  const whole = below.filter(isLabFolder);
  if (hasModules(path) && whole.length !== 1) return { path, notes: [] };
  const [found, ...others] = whole.length > 0 ? whole : below;
  if (found === undefined) return { path, notes: [], problem: "The folder has no .erl file." };
  if (others.length === 0)
    return { path: found, notes: [`Its modules are in ${shownPath(found)}.`] };
  const several = [found, ...others].map((each) => shownPath(each)).join(", ");
  return { path, notes: [], problem: `Several folders in it have modules (${several}); give one.` };
}

/** Whether a folder seems to hold a process-style acceptor and proposer. */
export function isLabFolder(path: string): boolean {
  if (!isFolder(path)) return false;
  const modules = readdirSync(path).filter((each) => each.endsWith(".erl"));
  return ["acceptor", "proposer"].every((role) =>
    modules.some((each) => each.toLowerCase().includes(role)),
  );
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

/** A folder, or a link to one. */
export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What a folder has, without leftovers; nothing if it can't be read. */
export const entries = (path: string): readonly Dirent[] => {
  try {
    return readdirSync(path, { withFileTypes: true }).filter(({ name }) => !LEFTOVER.test(name));
  } catch {
    return [];
  }
};

/** Whether it has a source right in it. */
export const hasModules = (path: string): boolean =>
  entries(path).some((each) => !each.isDirectory() && each.name.endsWith(".erl"));

/** The highest folders with modules below a folder, or itself. Links are not followed. */
export const modulesIn = (path: string, depth: number): readonly string[] =>
  hasModules(path) ? [path] : modulesBelow(path, depth);

const modulesBelow = (path: string, depth: number): readonly string[] =>
  depth === 0
    ? []
    : entries(path)
        .filter((each) => each.isDirectory())
        .flatMap((each) => modulesIn(join(path, each.name), depth - 1))
        .sort();
