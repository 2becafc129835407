import assert from "node:assert/strict";
import fc from "fast-check";
import { readKeys } from "../../../tui/keys/key_names.ts";
import { InputDecoder } from "../../../tui/input/decode.ts";

const faultOf = (text: string): string | undefined => {
  const read = readKeys(text);
  return "fault" in read ? read.fault : undefined;
};

Deno.test("keys and sequences are read with one space between the keys", () => {
  for (
    const keys of [
      "x",
      "é",
      "-",
      "ctrl--",
      "alt-x",
      "ctrl-alt-x",
      "ctrl-space",
      "space",
      "shift-tab",
      "f5",
      "ctrl-left",
      "#",
    ]
  ) {
    assert.deepEqual(readKeys(keys), { keys });
  }
  assert.deepEqual(readKeys(" g   t "), { keys: "g t" });
});

Deno.test("what is no key is told, with the key that was meant", () => {
  const meant: readonly [text: string, key: string][] = [
    ["Ctrl-X", "ctrl-x"],
    ["C-x", "ctrl-x"],
    ["<C-x>", "ctrl-x"],
    ["^x", "ctrl-x"],
    ["ctrl+x", "ctrl-x"],
    ["M-x", "alt-x"],
    ["escape", "esc"],
    ["Return", "enter"],
    ["PgUp", "pageup"],
    ["spcae", "space"],
    ["ctrl-del", "ctrl-delete"],
    ["gg", "g g"],
    ["Tab", "tab"],
  ];
  for (const [text, key] of meant) assert.equal(faultOf(text), `"${text}" is no key; did you mean "${key}"?`);
  assert.equal(faultOf("hyperdrive"), '"hyperdrive" is no key');
  assert.equal(faultOf(" "), '" " is no key; the space bar is written space');
  assert.equal(faultOf("g \u0007"), '"\u0007" is no key');
});

Deno.test("keys that a terminal sends as others are told", () => {
  assert.equal(faultOf("ctrl-i"), '"ctrl-i" can never come: a terminal sends tab');
  assert.equal(faultOf("ctrl-alt-m"), '"ctrl-alt-m" can never come: a terminal sends alt-enter');
  assert.equal(faultOf("ctrl-["), '"ctrl-[" can never come: a terminal sends esc');
  assert.equal(faultOf("shift-j"), '"shift-j" can never come: a terminal sends J');
  assert.equal(faultOf("shift-space"), '"shift-space" can never come: a terminal sends space');
  assert.equal(faultOf("ctrl-X"), '"ctrl-X" can never come: a terminal sends ctrl-x');
});

Deno.test("every key that the terminal's input tells can be written in a config file", () => {
  const intermediate = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 8 });
  const known = fc.constantFrom(
    "\x1b[A",
    "\x1b[1;5D",
    "\x1b[Z",
    "\x1bOP",
    "\x1b[3;2~",
    "\x1b[15~",
    "\x1b[27;5;13~",
    "é",
    "漢",
  )
    .map((text) => [...new TextEncoder().encode(text)]);
  fc.assert(fc.property(fc.oneof(intermediate, known), (bytes) => {
    const decoder = new InputDecoder();
    const events = [...decoder.feed(new Uint8Array(bytes)), ...decoder.flush()];
    for (const event of events) {
      if (event.type === "key" && !/[\p{C}\p{Z}]/u.test(event.key)) {
        assert.deepEqual(readKeys(event.key), { keys: event.key });
      }
    }
  }));
});
