/** States and texts for tests of what is drawn. */
import fc from "fast-check";
import type { ShownLine, ShownRecord } from "../../../app/browse/record.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import type { Look } from "../../../tui/look/look.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { PLACES } from "../../../tui/places.ts";
import { initialState, type Link, NEW_LIST, type State } from "../../../tui/state.ts";

export const NOW_MS = Date.UTC(2026, 10, 20, 14, 23);
const MINUTE_MS = 60_000;

export const LOOKS: readonly Look[] = [
  makeLook({ isAscii: true, colors: "none" }).look,
  makeLook({ isAscii: false, colors: "256" }).look,
];
export const PLAIN = makeLook({ isAscii: true, colors: "none" }).look;
export const COLORED = makeLook({ isAscii: false, colors: "16" }).look;

/** What a synced text may hold: other scripts, emoji, marks that join, controls, and what changes direction. */
export const anyText: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.constantFrom(
      "日本語のタイトル",
      "👨‍👩‍👧",
      "🏽",
      "⚠️",
      "🇩🇪",
      "é",
      "\u0301",
      "\u0e33",
      "\u202ex",
      "\x1b[31m",
      "\r\n",
      "\t",
      "\u200d",
      "ﾊﾞ",
      "https://example.org/a/b?c=d#e",
      " ",
      "a".repeat(90),
      "漢".repeat(70),
    ),
  ),
  { maxLength: 5 },
).map((parts) => parts.join(""));

const told = anyText.map((message) => ({ message, advice: "Do this." }));

export const anyLink: fc.Arbitrary<Link> = fc.oneof(
  fc.constantFrom<Link>({ state: "idle" }, { state: "online" }, { state: "offline-wanted" }),
  fc.record({
    state: fc.constant("syncing" as const),
    collection: anyText,
    done: fc.nat(2_000_000),
    total: fc.option(fc.nat(2_000_000)),
  }),
  fc.constant<Link>({ state: "syncing" }),
  fc.nat(3 * 24 * 60).map((minutes): Link => ({
    state: "offline",
    sinceMs: NOW_MS - minutes * MINUTE_MS,
    nextTryMs: NOW_MS + 41_000,
  })),
  fc.constant<Link>({ state: "busy", nextTryMs: NOW_MS + 8 * MINUTE_MS }),
  fc.tuple(fc.constantFrom("sign-in-needed", "keys-changed", "challenge", "failed"), told)
    .map(([state, each]): Link => ({ state, told: each })),
);

const anyLine: fc.Arbitrary<ShownLine> = fc.oneof(
  fc.record({
    kind: fc.constant("field" as const),
    label: anyText,
    column: fc.constantFrom(
      { name: "a" },
      { name: "b", kind: "url" as const },
      { name: "c", kind: "count" as const },
    ),
    value: fc.oneof(
      anyText,
      fc.constantFrom(null, true, 318, ["a", "b"], { a: 1 }, new Date(NOW_MS), new Date(NaN)),
    ),
  }),
  fc.record({
    kind: fc.constantFrom("heading" as const, "text" as const, "code" as const),
    text: anyText,
  }),
  fc.record({
    kind: fc.constant("secret" as const),
    label: anyText,
    field: fc.constant("password"),
    isEmpty: fc.boolean(),
  }),
);

export const anyRecord: fc.Arbitrary<ShownRecord> = fc.record({
  shelf: fc.constant("passwords" as const),
  key: fc.constant("{k}"),
  title: anyText,
  url: fc.constant(null),
  tabs: fc.array(fc.record({ name: anyText, lines: fc.array(anyLine, { maxLength: 8 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** A state of the main screen, with everything in it that others have a say in. */
export const anyState: fc.Arbitrary<State> = fc.record({
  columns: fc.integer({ min: 40, max: 300 }),
  rows: fc.integer({ min: 10, max: 60 }),
  email: anyText,
  profile: anyText,
  host: anyText,
  isReadOnly: fc.boolean(),
  link: anyLink,
  syncedAtMs: fc.option(fc.nat(90 * 24 * 60).map((minutes) => NOW_MS - minutes * MINUTE_MS)),
  place: fc.constantFrom(...PLACES.map(({ name }) => name)),
  focus: fc.constantFrom("sidebar" as const, "list" as const, "detail" as const),
  count: fc.nat(600_000),
  record: fc.option(anyRecord),
  failed: fc.option(told, { freq: 6 }),
  tab: fc.nat(3),
  top: fc.nat(40),
  note: fc.option(anyText),
  clipboardUntilMs: fc.option(fc.constant(NOW_MS + 30_000)),
  secret: fc.option(anyText),
}).map((each): State => ({
  ...initialState({ columns: each.columns, rows: each.rows }, SHIPPED, NOW_MS),
  screen: "main",
  account: {
    email: each.email,
    profile: each.profile,
    marks: each.isReadOnly ? ["local"] : ["demo"],
    host: each.host,
    isReadOnly: each.isReadOnly,
  },
  link: each.link,
  syncedAtMs: each.syncedAtMs,
  counts: new Map(PLACES.slice(2).map(({ name }, at) => [name, at === 0 ? null : each.count])),
  place: each.place,
  focus: each.focus,
  lists: new Map([[each.place, {
    ...NEW_LIST,
    load: { state: "ready" },
    shown: { kind: "all", count: each.count },
    cursor: Math.floor(each.count / 2),
  }]]),
  detail: { seq: 1, record: each.record, failed: each.failed, tab: each.tab, top: each.top },
  message: each.note === null ? null : { kind: "error", text: each.note, untilMs: Infinity },
  clipboardUntilMs: each.clipboardUntilMs,
  revealed: each.secret === null
    ? null
    : { key: "{k}", field: "password", value: each.secret, untilMs: NOW_MS + 14_000 },
}));

/** The state of the mocks: a profile `work`, twelve places, the login `github.com / annl` under the cursor. */
export function sampleState(columns = 100, rows = 30): State {
  const counts = [1284, 412, 500_113, 87, 3, 2, 9041, 21, 63, 14, 5, 511_145];
  return {
    ...initialState({ columns, rows }, SHIPPED, NOW_MS),
    screen: "main",
    account: {
      email: "ann@example.org",
      profile: "work",
      marks: [],
      host: "accounts.firefox.com",
      isReadOnly: false,
    },
    link: { state: "online" },
    syncedAtMs: NOW_MS - 2 * MINUTE_MS,
    counts: new Map(PLACES.map(({ name }, at) => [name, counts[at] ?? null])),
    place: "passwords",
    lists: new Map([["passwords", {
      ...NEW_LIST,
      load: { state: "ready" },
      shown: { kind: "all", count: 412 },
      cursor: 4,
    }]]),
    detail: { seq: 1, record: LOGIN, failed: null, tab: 0, top: 0 },
  };
}

const field = (label: string, value: string, kind?: "url"): ShownLine => (
  { kind: "field", label, column: kind ? { name: label, kind } : { name: label }, value }
);

export const LOGIN: ShownRecord = {
  shelf: "passwords",
  key: "{5d3a}",
  title: "github.com / annl",
  url: "https://github.com",
  tabs: [
    {
      name: "Details",
      lines: [
        field("Site", "https://github.com", "url"),
        field("Username", "annl"),
        { kind: "secret", label: "Password", field: "password", isEmpty: false },
        field("Form action", "https://github.com/session", "url"),
        field("Realm", ""),
      ],
    },
    { name: "Raw", lines: [{ kind: "code", text: '{\n  "id": "{5d3a}"\n}' }] },
    { name: "Visits", lines: [{ kind: "text", text: "No visits are known." }] },
  ],
};
