import { Worker } from "node:worker_threads";

/**
 * Ends this process when its parent is gone, even while a batch file blocks the main thread with an
 * endless loop; so another thread watches.
 * @param parent its pid, from itself: it may be gone already
 */
export function endWithParent(parent: number): void {
  const thread = `
    const watch = () => {
      if (process.ppid !== ${parent}) process.kill(process.pid, "SIGKILL");
    };
    watch();
    setInterval(watch, 250);
  `;
  new Worker(thread, { eval: true }).unref();
}
