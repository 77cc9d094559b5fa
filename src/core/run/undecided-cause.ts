/** Why runs of a trial of a folder did not decide, as far as their messages told (erlang/lab/README.md). */
export interface UndecidedCause {
  readonly trial: number;
  readonly cause: string;
  readonly runs: number;
}
