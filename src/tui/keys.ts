import { BATCH_KEYS } from "./keys/batch-keys.ts";
import type { KeyBinding } from "./keys/key-binding.ts";
import { LOOK_KEYS } from "./keys/look-keys.ts";
import { MOVE_KEYS } from "./keys/move-keys.ts";
import { TRIAL_KEYS } from "./keys/trial-keys.ts";

interface KeyGroup {
  readonly name: string;
  readonly keys: readonly KeyBinding[];
}

/** This table is the bindings, the help and the footer. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  { name: "Look", keys: LOOK_KEYS },
  { name: "Trial", keys: TRIAL_KEYS },
  { name: "Batch", keys: BATCH_KEYS },
  { name: "Move", keys: MOVE_KEYS },
];

export const KEYS: readonly KeyBinding[] = KEY_GROUPS.flatMap(({ keys }) => keys);

/** What is wanted most comes first in the footer, which shows as many as fit. */
const WANTED_FIRST = "? q a e p r x enter / z h s f d tab".split(" ");

export const FOOTER_KEYS: readonly KeyBinding[] = WANTED_FIRST.flatMap((name) =>
  KEYS.filter(({ keys, footer }) => footer !== undefined && keys.includes(name)),
);
