import assert from "node:assert/strict";
import { type Preferences, prefsCodec } from "../../../core/records/prefs.ts";

const odd = { "a.list": [1], "an.object": { x: 1 } };
const source = {
  id: "abc",
  value: { "a.text": "x", "a.number": 3, "a.flag": false, "a.default": null, ...odd },
};

const withPref = (prefs: Preferences, name: string, value: string | null) =>
  prefsCodec.encode({ ...prefs, value: new Map([...prefs.value, [name, value]]) });

Deno.test("preferences are text, numbers, true or false, or null for their default", () => {
  assert.deepEqual([...prefsCodec.decode(source, "abc").value], [
    ["a.text", "x"],
    ["a.number", 3],
    ["a.flag", false],
    ["a.default", null],
  ]);
});

Deno.test("a preference that is set changes nothing else, and those that cannot be read survive it", () => {
  const prefs = prefsCodec.decode(source, "abc");
  assert.deepEqual(withPref(prefs, "a.text", "y"), { id: "abc", value: { ...source.value, "a.text": "y" } });
  assert.deepEqual(withPref(prefs, "new", null), { id: "abc", value: { ...source.value, new: null } });
  assert.deepEqual(withPref(prefs, "a.list", "now text"), {
    id: "abc",
    value: { ...source.value, "a.list": "now text" },
  });
  assert.deepEqual(prefsCodec.encode({ ...prefs, value: new Map() }), { id: "abc", value: odd });
  assert.equal(prefsCodec.encode({ ...prefs, value: new Map([...prefs.value].reverse()) }), source);
});

Deno.test("the record of another application may hold anything", () => {
  for (const value of [undefined, null, "text", [1]]) {
    const clear = { id: "other", value, more: 1 };
    const prefs = prefsCodec.decode(clear, "other");
    assert.equal(prefs.value.size, 0);
    assert.equal(prefsCodec.encode(prefs), clear);
  }
});

Deno.test("preferences named like parts of every JavaScript object are preferences like any other", () => {
  const clear = JSON.parse('{"id":"abc","value":{"__proto__":"p","constructor":"c","toString":"t"}}');
  const prefs = prefsCodec.decode(clear, "abc");
  assert.deepEqual([...prefs.value], [["__proto__", "p"], ["constructor", "c"], ["toString", "t"]]);
  assert.equal(prefs.value.get("hasOwnProperty"), undefined);
  assert.equal(
    JSON.stringify(withPref(prefs, "__proto__", "q")),
    '{"id":"abc","value":{"__proto__":"q","constructor":"c","toString":"t"}}',
  );
});
