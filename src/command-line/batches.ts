import type { Command } from "commander";
import { batchOptions, collect, lookOptions } from "./options.ts";

/** The commands that run batches. */
export function addBatchCommands(program: Command): void {
  lookOptions(
    batchOptions(
      program
        .command("screen [file]", { isDefault: true })
        .description("open the screen (the default)"),
    ),
  ).action(async (file, options) => {
    const { screen } = await import("../commands/screen.ts");
    process.exitCode = await screen(file, options);
  });
  batchOptions(
    program
      .command("run [files...]")
      .description("run batches without a screen; without FILE, the trials that --set describes"),
  )
    .option("--json", "output as JSON: a line per run, then one per batch")
    .option("--html", "page with tables and charts, written at the end")
    .option("--count <events>", "events of interest: how many simulated runs reached them")
    .option("--dry-run", "number of trials and runs and the longest duration; starts nothing")
    .option("--detach", "start the batch in the background")
    .option("--shard <k/n|auto>", "part K of N of the runs; `merge` joins the parts")
    .option("--slurm <n>", "script that runs the batch as N jobs of a Slurm array")
    .option("--submit", "submit the script of --slurm")
    .action(async (files, options) => {
      const { run } = await import("../parts/batches.ts");
      process.exitCode = await run(files, options);
    });
  program
    .command("resume <dir> [file]")
    .description("continue an unfinished batch; with a changed batch file, run only the changes")
    .option("--json", "as for run")
    .option("--detach", "as for run")
    .option("--use-nodes [names]", "as for run")
    .option("--cookie-file <file>", "as for run")
    .option("--allow-partition", "as for run")
    .option("--take-over", "resume a batch whose process on another computer is gone")
    .option("--code <path>", "as for run", collect)
    .action(async (directory, file, options) => {
      const { resume } = await import("../parts/batches.ts");
      process.exitCode = await resume(directory, file, options);
    });
  program
    .command("ls")
    .description("list running and recent batches")
    .action(async () => {
      const { ls } = await import("../parts/lists.ts");
      process.exitCode = await ls();
    });
  lookOptions(
    program
      .command("attach [batch]")
      .description("open the screen on a running batch")
      .option("--read-only", "view only"),
  ).action(async (batch, options) => {
    const { attachScreen } = await import("../commands/attach.ts");
    process.exitCode = await attachScreen(batch, options);
  });
  program
    .command("stop [batch]")
    .description("stop a running batch; its results are kept")
    .action(async (batch) => {
      const { stop } = await import("../parts/lists.ts");
      process.exitCode = await stop(batch);
    });
  program
    .command("merge <out> <dirs...>")
    .description("join the shards of a batch in a new folder OUT")
    .action(async (out, directories) => {
      const { merge } = await import("../parts/results.ts");
      process.exitCode = await merge(out, directories);
    });
}
