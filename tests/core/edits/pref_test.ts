import assert from "node:assert/strict";
import fc from "fast-check";
import { type PrefType, SYNCED_BY_DEFAULT } from "../../../core/edits/pref_names.ts";
import {
  isSynced,
  knownPrefNames,
  prefNameFault,
  readPref,
  switchedBy,
  switchOf,
  withPrefs,
} from "../../../core/edits/pref.ts";

const PAGE = "browser.startup.page";
const FORBIDDEN = "services.sync.prefs.dangerously_allow_arbitrary";

/** What a text is read as, or the fault. */
function read(text: string, present?: unknown, type?: "string" | "number" | "boolean"): unknown {
  const got = readPref({ name: "a.pref", text, present, type });
  return "value" in got ? got.value : got.fault;
}

Deno.test("the preferences that Firefox syncs by default are all there, once each", () => {
  assert.equal(SYNCED_BY_DEFAULT.size, 110);
  for (const name of [PAGE, "signon.rememberSignons", "intl.accept_languages"]) {
    assert.ok(SYNCED_BY_DEFAULT.has(name));
  }
  for (const name of SYNCED_BY_DEFAULT.keys()) assert.match(name, /^[a-z][\w.-]+$/i);
});

Deno.test("a value is of the type of the present one", () => {
  assert.equal(read("3", 1), 3);
  assert.equal(read("3", "one"), "3");
  assert.equal(read("true", "text"), "true");
  assert.equal(read("true", false), true);
  assert.equal(read("no", true), false);
  assert.match(String(read("much", 1)), /a\.pref: it holds a whole number; --type changes that/);
  assert.match(String(read("3", true)), /it holds true or false/);
  assert.match(String(read("1.5", 1)), /whole number/);
});

Deno.test("a type that is asked for comes before that of the present value", () => {
  assert.equal(read("3", 1, "string"), "3");
  assert.equal(read("3", "three", "number"), 3);
  assert.equal(read("true", 1, "boolean"), true);
  assert.match(String(read("three", "x", "number")), /^a\.pref: it holds a whole number$/);
});

Deno.test("without a present value and a type, the text says what it is", () => {
  for (const present of [undefined, null, [1], { a: 1 }]) {
    assert.equal(read("true", present), true);
    assert.equal(read("false", present), false);
    assert.equal(read("yes", present), "yes");
    assert.equal(read("-1", present), -1);
    assert.equal(read("0", present), 0);
    for (
      const text of ["007", "1.5", "1e3", "-0", "", " 1", "0x10", "[not a list", "{", "https://a.example/"]
    ) {
      assert.equal(read(text, present), text);
    }
  }
});

Deno.test("lists, objects and null are no values, unless they are text", () => {
  for (const text of ["[]", '{"a":1}', ' [{"url":"x"}]']) {
    assert.match(String(read(text)), /--type string keeps/);
    assert.equal(read(text, undefined, "string"), text);
    assert.equal(read(text, "before"), text);
  }
  assert.match(String(read("null")), /prefs rm sets it back/);
  assert.equal(read("null", undefined, "string"), "null");
});

Deno.test("numbers are those of 32 bits", () => {
  for (const text of ["2147483647", "-2147483648"]) assert.equal(read(text), Number(text));
  for (const text of ["2147483648", "-2147483649", "99999999999999999999"]) {
    assert.match(String(read(text)), /between -2147483648 and 2147483647; --type string/);
    assert.match(String(read(text, 1)), /between -2147483648 and 2147483647/);
    assert.equal(read(text, undefined, "string"), text);
  }
});

Deno.test("addresses that lead to one machine are refused, whatever the type and the case", () => {
  for (const text of ["moz-extension://x/", "blob:x", "data:,x", "file:///x", "FILE:///x", "Data:x"]) {
    for (const fault of [read(text), read(text, "https://a.example/"), read(text, 1, "string")]) {
      assert.match(
        String(fault),
        /no Firefox takes an address that begins with (moz-extension|blob|data|file):/,
      );
      assert.doesNotMatch(String(fault), /\/\/x/);
    }
  }
  for (const text of [" file:///x", "\n data:,x", "fi\nle:///x", "\u0001blob:x"]) {
    assert.match(String(read(text, undefined, "string")), /no Firefox takes an address/);
  }
  for (const text of ["files", "about:home|file:///x"]) assert.equal(read(text), text);
});

Deno.test("a homepage may be several addresses, none of which may lead to one machine", () => {
  const name = "browser.startup.homepage";
  for (const text of ["https://a.example/|file:///x", "about:home | data:,x"]) {
    assert.ok("fault" in readPref({ name, text, present: undefined }), text);
  }
  const text = "https://a.example/|about:home";
  assert.deepEqual(readPref({ name, text, present: undefined }), { value: text });
});

