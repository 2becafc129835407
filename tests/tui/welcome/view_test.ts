import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth } from "../../../app/display/text.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import type { Fault, Site, Welcome, WelcomeStep } from "../../../tui/welcome/model.ts";
import { welcomeHint, welcomeLines } from "../../../tui/welcome/view.ts";
import { openWelcome } from "../../../tui/welcome/welcome.ts";
import { EMPTY_FIELD, fieldOf } from "../../../tui/text_field.ts";

const FACTS = {
  paths: {
    config: "~/.config/foxden/config.toml",
    data: "~/.local/share/foxden",
    log: "~/l",
    server: "~/.local/share/foxden-server",
  },
  profile: "default",
};
const ASCII = makeLook({ isAscii: true, colors: "none" }).look;
const COLORS = makeLook({ isAscii: false, colors: "16" }).look;
const EVIL = "pwned\x1b[2J\x1b]0;title\x07\r\n\u202eevil\u200b 日本語 👨‍👩‍👧 " + "e\u0301".repeat(20);
const PAGE =
  `https://accounts.firefox.com/authorization?scope=profile%20https%3A%2F%2Fidentity.mozilla.com%2Fapps%2Foldsync&keys_jwk=${
    "x".repeat(400)
  }&end=1`;

const site = (over: Partial<Site> = {}): Site => ({
  place: { kind: "mozilla" },
  host: "accounts.firefox.com",
  isMozilla: true,
  unencrypted: [],
  email: "",
  ...over,
});

const browser = (over: object = {}): WelcomeStep => (
  { name: "browser", site: site(), url: PAGE, opening: "not-tried", answer: EMPTY_FIELD, ...over }
);

const evil = site({ host: EVIL, email: EVIL, unencrypted: [EVIL] });
const fields = { email: fieldOf(EVIL), password: fieldOf(EVIL), again: fieldOf(EVIL), isShown: true };

/** Every step, with the worst that servers and people can put into it. */
const STEPS: readonly WelcomeStep[] = [
  { name: "menu", cursor: 4 },
  { name: "demo", lines: [EVIL, "x".repeat(300)] },
  { name: "server", accounts: fieldOf(EVIL), token: EMPTY_FIELD, cursor: 0 },
  { name: "way", site: { ...evil, place: { kind: "known" } }, cursor: 1 },
  browser(),
  browser({ url: null, site: evil }),
  browser({ url: `${PAGE}#${EVIL}`, opening: "failed", answer: fieldOf(EVIL) }),
  { name: "password", site: evil, ...fields, cursor: 1 },
  { name: "password", site: evil, ...fields, isShown: false, cursor: 0 },
  { name: "code", site: site(), kind: "mail", email: EVIL, code: fieldOf("481"), wrong: 1 },
  {
    name: "code",
    site: site(),
    kind: "authenticator",
    email: "a@b",
    code: fieldOf("4".repeat(200)),
    wrong: 0,
  },
  { name: "code", site: site(), kind: "unblock", email: "a@b", code: fieldOf(EVIL), wrong: 0 },
  { name: "run", ...fields, cursor: 2, lines: [EVIL] },
  { name: "account", email: EVIL, host: EVIL },
  { name: "set-up", email: EVIL, host: EVIL, missing: "everything" },
  { name: "set-up", email: "a@b", host: "c", missing: "keys" },
];

const EVIL_FAULT: Fault = { what: EVIL, why: EVIL, advice: "Try again." };

const at = (step: WelcomeStep, over: Partial<Welcome> = {}): Welcome => ({
  ...openWelcome(FACTS),
  step,
  ...over,
});

const plain = (welcome: Welcome, columns: number, rows: number): readonly string[] =>
  welcomeLines(welcome, { columns, rows }, ASCII, 5000).map(withoutStyles);

