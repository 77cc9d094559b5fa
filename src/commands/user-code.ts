/** The user's own protocol: compiled, and registered as versions. */
export interface UserCode {
  readonly versions: readonly string[];
  /** Folders of compiled modules. */
  readonly codePaths: readonly string[];
}

export function userCode(files: readonly string[] = []): UserCode {
  if (files.length > 0) throw new Error("--code is not there yet");
  return { versions: [], codePaths: [] };
}
