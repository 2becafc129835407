/** What a key does: looked up in the keymap in use. Pure; a keymap is gone through once and remembered. */
import type { ActName, Where } from "./acts.ts";
import { begins, type Binding, bindingsIn, type Keymap, type Resolved } from "./keymap.ts";
import { SHIPPED } from "./table.ts";

interface Index {
  readonly acts: ReadonlyMap<string, ActName>;
  /** Sequences that have begun and are not whole. */
  readonly begun: ReadonlySet<string>;
}

const indexes = new WeakMap<Keymap, Map<Where, Index>>();

/**
 * What a key comes to. A sequence waits for its next key for as long as it takes; a key that does not go on with it is
 * taken by itself.
 *
 * @param pendingKeys of a sequence that has begun, such as `g`; empty where none has
 */
export function resolve(keymap: Keymap, where: Where, pendingKeys: string, key: string): Resolved {
  const { acts, begun } = indexOf(keymap, where);
  const keys = pendingKeys === "" ? key : `${pendingKeys} ${key}`;
  const act = acts.get(keys);
  if (act !== undefined) return { type: "act", act };
  if (begun.has(keys)) return { type: "pending", keys };
  return pendingKeys === "" ? NONE : resolve(keymap, where, "", key);
}

const NONE: Resolved = { type: "none" };

/** All keys of a place with what they do. Where two bindings clash, the one of that place alone holds. */
export const actsIn = (keymap: Keymap, where: Where): ReadonlyMap<string, ActName> =>
  indexOf(keymap, where).acts;

/**
 * The key that does, where no config file changes the keys, what this one does: for screens that know the keys of the
 * table by heart. A key that was taken away is none; one that the table says nothing about stays itself.
 */
export function asShipped(keymap: Keymap, where: Where, key: string): string {
  const own = resolve(keymap, where, "", key);
  const shipped = actsIn(SHIPPED, where);
  if (own.type !== "act") return shipped.has(key) ? "" : key;
  const keys = [...shipped].filter(([keys, act]) => act === own.act && !keys.includes(" ")).map(([keys]) =>
    keys
  );
  return keys.includes(key) ? key : keys[0] ?? "";
}

function indexOf(keymap: Keymap, where: Where): Index {
  const known = indexes.get(keymap) ?? new Map<Where, Index>();
  const index = known.get(where) ?? compiled(bindingsIn(keymap, where));
  indexes.set(keymap, known.set(where, index));
  return index;
}

function compiled(bindings: readonly Binding[]): Index {
  const acts = new Map<string, ActName>();
  for (const { act, keys } of bindings) {
    for (const each of keys) {
      const isTaken = [...acts.keys()].some((other) => begins(other, each) || begins(each, other));
      if (!isTaken) acts.set(each, act);
    }
  }
  return { acts, begun: new Set([...acts.keys()].flatMap(beginnings)) };
}

/** `a b c` → `a`, `a b`. */
function beginnings(sequence: string): string[] {
  const keys = sequence.split(" ");
  return keys.slice(1).map((_, at) => keys.slice(0, at + 1).join(" "));
}
