import { commandText } from "../console/command-text.ts";
import { EXIT, exitCode } from "../console/exit-code.ts";
import { inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import { pathHere, shownPath } from "../console/shown-path.ts";
import { violationOf } from "../console/why.ts";
import { counted } from "../core/count-text.ts";
import { closingReport } from "../report/closing.ts";
import { orReason } from "../results/disk-problem.ts";
import { mergeShards } from "../results/merge/merge.ts";
import { findShards, type ShardFolder } from "../results/merge/shards.ts";
import { writerOf } from "../service/claim.ts";

/** `paxy merge OUT DIR...`: the shards of a batch as one batch. Answers with the exit code. */
export async function merge(out: string, given: readonly string[]): Promise<number> {
  const shards = await findShards(given);
  if (!shards.ok) throw inputError("", shards.problems);
  const [{ manifest }] = shards.value as [ShardFolder];
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(EXIT.interrupted));
  }
  const { trials, totals, damaged } = await orReason(out, () => mergeShards(out, shards.value));
  if (damaged > 0) say(`runs.csv: ${counted(damaged, "damaged line")} left out.`);
  sayReleases(shards.value);
  const { name } = manifest.settings;
  const violation = await violationOf(out, manifest.trials);
  process.stdout.write(
    closingReport(
      { name, directory: shownPath(out), trials, violation },
      { columns: process.stdout.columns },
    ),
  );
  if (totals.done < totals.runs) {
    say(`${totals.done} of ${counted(totals.runs, "run")} joined.`);
    for (const line of whatIsMissing(shards.value)) process.stderr.write(`${line}\n`);
  }
  return exitCode(totals, false);
}

/** Missing shards that are named one by one. */
const NAMED_MAX = 50;

/** Shards that still run, and the commands for what is missing: shards that were not given, and those that ended early. */
function whatIsMissing(shards: readonly ShardFolder[]): readonly string[] {
  const [{ shard, manifest }] = shards as [ShardFolder];
  const given = new Set(shards.map((each) => each.shard.number));
  const numbers = Array.from({ length: shard.of }, (_, index) => index + 1);
  const missing = numbers.filter((number) => !given.has(number));
  const { command = [] } = manifest.settings.shard ?? {};
  const incomplete = shards
    .filter((each) => each.manifest.status !== "finished")
    .map(({ directory }) => ({ directory, writer: writerOf(directory) }));
  const running = incomplete.filter(({ writer }) => writer !== undefined);
  const ended = incomplete.filter(({ writer }) => writer === undefined);
  const commands = [
    ...missing.map((number) => commandText(...command, "--shard", `${number}/${shard.of}`)),
    ...ended.map(({ directory }) => commandText("resume", pathHere(directory))),
  ];
  const more = commands.length - NAMED_MAX;
  return [
    ...(running.length > 0
      ? ["Still running; merge again, into another folder, when they have ended:"]
      : []),
    ...running.slice(0, NAMED_MAX).map((each) => `  ${shownPath(each.directory)}: ${each.writer}`),
    ...(commands.length > 0 ? ["To run the rest:"] : []),
    ...commands.slice(0, NAMED_MAX).map((each) => `  ${each}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** Shards of different OTP releases are joined, and this is said. */
function sayReleases(shards: readonly ShardFolder[]): void {
  const releases = [...new Set(shards.map(({ manifest }) => manifest.versions.otp))];
  if (releases.length > 1)
    say(`the shards ran on different releases of OTP: ${releases.join(", ")}.`);
}
