/**
 * Why runs of a folder's trial did not decide, as far as their messages tell
 * (erlang/lab/README.md).
 */
export interface UndecidedCause {
  readonly trial: number;
  readonly cause: string;
  readonly runs: number;
}
