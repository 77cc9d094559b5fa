import type { BatchSettings } from "../core/queue/state.ts";
import type { Trial } from "../core/trial/trial.ts";
import type { UserNodes } from "../nodes/user-nodes.ts";

/** What a service is asked to do: plain data that crosses to its process. */
export interface ServicePlan {
  readonly settings: BatchSettings;
  readonly trials: readonly Trial[];
  /** Absolute path of the folder that holds the batches' folders. */
  readonly out: string;
  /** Absolute path of a folder of results to resume. */
  readonly resume?: string;
  /** The user says that the process which claims that folder, on another computer, is gone. */
  readonly takeOver: boolean;
  /** Whether settings and trials come from a batch file that may have changed since, and not from those results. */
  readonly fromFile: boolean;
  readonly nodes: "own" | UserNodes;
  /** Versions of the protocol that the user's code registers. */
  readonly userVersions: readonly string[];
  /** Folders of the user's compiled modules. */
  readonly codePaths: readonly string[];
}
