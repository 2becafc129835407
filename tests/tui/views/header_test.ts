import assert from "node:assert/strict";
import fc from "fast-check";
import { localTime } from "../../../app/display/cells.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import type { Link, State } from "../../../tui/state.ts";
import { headerLine } from "../../../tui/views/header.ts";
import { anyState, LOOKS, NOW_MS, PLAIN, sampleState } from "./samples.ts";

const drawn = (state: State, isNarrow = false): string =>
  withoutStyles(headerLine({ ...state, columns: state.size.columns, isNarrow, look: PLAIN })[0] ?? "");

const told = { message: "m" };
const hour = (ms: number) => localTime(new Date(ms)).slice(11);

Deno.test("the header is one line as wide as the window, whatever is in it", () => {
  fc.assert(fc.property(anyState, fc.boolean(), fc.constantFrom(...LOOKS), (state, isNarrow, look) => {
    const { columns } = state.size;
    const lines = headerLine({ ...state, columns, isNarrow, look });
    assert.deepEqual(lines.map(lineWidth), [columns]);
  }));
});

Deno.test("the mode and the state of the link are seen at every width, however long the address is", () => {
  fc.assert(fc.property(anyState, fc.integer({ min: 80, max: 300 }), (state, columns) => {
    const line = drawn({ ...state, size: { columns, rows: 30 }, link: { state: "sign-in-needed", told } });
    assert.match(line, /\[sign-in needed\]/);
    assert.match(line, state.account?.isReadOnly ? /\[READ ONLY\] \[local\]/ : /\[demo\]/);
  }));
});

Deno.test("the header names the address, the profile and the age of the copy", () => {
  assert.equal(
    drawn(sampleState()),
    "foxden  ann@example.org [work]" + " ".repeat(45) + "[online] synced 2 min ago",
  );
});

Deno.test("a wide header names the server and the hour, too", () => {
  const line = drawn(sampleState(200, 60));
  assert.match(line, /^foxden {2}ann@example\.org \[work\] {3}server: accounts\.firefox\.com /);
  assert.ok(line.endsWith(`[online] synced 2 min ago    ${hour(NOW_MS)}`));
});

Deno.test("each state of the link is told in words", () => {
  const cases: readonly (readonly [Link, string])[] = [
    [{ state: "idle" }, " synced 2 min ago"],
    [{ state: "offline-wanted" }, "[offline] last sync 2 min ago"],
    [
      { state: "offline", sinceMs: NOW_MS - 1000, nextTryMs: NOW_MS },
      `[offline since ${hour(NOW_MS - 1000)}] last sync 2 min ago`,
    ],
    [
      { state: "busy", nextTryMs: NOW_MS + 1000 },
      `[server busy, next try ${hour(NOW_MS + 1000)}] last sync 2 min ago`,
    ],
    [{ state: "keys-changed", told }, "[keys changed] last sync 2 min ago"],
    [{ state: "challenge", told }, "[browser check needed] last sync 2 min ago"],
    [{ state: "failed", told }, "[sync failed] last sync 2 min ago"],
    [
      { state: "syncing", collection: "history", done: 262_144, total: 500_113 },
      "syncing history 262,144 / 500,113  52%",
    ],
    [{ state: "syncing", collection: "history", done: 10, total: null }, "syncing history 10"],
    [{ state: "syncing" }, " syncing"],
  ];
  for (const [link, words] of cases) assert.ok(drawn({ ...sampleState(), link }).endsWith(words), words);
});

Deno.test("a copy that was never made is not given an age", () => {
  assert.ok(drawn({ ...sampleState(), syncedAtMs: null }).endsWith("[online] never synced"));
});

Deno.test("an hour of another day comes with its day", () => {
  const sinceMs = NOW_MS - 3 * 86_400_000;
  const line = drawn({ ...sampleState(), link: { state: "offline", sinceMs, nextTryMs: NOW_MS } });
  assert.ok(line.includes(`[offline since ${localTime(new Date(sinceMs)).slice(5)}]`));
});

Deno.test("a narrow header names the pane and the place in the list", () => {
  const state = sampleState(60, 15);
  assert.equal(drawn(state, true), "foxden work  2 Passwords" + " ".repeat(23) + "online  5/412");
  const detail = drawn({ ...state, focus: "detail" }, true);
  assert.match(detail, /^foxden work {2}2 Passwords > github\.com \/ annl /);
  assert.match(drawn({ ...state, focus: "sidebar" }, true), /^foxden work {2}Collections /);
});

Deno.test("before anybody is signed in the header says so", () => {
  const line = drawn({ ...sampleState(), account: null, screen: "welcome" });
  assert.match(line, /^foxden \d+\.\d+\.\d+ +no account yet$/);
});

Deno.test("a profile named like its mark is not named twice", () => {
  const state = sampleState();
  const account = state.account && { ...state.account, profile: "demo", marks: ["demo" as const] };
  assert.match(drawn({ ...state, account }), /^foxden {2}ann@example\.org \[demo\] {2}/);
});
