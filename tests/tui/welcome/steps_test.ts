import assert from "node:assert/strict";
import fc from "fast-check";
import { hasDesktop } from "../../../tui/welcome/desktop.ts";
import type { WelcomeEffect } from "../../../tui/welcome/model.ts";
import {
  openSetUp,
  openWelcome,
  reduceWelcome,
  takesText,
  type Welcome,
} from "../../../tui/welcome/welcome.ts";

const FACTS = {
  paths: { config: "~/c", data: "~/d", log: "~/l", server: "~/s" },
  profile: "default",
};

function there<Item>(item: Item | null): Item {
  assert.ok(item !== null);
  return item;
}

/** What keys lead to, by their names; anything longer than a name is pasted. */
function after(keys: readonly string[], welcome: Welcome = openWelcome(FACTS)) {
  const effects: WelcomeEffect[] = [];
  for (const key of keys) {
    const event = /^.{10,}|@/.test(key) && key !== "backspace"
      ? { type: "paste", text: key } as const
      : { type: "key", key } as const;
    const next = reduceWelcome(welcome, event, 0);
    effects.push(...next.effects);
    if (!next.welcome) throw new Error("the screen was closed");
    welcome = next.welcome;
  }
  return { welcome, step: welcome.step, effects };
}

Deno.test("the menu is moved in by letters and arrows, and stops at both ends", () => {
  const cursorAfter = (...keys: string[]) => {
    const { step } = after(keys);
    return step.name === "menu" ? step.cursor : -1;
  };
  assert.equal(cursorAfter(), 0);
  assert.equal(cursorAfter("j", "down"), 2);
  assert.equal(cursorAfter("j", "j", "k", "up", "up"), 0);
  assert.equal(cursorAfter("end", "j"), 4);
  assert.equal(cursorAfter("end", "home"), 0);
});

Deno.test("numbers and enter choose", () => {
  const names = ["demo", "browser", "password", "server", "run"];
  for (const [i, name] of names.entries()) {
    assert.equal(after([String(i + 1)]).step.name, name);
    assert.equal(after([...Array<string>(i).fill("j"), "enter"]).step.name, name);
  }
  assert.equal(after(["6", "0", "x", "a text that was pasted"]).step.name, "menu");
});

Deno.test("esc at each step goes one step back, and at the menu it does nothing", () => {
  assert.deepEqual(after(["esc"]).welcome, openWelcome(FACTS));
  for (const number of ["1", "2", "3", "4", "5"]) {
    const { step } = after([number, "esc"]);
    assert.deepEqual(step, { name: "menu", cursor: Number(number) - 1 });
  }
});

Deno.test("what is no address of an account, and an empty password, are told of before anybody is asked", () => {
  for (
    const [keys, what] of [
      [["3", "enter"], /No e-mail/],
      [["3", "a", "n", "enter"], /no e-mail address/],
      [["3", "ann@example.org", "enter", "enter"], /No password/],
      [["5", "enter"], /No e-mail/],
      [["5", "ann@example.org", "tab", "tab", "x", "enter"], /No password/],
      [["5", "ann@example.org", "tab", "a", "b", "c", "tab", "a", "b", "c", "enter"], /8 characters or more/],
      [["5", "ann@example.org", "tab", "1234567890", "tab", "1234567899", "enter"], /two passwords differ/],
    ] as const
  ) {
    const { welcome, effects } = after(keys);
    assert.match(welcome.fault?.what ?? "none", what);
    assert.deepEqual(effects, []);
  }
});

Deno.test("what is no address of a server is told of, without what was typed", () => {
  for (
    const text of [
      "sync.example.org",
      "ftp://sync.example",
      "https://ann:geheim@sync.example",
      "https://a.example/?q=geheim",
    ]
  ) {
    const { welcome, effects } = after(["4", ...text, "enter"]);
    assert.ok(welcome.fault, text);
    assert.ok(!JSON.stringify(welcome.fault).includes("geheim"));
    assert.deepEqual(effects, []);
  }
  assert.match(after(["4", "enter"]).welcome.fault?.what ?? "", /No address/);
});

Deno.test("an address of this machine needs no http:// before it, and a port that is none is named", () => {
  const { effects, welcome } = after(["4", "localhost:8000", "enter"]);
  const place = { kind: "own", accounts: "http://localhost:8000", token: "" };
  assert.deepEqual(effects, [{ type: "discover", seq: 1, place }]);
  const found = { type: "found", seq: 1, host: "localhost:8000", isMozilla: false, unencrypted: [] } as const;
  const { step } = there(reduceWelcome(welcome, found, 0).welcome);
  assert.ok(step.name === "way");
  assert.deepEqual(step.site.place, place);
  for (const text of ["localhost:99999", "http://localhost:99999/", "[::1]:99999"]) {
    assert.match(after(["4", text, "enter"]).welcome.fault?.what ?? "", /no such port/, text);
  }
  assert.match(after(["4", "sync.example.org", "enter"]).welcome.fault?.what ?? "", /no http or https/);
});

