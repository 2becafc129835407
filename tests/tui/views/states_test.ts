import assert from "node:assert/strict";
import fc from "fast-check";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { placeOf } from "../../../tui/places.ts";
import { type Link, type ListState, type Load, NEW_LIST } from "../../../tui/state.ts";
import { listLines } from "../../../tui/views/list.ts";
import { noticeLines, noticeOf } from "../../../tui/views/states.ts";
import { syncedText } from "../lines/texts.ts";
import { filtered, listOfRows, LOGINS, NOW_MS, stateOf, tableOf } from "./list_tables.ts";

const { look } = makeLook({ isAscii: true, colors: "none" });
const SIZE = { columns: 50, rows: 10 };
const TOLD = {
  message: "2 of 63 records fail their HMAC check.",
  advice: "Usual cause: keys were reset on a device.",
};

const LINKS: readonly Link[] = [
  { state: "idle" },
  { state: "syncing" },
  { state: "syncing", collection: "history", done: 262_144, total: 500_113 },
  { state: "online" },
  { state: "offline-wanted" },
  { state: "offline", sinceMs: NOW_MS, nextTryMs: NOW_MS + 41_000 },
  { state: "busy", nextTryMs: NOW_MS + 600_000 },
  { state: "sign-in-needed", told: TOLD },
  { state: "keys-changed", told: TOLD },
  { state: "challenge", told: TOLD },
  { state: "failed", told: TOLD },
];
const LOADS: readonly Load[] = [
  { state: "waiting" },
  { state: "loading" },
  { state: "ready" },
  { state: "absent" },
  { state: "failed", told: TOLD },
];

function draw(list: ListState, link: Link = { state: "idle" }, size = SIZE): string {
  const place = placeOf("passwords");
  const state = stateOf(size, { link });
  return listLines({ state, list, place, size, isFocused: true, isBoxed: true, look }).map(withoutStyles)
    .join("\n");
}

const loaded = (load: Load): ListState => ({ ...NEW_LIST, load });
const absent = (link: Link): string => draw(loaded({ state: "absent" }), link);

Deno.test("what is being downloaded shows how far it is, and how to stop it", () => {
  const text = draw(loaded({ state: "loading" }), LINKS[2]);
  assert.match(text, /\[########\.{8}\] 262,144 \/ 500,113 {3}52%/);
  assert.match(text, /Rows so far are usable\./);
  assert.match(text, /esc stop \(keeps what came\)/);
});

Deno.test("an empty list says how it is filled", () => {
  const text = draw({ ...listOfRows("passwords", []) });
  assert.match(text, /No logins are synced in this account\./);
  assert.match(text, /turn on passwords in Firefox/);
  assert.match(text, /R sync now {3}\? help/);
});

Deno.test("a list whose records are all damaged is not called empty", () => {
  const table = tableOf(placeOf("passwords"), [], { malformed: 63 });
  const text = draw({ ...NEW_LIST, load: { state: "ready" }, table });
  assert.match(text, /! Passwords cannot be read/);
  assert.match(text, /All 63 logins are damaged\./);
  assert.match(text, /Usual cause: keys were reset on a device\./);
});

Deno.test("a failure says what happened, why, and which keys help", () => {
  const text = draw(loaded({ state: "failed", told: TOLD }));
  assert.match(text, /! Passwords cannot be shown/);
  assert.match(text, /2 of 63 records fail their HMAC check\./);
  assert.match(text, /R sync again {3}i look at the raw records/);
  assert.match(text, /D doctor {3}y copy this report/);
});

Deno.test("a filter that finds nothing says so, and how it is cleared", () => {
  const text = draw(filtered(listOfRows("passwords", LOGINS), "zzz"));
  assert.match(text, /0 of 412 match\./);
  assert.match(text, /esc clear/);
});

Deno.test("what was never downloaded says why it cannot be, and what to do about it", () => {
  for (const link of LINKS.filter(({ state }) => state !== "syncing")) {
    assert.match(absent(link), /Nothing of Passwords is on this machine yet\./);
  }
  assert.match(absent({ state: "idle" }), /R download it/);
  assert.match(absent({ state: "offline-wanted" }), /--offline/);
  assert.match(
    absent({ state: "offline", sinceMs: NOW_MS, nextTryMs: NOW_MS + 41_000 }),
    /since \d\d:\d\d; next\W+try in 41 s\./,
  );
  assert.match(absent({ state: "sign-in-needed", told: TOLD }), /: palette, then: sign in/);
  assert.match(absent({ state: "keys-changed", told: TOLD }), /R read the new keys/);
  assert.match(absent({ state: "challenge", told: TOLD }), /D doctor/);
});

Deno.test("a list without rows is never blank, and names a key, however small its pane is", () => {
  for (const link of LINKS) {
    for (const load of LOADS) {
      for (const rows of [4, 5, 6, 20]) {
        const text = draw(loaded(load), link, { columns: 40, rows });
        const inside = text.split("\n").slice(1, -1).join("");
        assert.match(inside, /[a-z]{3}/, `${link.state} ${load.state} ${rows}`);
        assert.match(inside, /(?:R|\?|D|esc|:) [a-z]/, `${link.state} ${load.state} ${rows}`);
      }
    }
  }
});

Deno.test("rows that are there stay, whatever becomes of the server", () => {
  const list = listOfRows("passwords", LOGINS);
  for (const link of LINKS) assert.equal(noticeOf(stateOf(SIZE, { link }), list, placeOf("passwords")), null);
});

Deno.test("keys are named as the keymap has them, and an act without one is not named", () => {
  const notice = noticeOf(stateOf(SIZE), loaded({ state: "absent" }), placeOf("passwords"));
  assert.ok(notice);
  const keyOf = (act: string) => act === "sync.start" ? "ctrl-r" : "";
  const lines = noticeLines(notice, { width: 50, rows: 9, look, keyOf }).map(withoutStyles);
  assert.match(lines.at(-1) ?? "", /^ ctrl-r download it +$/);
});

Deno.test("a notice keeps its width, whatever a server says", () => {
  const told = fc.record({ message: syncedText, advice: syncedText });
  fc.assert(
    fc.property(
      told,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 0, max: 12 }),
      (told, width, rows) => {
        const notice = noticeOf(stateOf(SIZE), loaded({ state: "failed", told }), placeOf("passwords"));
        assert.ok(notice);
        const lines = noticeLines(notice, {
          width,
          rows,
          look,
          keyOf: () => "R",
        });
        assert.ok(lines.length <= Math.max(rows, 0));
        for (const line of lines) assert.equal(lineWidth(line), width);
      },
    ),
  );
});
