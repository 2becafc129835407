/** Keys as lines name them. */
import type { ActName, Where } from "../keys/acts.ts";
import type { Keymap } from "../keys/keymap.ts";
import { actsIn } from "../keys/resolve.ts";
import type { Told } from "../state.ts";

/** The first key that does something in a place; null where none does. */
export function keyFor(keymap: Keymap, where: Where, act: ActName): string | null {
  for (const [keys, each] of actsIn(keymap, where)) if (each === act) return keys;
  return null;
}

/** What to do about a failure, with the keys that help, such as `Is it online? [R] try again`; empty where there is nothing. */
export function adviceText({ advice = "", acts = [] }: Told, keymap: Keymap, where: Where): string {
  const named = acts.flatMap(({ act, label }) => {
    const key = keyFor(keymap, where, act);
    return key === null ? [] : [`[${key}] ${label}`];
  });
  return [advice, named.join(", ")].filter((text) => text !== "").join(" ");
}
