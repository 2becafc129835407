import assert from "node:assert/strict";
import { ACT_NAMES, type ActName, type Where } from "../../../tui/keys/acts.ts";
import { begins, bindingsIn, holdsIn } from "../../../tui/keys/keymap.ts";
import { readKeys } from "../../../tui/keys/key_names.ts";
import { BINDINGS, FIXED, SHIPPED, WITHOUT_KEY } from "../../../tui/keys/table.ts";
import { PLACES } from "../../../tui/places.ts";

const WHERES: readonly Where[] = ["any", "list", "sidebar", "detail", "page", "welcome"];

Deno.test("every act has a key in the table, or has none on purpose", () => {
  const withKey = new Set(BINDINGS.filter(({ keys }) => keys.length > 0).map(({ act }) => act));
  assert.deepEqual(ACT_NAMES.filter((act) => !withKey.has(act)), WITHOUT_KEY);
  const listed = new Set(BINDINGS.map(({ act }) => act));
  assert.deepEqual(ACT_NAMES.filter((act) => !listed.has(act)), []);
});

Deno.test("no two keys of a place are the same, and none begins a sequence of another act", () => {
  for (const where of WHERES) {
    const all = bindingsIn(SHIPPED, where).flatMap(({ act, keys }) => keys.map((key) => ({ act, key })));
    for (const [at, one] of all.entries()) {
      const clash = all.find((other, i) => i !== at && begins(one.key, other.key));
      assert.equal(clash, undefined, `${where}: ${one.key} ${one.act}, ${clash?.key} ${clash?.act}`);
    }
  }
});

Deno.test("an act has one binding in each place at most", () => {
  for (const where of WHERES) {
    const acts = BINDINGS.filter((binding) => holdsIn(binding, where)).map(({ act }) => act);
    assert.equal(new Set(acts).size, acts.length, where);
  }
});

Deno.test("keys that screen, tmux and terminals want for themselves are left alone", () => {
  const theirs = /^(ctrl-[absqhjk]|alt-.*|f\d+|shift-(up|down|left|right))$/;
  const used = BINDINGS.flatMap(({ keys }) => keys).flatMap((keys) => keys.split(" "));
  assert.deepEqual(used.filter((key) => theirs.test(key)), []);
});

Deno.test("all keys of the table are written as the terminal's input names them", () => {
  for (const keys of BINDINGS.flatMap((each) => each.keys)) assert.deepEqual(readKeys(keys), { keys });
});

Deno.test("keys that no file changes are in the table for every place", () => {
  for (const [key, act] of FIXED) {
    assert.ok(
      BINDINGS.some((each) => each.act === act && each.where.includes("any") && each.keys.includes(key)),
    );
  }
});

Deno.test("each place with a digit is reached by it", () => {
  for (const { digit, title } of PLACES.filter((place) => place.digit !== undefined)) {
    const [binding, ...more] = BINDINGS.filter(({ keys }) => digit !== undefined && keys.includes(digit));
    assert.equal(binding?.help, `go to ${title}`);
    assert.equal(binding?.act, `place.${digit}`);
    assert.deepEqual(more, []);
  }
});

const EXPECTED: readonly [keys: string, act: ActName, where: Where][] = [
  ["j", "cursor.down", "list"],
  ["down", "cursor.down", "welcome"],
  ["h", "branch.fold", "list"],
  ["right", "branch.unfold", "detail"],
  ["g g", "cursor.top", "list"],
  ["<", "cursor.top", "page"],
  ["G", "cursor.end", "sidebar"],
  ["end", "cursor.end", "detail"],
  ["ctrl-d", "cursor.half-page-down", "list"],
  [".", "cursor.page-down", "list"],
  [",", "cursor.page-up", "list"],
  ["tab", "pane.next", "list"],
  ["shift-tab", "pane.previous", "detail"],
  ["]", "tab.next", "detail"],
  ["+", "zoom.more", "list"],
  ["_", "zoom.less", "list"],
  ["P", "detail.toggle", "list"],
  ["/", "filter.open", "list"],
  ["n", "hit.next", "list"],
  ["N", "hit.previous", "list"],
  ["f", "facets.open", "list"],
  ["s", "sort.open", "list"],
  [":", "palette.open", "list"],
  ["ctrl-p", "palette.open", "sidebar"],
  ["?", "help.open", "welcome"],
  ["space", "mark.toggle", "list"],
  ["v", "mark.range", "list"],
  ["A", "mark.all", "list"],
  ["enter", "record.open", "list"],
  ["o", "record.browse", "list"],
  ["y", "copy.open", "detail"],
  ["Y", "copy.main", "list"],
  ["x", "secret.toggle", "detail"],
  ["i", "record.raw", "list"],
  ["R", "sync.start", "list"],
  ["D", "doctor.open", "list"],
  ["X", "export.open", "list"],
  ["M", "mouse.toggle", "list"],
  ["ctrl-l", "screen.redraw", "list"],
  ["ctrl-z", "program.suspend", "welcome"],
  ["esc", "back", "list"],
  ["q", "program.back-or-quit", "welcome"],
  ["Q", "program.quit", "list"],
  ["ctrl-c", "program.abort", "welcome"],
];

Deno.test("the keys that people know from other programs do what they do there", () => {
  for (const [keys, act, where] of EXPECTED) {
    const found = bindingsIn(SHIPPED, where).find((binding) => binding.keys.includes(keys));
    assert.equal(found?.act, act, `${keys} in ${where}`);
  }
});

Deno.test("no key adds, changes or deletes a record yet", () => {
  const used = new Set(BINDINGS.flatMap(({ keys }) => keys));
  assert.deepEqual(
    ["a", "e", "E", "d", "m", "t", "J", "K", "S", "u", "ctrl-r", "L", "*", "'"].filter((key) =>
      used.has(key)
    ),
    [],
  );
});
