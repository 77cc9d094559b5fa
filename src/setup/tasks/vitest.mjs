import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildDirectory, root } from "../places.mjs";
import { runBeside } from "../run.mjs";

const report = join(buildDirectory, "vitest.json");

/**
 * Runs vitest, which shows what it does.
 * @param {readonly string[]} args
 * @returns {Promise<import("./test.mjs").Counts>}
 */
export async function runVitest(args) {
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const config = ["--config", "test/vitest.config.ts", "--passWithNoTests"];
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const program = [vitest, "run", ...config, ...reporters, ...args];
  const { ok } = await runBeside(process.execPath, program, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return counted(ok);
}

/**
 * A file that could not be loaded, or an error outside of any test, is a failure too.
 * @param {boolean} ok
 */
function counted(ok) {
  const { passed, failed, skipped } = readReport();
  return { passed, skipped, failed: ok ? failed : Math.max(failed, 1) };
}

/** @returns {import("./test.mjs").Counts} */
function readReport() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
