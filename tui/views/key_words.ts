/** Keys as lines name them. */
import type { ActName, Where } from "../keys/acts.ts";
import type { Keymap } from "../keys/keymap.ts";
import { actsIn } from "../keys/resolve.ts";

/** The first key that does something in a place; null where none does. */
export function keyFor(keymap: Keymap, where: Where, act: ActName): string | null {
  for (const [keys, each] of actsIn(keymap, where)) if (each === act) return keys;
  return null;
}