Deno.test("every step fills its window exactly, whatever its size and whatever servers say", () => {
  const shapes = fc.record({
    step: fc.constantFrom(...STEPS),
    columns: fc.oneof(fc.integer({ min: 40, max: 300 }), fc.constantFrom(40, 41, 68, 69, 80)),
    rows: fc.integer({ min: 6, max: 60 }),
    look: fc.constantFrom(ASCII, COLORS),
    scroll: fc.integer({ min: -5, max: 40 }),
    fault: fc.constantFrom(null, EVIL_FAULT),
    note: fc.constantFrom(null, EVIL),
    reason: fc.constantFrom(null, { message: EVIL }),
    busy: fc.constantFrom(null, { what: EVIL, sinceMs: 0 }),
  });
  fc.assert(
    fc.property(shapes, ({ step, columns, rows, look, ...over }) => {
      const lines = welcomeLines(at(step, over), { columns, rows }, look, 5000);
      assert.equal(lines.length, rows);
      for (const line of lines) {
        const text = withoutStyles(line);
        assert.equal(cellWidth(text), columns, text);
        // deno-lint-ignore no-control-regex
        assert.ok(!/[\x00-\x1f\x7f-\x9f\u202e\u200b]/.test(text), JSON.stringify(text));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("in ASCII nothing else is drawn", () => {
  const steps: readonly WelcomeStep[] = [
    { name: "menu", cursor: 0 },
    { name: "demo", lines: ["Starting the server …"] },
    { name: "password", site: site(), ...fields, email: fieldOf("x".repeat(90)), cursor: 1, isShown: false },
  ];
  for (const step of steps) {
    const lines = plain(at(step, { fault: { what: "Making it …" } }), 50, 20);
    for (const line of lines) assert.match(line, /^[\x20-\x7e]*$/);
  }
});

Deno.test("the first screen says what it is, its five choices, and where things go", () => {
  const text = plain(openWelcome(FACTS), 100, 27).join("\n");
  for (
    const words of [
      "Welcome",
      "> 1  Try the demo",
      "2  Sign in with a browser",
      "3  Sign in here",
      "4  Use my own server",
      "5  Run a server here",
      "~/.config/foxden/config.toml",
      "~/.local/share/foxden/default/ (encrypted)",
    ]
  ) assert.ok(text.includes(words), words);
  assert.equal(
    welcomeHint(openWelcome(FACTS), (act) => act === "help.open" ? "?" : "q"),
    "j/k or arrows move   enter choose   1-5 pick   ? help   q quit",
  );
});

Deno.test("a small window leaves out where things go, then what is explained, and never a choice", () => {
  const middle = plain(openWelcome(FACTS), 60, 12).join("\n");
  assert.ok(!middle.includes("Where things go"));
  assert.ok(middle.includes("Nothing leaves this machine"));
  const small = plain(openWelcome(FACTS), 40, 7).join("\n");
  assert.ok(!small.includes("Nothing leaves this machine"));
  for (const number of "12345") assert.ok(small.includes(` ${number}  `), number);
});

Deno.test("where not even the choices have room the one at the cursor is seen", () => {
  for (let cursor = 0; cursor < 5; cursor++) {
    const lines = plain(at({ name: "menu", cursor }), 40, 4);
    assert.ok(lines.some((line) => line.includes(`> ${cursor + 1}`)), String(cursor));
  }
});

Deno.test("a long address is whole, with nothing beside it, and its end can be scrolled to", () => {
  for (const columns of [40, 100, 300]) {
    const lines = plain(at(browser()), columns, 60);
    const first = lines.findIndex((line) => line.startsWith("https://"));
    assert.ok(lines.slice(first).join("").startsWith(PAGE), String(columns));
  }
  const seen = new Set<string>();
  for (let scroll = -30; scroll <= 0; scroll++) {
    for (const line of plain(at(browser(), { scroll }), 40, 7)) seen.add(line.trim());
  }
  for (let from = 0; from < PAGE.length; from += 40) assert.ok(seen.has(PAGE.slice(from, from + 40)));
});

Deno.test("the page is asked for scopes, which are named", () => {
  const text = plain(at(browser()), 100, 40).join(" ").replace(/[|\s]+/g, " ");
  assert.ok(
    text.includes(
      "asks accounts.firefox.com for your address (profile), and your Sync data with its key (oldsync)",
    ),
  );
});

Deno.test("the password is not on the screen until somebody shows it", () => {
  const step = {
    name: "password",
    site: site(),
    email: fieldOf("a@b"),
    password: fieldOf("hunter2"),
    cursor: 1,
  } as const;
  const hidden = plain(at({ ...step, isShown: false }), 80, 20).join("\n");
  assert.ok(!hidden.includes("hunter2") && hidden.includes("*******"));
  assert.ok(plain(at({ ...step, isShown: true }), 80, 20).join("\n").includes("hunter2"));
  assert.ok(hidden.includes("only stretched here"));
});

Deno.test("what is under way says for how long, and what went wrong says what to do", () => {
  const busy = plain(
    at({ name: "demo", lines: [] }, { busy: { what: "Making the demo", sinceMs: 2000 } }),
    80,
    20,
  );
  assert.ok(busy.join("\n").includes("Making the demo... (3 s)"));
  const fault = { what: "Wrong password", why: "It does not fit.", advice: "Type it again." };
  for (const [columns, rows] of [[100, 27], [40, 8]] as const) {
    const step = { name: "password", site: site(), ...fields, password: EMPTY_FIELD, cursor: 1 } as const;
    const text = plain(at(step, { fault }), columns, rows).join("\n");
    for (const words of ["! Wrong password.", "It does not fit.", "Type it again."]) {
      assert.ok(text.includes(words), text);
    }
  }
});

Deno.test("the line of hints loses what is known best, and cuts no key from its word", () => {
  const keyOf = (act: string) => act === "help.open" ? "?" : "q";
  assert.equal(
    welcomeHint(openWelcome(FACTS), keyOf, 60),
    "j/k or arrows move  enter choose  1-5 pick  ? help  q quit",
  );
  assert.equal(welcomeHint(openWelcome(FACTS), keyOf, 40), "enter choose   ? help   q quit");
});
