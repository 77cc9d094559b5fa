/** Why a batch file can't be used, in words for people. */
export class BatchFileError extends Error {}