Deno.test("a preference that Firefox knows is read in Firefox's type, whatever was there and is asked for", () => {
  const of = (name: string, text: string, type?: PrefType, present: unknown = undefined) => {
    const found = readPref({ name, text, type, present });
    return "fault" in found ? found.fault : found.value;
  };
  for (const [text, value] of [["yes", true], ["on", true], ["off", false], ["No", false]] as const) {
    assert.equal(of("browser.tabs.warnOnOpen", text), value);
  }
  assert.match(String(of("browser.formfill.enable", "0")), /it holds true or false$/);
  assert.equal(of("browser.formfill.enable", "no", undefined, 0), false, "a wrong value is put right");
  assert.match(String(of("browser.urlbar.maxRichResults", "true")), /it holds a whole number$/);
  assert.equal(of("browser.startup.homepage", "3"), "3");
  assert.equal(of("browser.newtabpage.pinned", '[{"url":"x"}]'), '[{"url":"x"}]');
  assert.match(
    String(of("browser.tabs.warnOnOpen", "yes", "string")),
    /^browser\.tabs\.warnOnOpen: Firefox keeps a boolean there/,
  );
  assert.equal(of("browser.tabs.warnOnOpen", "yes", "boolean"), true);
});

Deno.test("a switch is true or false, whatever was there", () => {
  for (const present of [undefined, null, 1, "text", true]) {
    const of = (text: string) => readPref({ name: switchOf(PAGE), text, present, type: "string" });
    assert.deepEqual(of("true"), { value: true });
    assert.deepEqual(of("no"), { value: false });
    assert.ok("fault" in of("1"));
  }
});

Deno.test("a preference is synced where its switch says so, and where it says nothing, by default", () => {
  assert.ok(isSynced(PAGE, {}));
  assert.ok(isSynced(PAGE, { [switchOf(PAGE)]: null }));
  assert.ok(!isSynced(PAGE, { [switchOf(PAGE)]: false }));
  assert.ok(!isSynced("my.own", {}));
  assert.ok(!isSynced("my.own", { [switchOf("my.own")]: null }));
  assert.ok(isSynced("my.own", { [switchOf("my.own")]: true }));
  for (const name of ["toString", "constructor", "__proto__"]) assert.ok(!isSynced(name, {}));
});

Deno.test("names that no Firefox takes are told apart by what may be done about them", () => {
  const kind = (name: string, value = {}, after = value) => prefNameFault(name, value, after)?.kind;
  assert.equal(kind(PAGE), undefined);
  assert.equal(kind("browser.startup.pgae"), "unknown");
  assert.equal(kind(PAGE, { [switchOf(PAGE)]: false }), "off");
  assert.equal(kind("my.own", { [switchOf("my.own")]: true }), undefined);
  assert.equal(kind("my.own", { [switchOf("my.own")]: null }), "off");
  assert.equal(kind(switchOf(PAGE)), undefined);
  assert.equal(kind(switchOf("my.own")), "unknown");
  assert.equal(kind(switchOf("my.own"), { [switchOf("my.own")]: false }), undefined);
  assert.equal(kind(PAGE, { [switchOf(PAGE)]: false }, { [switchOf(PAGE)]: true }), undefined);
  assert.equal(kind("my.own", {}, { [switchOf("my.own")]: true }), "unknown");
  assert.equal(kind(switchOf("my.own"), {}, { [switchOf("my.own")]: true }), "unknown");
  assert.equal(kind(""), "never");
  for (const name of [FORBIDDEN, switchOf(FORBIDDEN)]) {
    assert.equal(kind(name, { [switchOf(FORBIDDEN)]: true }), "never");
  }
});

Deno.test("guesses are made from what Firefox syncs, and from what the record holds besides switches", () => {
  const names = knownPrefNames({ "my.own": 1, [switchOf("my.own")]: true, [PAGE]: 1 });
  assert.ok(names.includes("my.own") && names.includes(PAGE));
  assert.equal(names.length, 111);
  assert.equal(switchedBy(switchOf("x")), "x");
  assert.equal(switchedBy("x"), undefined);
});

const anyName = fc.oneof(fc.constantFrom(PAGE, switchOf(PAGE), "__proto__", "constructor", "a"), fc.string());
const anyPrefs = fc.dictionary(anyName, fc.oneof(fc.jsonValue(), fc.constantFrom(null, 1, true, "x")));
const anyValue = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

Deno.test("what is set is set, and nothing else of a record changes", () => {
  fc.assert(fc.property(anyPrefs, fc.array(fc.tuple(anyName, anyValue)), (value, pairs) => {
    const wanted = new Map(pairs);
    const after = withPrefs(value, wanted);
    const names = new Set([...Object.keys(value), ...wanted.keys()]);
    assert.deepEqual(new Set(Object.keys(after)), names);
    for (const name of names) {
      assert.deepEqual(after[name], wanted.has(name) ? wanted.get(name) : value[name], name);
    }
    assert.deepEqual(withPrefs(after, wanted), after);
  }));
});

Deno.test("whatever is typed is a value that Firefox keeps, or a fault that does not quote it", () => {
  const present = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const type = fc.constantFrom("string" as const, "number" as const, "boolean" as const, undefined);
  const text = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.double().map(String),
    fc.json(),
    fc.constantFrom("true", "no", "file:x", "null", "-0", "4294967296"),
  );
  fc.assert(
    fc.property(text, present, type, (text, present, type) => {
      const got = readPref({ name: "n", text: `${text}`, present, type });
      if ("fault" in got) {
        assert.ok(text.length < 12 || !got.fault.includes(text));
        return;
      }
      const { value } = got;
      if (typeof value === "number") assert.equal(value | 0, value);
      else if (typeof value === "string") assert.equal(value, text);
      else assert.equal(typeof value, "boolean");
    }),
    { numRuns: 500 },
  );
});
