import assert from "node:assert/strict";
import type { ActName, Where } from "../../../tui/keys/acts.ts";
import type { Binding, Keymap } from "../../../tui/keys/keymap.ts";
import { actsIn, asShipped, resolve } from "../../../tui/keys/resolve.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { tablesOf } from "./pressing.ts";

const binding = (act: ActName, where: readonly Where[], ...keys: string[]): Binding => (
  { act, where, keys, help: act, group: "act" }
);

Deno.test("a key comes to its act, and a key without one to nothing", () => {
  assert.deepEqual(resolve(SHIPPED, "list", "", "j"), { type: "act", act: "cursor.down" });
  assert.deepEqual(resolve(SHIPPED, "list", "", "ctrl-b"), { type: "none" });
  assert.deepEqual(resolve(SHIPPED, "welcome", "", "y"), { type: "none" });
});

Deno.test("a sequence waits for its next key", () => {
  assert.deepEqual(resolve(SHIPPED, "list", "", "g"), { type: "pending", keys: "g" });
  assert.deepEqual(resolve(SHIPPED, "list", "g", "g"), { type: "act", act: "cursor.top" });
});

Deno.test("a key that does not go on with a sequence is taken by itself", () => {
  assert.deepEqual(resolve(SHIPPED, "list", "g", "j"), { type: "act", act: "cursor.down" });
  assert.deepEqual(resolve(SHIPPED, "list", "g", "ctrl-b"), { type: "none" });
  const long: Keymap = { bindings: [binding("copy.main", ["any"], "a b c", "b b")], changed: [] };
  assert.deepEqual(resolve(long, "list", "a", "b"), { type: "pending", keys: "a b" });
  assert.deepEqual(resolve(long, "list", "a b", "b"), { type: "pending", keys: "b" });
  assert.deepEqual(resolve(long, "list", "a b", "c"), { type: "act", act: "copy.main" });
});

Deno.test("the key of a place stands over the one that holds everywhere, whichever is listed first", () => {
  const everywhere = binding("help.open", ["any"], "a", "b", "c d");
  const special = binding("copy.main", ["list"], "a", "b c", "c");
  for (const bindings of [[everywhere, special], [special, everywhere]]) {
    const keymap: Keymap = { bindings, changed: [] };
    assert.deepEqual(resolve(keymap, "list", "", "a"), { type: "act", act: "copy.main" });
    assert.deepEqual(resolve(keymap, "list", "", "b"), { type: "pending", keys: "b" });
    assert.deepEqual(resolve(keymap, "list", "", "c"), { type: "act", act: "copy.main" });
    assert.deepEqual(resolve(keymap, "detail", "", "b"), { type: "act", act: "help.open" });
    assert.deepEqual([...actsIn(keymap, "detail").keys()], ["a", "b", "c d"]);
  }
});

Deno.test("what holds everywhere holds not where it is excepted", () => {
  const keymap: Keymap = {
    bindings: [{ ...binding("help.open", ["any"], "a"), except: ["page"] }],
    changed: [],
  };
  assert.deepEqual(resolve(keymap, "list", "", "a"), { type: "act", act: "help.open" });
  assert.deepEqual(resolve(keymap, "page", "", "a"), { type: "none" });
});

Deno.test("a screen that knows the keys of the table is told which one a key of the config file stands for", () => {
  const { keymap } = makeKeymap(
    tablesOf({
      "": [["z", "cursor.down"], ["k", ""]],
      page: [["R", "back"], ["w", "cursor.top"], ["g g", ""]],
    }),
  );
  const keys = ["z", "j", "down", "k", "up", "R", "w", "y", "g"].map((key) => asShipped(keymap, "page", key));
  assert.deepEqual(keys, ["j", "j", "down", "", "up", "esc", "<", "y", "g"]);
  for (const key of ["j", "g", "y", "esc", "ctrl-b"]) assert.equal(asShipped(SHIPPED, "page", key), key);
});