Deno.test("the question about an account that was never set up can be asked again from the main screen", () => {
  const account = { email: "ann@example.org", host: "a.example" };
  const { welcome, effects } = openSetUp(FACTS, account, 0);
  assert.deepEqual(effects, [{ type: "look", seq: 1 }]);
  const { welcome: asked } = reduceWelcome(
    there(welcome),
    { type: "looked", seq: 1, missing: "everything" },
    0,
  );
  assert.equal(asked?.step.name, "set-up");
  const { welcome: left, effects: entering } = reduceWelcome(
    there(asked),
    { type: "key", key: "n" },
    0,
  );
  assert.deepEqual([left, entering], [null, [{ type: "enter", what: "account" }]]);
});

Deno.test("a token server alone goes with Mozilla's accounts", () => {
  const { effects, welcome } = after(["4", "tab", "https://token.example", "enter"]);
  const place = { kind: "own", accounts: "", token: "https://token.example" };
  assert.deepEqual(effects, [{ type: "discover", seq: 1, place }]);
  assert.equal(welcome.busy?.what, "Asking accounts.firefox.com");
});

Deno.test("an address that is not encrypted is warned of where a way is chosen", () => {
  const { welcome } = after(["4", "http://sync.example", "enter"]);
  const found = { type: "found", seq: 1, host: "sync.example", isMozilla: false } as const;
  const { welcome: next } = reduceWelcome(welcome, { ...found, unencrypted: ["http://sync.example"] }, 0);
  assert.ok(next?.step.name === "way");
  assert.deepEqual(next.step.site.unencrypted, ["http://sync.example"]);
});

Deno.test("the outcome of what was left is passed over", () => {
  const { welcome } = after(["1", "esc"]);
  for (
    const event of [
      { type: "demo-made", seq: 1 },
      { type: "told", seq: 1, line: "x" },
      { type: "failed", seq: 1, failure: { code: "failed.file", message: "x" } },
    ] as const
  ) assert.deepEqual(reduceWelcome(welcome, event, 0), { welcome, effects: [] });
});

Deno.test("a sign-in that holds is gone on with, even where somebody has left it", () => {
  const { welcome } = after(["3", "ann@example.org", "enter", "a password of mine", "enter", "esc", "esc"]);
  const event = { type: "signed-in", email: "ann@example.org", host: "x" } as const;
  const next = reduceWelcome(welcome, event, 0);
  assert.equal(next.welcome?.step.name, "account");
  assert.deepEqual(next.effects.map(({ type }) => type), ["look"]);
});

Deno.test("while something is under way no key does anything but esc", () => {
  const busy = after(["1"]).welcome;
  for (const key of ["j", "enter", "2", "q", "tab", "y"]) assert.deepEqual(after([key], busy).welcome, busy);
});

Deno.test("letters are text exactly where there is a field", () => {
  const takes = (...keys: string[]) => takesText(after(keys).welcome);
  assert.deepEqual([takes(), takes("1"), takes("2"), takes("3"), takes("4"), takes("5")], [
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});

Deno.test("the password is stars until ctrl-t, and goes to the effect alone", () => {
  const typed = after(["3", "ann@example.org", "enter", "s", "e", "ctrl-t"]);
  assert.ok(typed.step.name === "password" && typed.step.isShown && typed.step.password.text === "se");
  const { welcome, effects } = after(["enter"], typed.welcome);
  assert.ok(welcome.step.name === "password");
  assert.deepEqual([welcome.step.password.text, welcome.step.isShown], ["", false]);
  assert.deepEqual(effects.map((each) => each.type === "password" && each.password), ["se"]);
});

const KEYS = [
  ..."12345jkynbor",
  "enter",
  "esc",
  "tab",
  "shift-tab",
  "up",
  "down",
  "ctrl-t",
  "ctrl-r",
  "backspace",
  "ctrl-u",
  "pageup",
  "pagedown",
  "ann@example.org",
  "https://sync.example",
];

Deno.test("no keys ever leave a password in a state that is past its field", () => {
  const secret = "hunter2 hunter2";
  const begun = fc.constantFrom(["3", "ann@example.org", "enter", secret], [
    "5",
    "ann@example.org",
    "enter",
    secret,
    "tab",
    secret,
  ]);
  let sent = 0;
  fc.assert(fc.property(begun, fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }), (before, keys) => {
    let { welcome } = after(before);
    for (const key of keys) {
      const event = key.length > 9 ? { type: "paste", text: key } as const : { type: "key", key } as const;
      const next = reduceWelcome(welcome, event, 0);
      if (JSON.stringify(next.effects).includes(secret)) sent++;
      assert.ok(next.welcome);
      welcome = next.welcome;
      const isOpen = (welcome.step.name === "password" || welcome.step.name === "run") && !welcome.busy;
      if (!isOpen) assert.ok(!JSON.stringify(welcome).includes("hunter2"));
    }
  }));
  assert.ok(sent > 0, "no password was ever sent");
});

Deno.test("a desktop is a screen of this machine", () => {
  const of = (...set: string[]) => hasDesktop((name) => set.includes(name) ? "x" : undefined);
  assert.deepEqual([of("DISPLAY"), of("WAYLAND_DISPLAY"), of("__CFBundleIdentifier")], [true, true, true]);
  assert.deepEqual([of(), of("SSH_TTY", "DISPLAY"), of("SSH_CONNECTION", "WAYLAND_DISPLAY")], [
    false,
    false,
    false,
  ]);
});
