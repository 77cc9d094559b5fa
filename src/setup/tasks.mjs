import { SetupError } from "./say.mjs";

/** The tasks behind `npm test` and others, each with its arguments. */
const tasks = {
  build: async () => (await import("./tasks/build.mjs")).build,
  test: async () => (await import("./tasks/test.mjs")).test,
  check: async () => (await import("./tasks/check.mjs")).check,
  bench: async () => (await import("./tasks/figures.mjs")).bench,
  facts: async () => (await import("./tasks/facts.mjs")).facts,
  soak: async () => (await import("./tasks/figures.mjs")).soak,
};

/**
 * @param {string | undefined} name
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTask(name, args) {
  if (!isTask(name))
    throw new SetupError(`Unknown task "${name}". Tasks: ${Object.keys(tasks).join(", ")}.`);
  const run = await tasks[name]();
  return run(args);
}

/**
 * @param {string | undefined} name
 * @returns {name is keyof typeof tasks}
 */
const isTask = (name) => name !== undefined && Object.hasOwn(tasks, name);
