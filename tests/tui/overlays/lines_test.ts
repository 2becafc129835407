import assert from "node:assert/strict";
import fc from "fast-check";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { overlayLines } from "../../../tui/overlays/all.ts";
import {
  copyMenu,
  exportForm,
  facetMenu,
  facetValues,
  openHelp,
  openPage,
  openPalette,
  openQuestion,
  openUnlock,
  sortMenu,
} from "../../../tui/overlays/open.ts";
import type { Overlay } from "../../../tui/overlays/overlay.ts";
import { overlayRoom } from "../../../tui/overlays/room.ts";
import type { State } from "../../../tui/state.ts";
import { fieldOf } from "../../../tui/text_field.ts";
import { ASCII, COLORED, menuOf, NOW_MS, sampleView } from "./samples.ts";

/** What a synced text may hold: wide signs, joined ones, marks, controls, and what turns the direction. */
const HOSTILE = [
  "日本語 👨‍👩‍👧 ⚠️ e\u0301 \u202ex\u202c \x1b[31mred\x1b[0m",
  "\x00\x07\r\n\t\x9b2J",
  "🇩🇪".repeat(80),
  "a".repeat(5000),
  "e\u0301\u0302\u0303".repeat(100),
  "\u200d\u200b\ufeff\ud800",
  "ｶﾞ ガ ｶ\u3099",
  "",
];
const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "grapheme", maxLength: 90 }));
const size = fc.record({
  columns: fc.integer({ min: 40, max: 300 }),
  rows: fc.integer({ min: 10, max: 100 }),
});

/** Everything that can lie over a state, with texts in it that somebody else has written. */
function overlaysOn(view: State, hostile: string): readonly Overlay[] {
  const choice = { type: "narrow", text: hostile } as const;
  const items = [hostile, "b"].map((label) => ({ key: "a", label, aside: hostile, choice }));
  const lines = [{ text: hostile, sign: "warn" } as const, { text: hostile }, {
    text: hostile,
    isHeading: true,
  }];
  const form = exportForm(view);
  return [
    { ...openPalette(), cursor: 7, top: 3 },
    { ...openPalette(), field: fieldOf(hostile) },
    openHelp([hostile]),
    { ...openHelp(), field: fieldOf(hostile), top: 500 },
    menuOf(hostile, items),
    { ...menuOf(hostile, items, 9), field: fieldOf(hostile) },
    openPage(hostile, lines, { isLoading: true }),
    { ...openPage(hostile, [{ text: hostile }]), top: 900 },
    openQuestion(
      { title: hostile, lines: [hostile], answers: [{ key: "y", label: hostile, choice }] },
      NOW_MS,
    ),
    { ...openUnlock(true), fault: hostile, about: hostile },
    ...form
      ? [form, { ...form, fields: form.fields.map((each) => ({ ...each, field: fieldOf(hostile) })) }]
      : [],
    ...[copyMenu(view), sortMenu(view), facetMenu(view), facetValues(view, "title")].filter((each) =>
      each !== null
    ),
  ];
}

Deno.test("all lines of an overlay are equally wide, no wider than their room and no more than it has", () => {
  fc.assert(
    fc.property(text, size, fc.boolean(), (hostile, window, isAscii) => {
      const rows = [{ id: "aaaaaaaaaaaa", title: hostile, url: hostile, host: hostile }];
      const view = sampleView({ rows, size: window });
      const room = overlayRoom(window);
      for (const overlay of overlaysOn(view, hostile)) {
        const lines = overlayLines(overlay, room, isAscii ? ASCII : COLORED, view);
        const widths = new Set(lines.map(lineWidth));
        assert.equal(widths.size, 1, `${overlay.kind}: ${JSON.stringify(lines)}`);
        assert.ok(
          (widths.values().next().value ?? 0) <= room.columns && lines.length <= room.rows,
          overlay.kind,
        );
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("nothing of a text reaches the terminal but what can be seen", () => {
  for (const hostile of HOSTILE) {
    const view = sampleView({ rows: [{ id: "aaaaaaaaaaaa", title: hostile, url: hostile }] });
    for (const overlay of overlaysOn(view, hostile)) {
      const all = overlayLines(overlay, overlayRoom(view.size), COLORED, view).map(withoutStyles).join("");
      assert.doesNotMatch(all, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u, overlay.kind);
    }
  }
});

Deno.test("a room that is too small for a box has no lines, and none of it fails", () => {
  for (const columns of [0, 1, 2, 3, 4, 5, 8, 20]) {
    for (const rows of [0, 1, 2, 3, 5]) {
      const view = sampleView({ size: { columns, rows } });
      for (const overlay of overlaysOn(view, "日本語")) {
        const lines = overlayLines(overlay, { columns, rows }, ASCII, view);
        assert.ok(
          lines.length <= rows && lines.every((line) => lineWidth(line) <= columns),
          `${columns}x${rows}`,
        );
      }
    }
  }
});
