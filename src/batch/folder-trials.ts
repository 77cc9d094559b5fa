import type { Batch } from "../core/batch/batch.ts";
import { unknownName } from "../core/trial/nearest.ts";
import type { OwnValues } from "../core/trial/own-values.ts";
import type { Trial } from "../core/trial/trial.ts";
import type { LabFolder } from "./lab-folder.ts";

/** The fields of a trial that replace a macro, or an argument of `start`. */
const FIELDS = [
  { field: "propTimeout", macro: "timeout", min: 1, max: 600_000 },
  { field: "propBackoff", macro: "backoff", min: 0, max: 60_000 },
] as const;

/** Defaults of a folder's trials: the numbers in its code. */
export function ownValues(folders: readonly LabFolder[]): OwnValues {
  return new Map(
    folders.map((folder) => {
      const values = FIELDS.flatMap(({ field, macro, min, max }) => {
        const value = Number(folder.constants[macro]);
        return Number.isInteger(value) && value >= min && value <= max ? [[field, value]] : [];
      });
      return [folder.name, Object.fromEntries(values)];
    }),
  );
}

/** Problems: macros that a version does not have. */
export function macroProblems(trials: readonly Trial[], folders: readonly LabFolder[]): string[] {
  const problems = trials.flatMap(({ macros, moduleVersion }) => {
    const folder = folders.find((each) => each.name === moduleVersion);
    const names = Object.keys(macros);
    if (folder !== undefined) {
      const known = settable(folder);
      return names
        .filter((name) => !known.includes(name))
        .map((name) => `macros.${name} ${unknownName(`a macro of ${folder.name}`, name, known)}`);
    }
    return names.map(
      (name) =>
        `macros.${name} is for the code of a folder; version ${moduleVersion} has no macros`,
    );
  });
  return [...new Set(problems)];
}

const settable = ({ constants, variables, conditions }: LabFolder): string[] => [
  ...new Set([...Object.keys(constants), ...variables, ...conditions]),
];

/**
 * Notes on which constants of a folder's code a batch replaces, and which it cannot; a sentence
 * each.
 */
export function folderSentences(
  batches: readonly Batch[],
  folders: readonly LabFolder[],
): readonly string[] {
  const trials = batches.flatMap((batch) => batch.trials);
  return folders.flatMap((folder) => {
    const own = trials.filter(({ moduleVersion }) => moduleVersion === folder.name);
    if (own.length === 0) return [];
    return [
      ...folder.notes,
      ...FIELDS.flatMap(({ field, macro }) => fieldSentence(folder, macro, field, own)),
      ...macroSentences(folder, own),
    ];
  });
}

function fieldSentence(
  folder: LabFolder,
  macro: string,
  field: "propTimeout" | "propBackoff",
  trials: readonly Trial[],
): string[] {
  const written = folder.constants[macro];
  if (written !== undefined) {
    return replaced(
      folder,
      macro,
      trials.map((trial) => String(trial[field])),
    );
  }
  if (folder.arguments.proposer.includes(macro)) return [];
  return [`${folder.name}: its code has no macro ${macro}, so ${field} changes nothing in it`];
}

function macroSentences(folder: LabFolder, trials: readonly Trial[]): string[] {
  const names = new Set(trials.flatMap((trial) => Object.keys(trial.macros)));
  return [...names].flatMap((name) =>
    replaced(
      folder,
      name,
      trials.flatMap((trial) => (name in trial.macros ? [String(trial.macros[name])] : [])),
    ),
  );
}

/** "classic: timeout 2000 -> 100, 200". */
function replaced(folder: LabFolder, name: string, values: readonly string[]): string[] {
  const written = folder.constants[name] ?? "not set";
  const others = [...new Set(values)].filter((value) => value !== written);
  return others.length === 0 ? [] : [`${folder.name}: ${name} ${written} -> ${others.join(", ")}`];
}
