import { Worker } from "node:worker_threads";

/**
 * Ends this process when its parent is gone, even while a batch file keeps
 * the main thread in an endless loop: then only another thread can act.
 */
export function endWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
    }, 250);
  `;
  new Worker(watch, { eval: true }).unref();
}
