import assert from "node:assert/strict";
import fc from "fast-check";
import { progressText } from "../../../tui/lines/bar.ts";
import { fieldText } from "../../../tui/lines/field.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { columnTime, shortAge } from "../../../tui/lines/times.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { editField, EMPTY_FIELD, fieldOf } from "../../../tui/text_field.ts";
import { syncedText } from "./texts.ts";

const { look } = makeLook({ isAscii: true, colors: "none" });
const DAY_MS = 86_400_000;
const at = (year: number, month: number, day: number) => new Date(year, month - 1, day, 16, 28);

Deno.test("a field shows where the next letter goes, and the part of a long text around it", () => {
  const text = (cells: number, field = fieldOf("deno sqlite")) =>
    withoutStyles(fieldText({ field, cells, isTyping: true, look }));
  assert.equal(text(14), "deno sqlite_  ");
  assert.equal(text(8), "~sqlite_");
  assert.equal(text(8, { text: "deno sqlite", at: 2 }), "deno sq~");
  assert.equal(text(4, EMPTY_FIELD), "_   ");
});

Deno.test("the letter under the caret is reversed", () => {
  const line = fieldText({ field: { text: "deno", at: 1 }, cells: 5, isTyping: true, look });
  assert.equal(line, "d\x1b[7me\x1b[27mno ");
});

Deno.test("a secret field has a star for each letter, and none of them", () => {
  const line = fieldText({ field: fieldOf("pässw👨‍👩‍👧d"), cells: 9, isTyping: false, isSecret: true, look });
  assert.equal(line, "*******  ");
});

Deno.test("a field takes exactly its cells, whatever is typed and wherever the caret is", () => {
  fc.assert(
    fc.property(syncedText, fc.nat(30), fc.nat(60), fc.boolean(), (text, moves, cells, isTyping) => {
      let field = fieldOf(text.slice(0, 200));
      for (let i = 0; i < moves; i++) field = editField(field, { type: "key", key: "left" }) ?? field;
      assert.equal(lineWidth(fieldText({ field, cells, isTyping, look })), cells);
    }),
    { numRuns: 200 },
  );
});

Deno.test("times are short where there is little room, and whole where there is more", () => {
  const now = at(2026, 11, 22).getTime();
  assert.equal(columnTime(at(2026, 11, 20), now, 16, "age"), "2026-11-20 16:28");
  assert.equal(columnTime(at(2026, 11, 20), now, 10, "day"), "2026-11-20");
  assert.equal(columnTime(at(2026, 11, 20), now, 10, "age"), "2 d");
  assert.equal(columnTime(new Date(NaN), now, 16, "age"), "");
});

Deno.test("an age counts days of the calendar, then weeks, months and years", () => {
  const now = at(2026, 11, 22).getTime();
  const ages = [0, 1, 6, 7, 29, 30, 364, 365, 1000].map((days) =>
    shortAge(new Date(now - days * DAY_MS), now)
  );
  assert.deepEqual(ages, ["today", "1 d", "6 d", "1 w", "4 w", "1 mo", "12 mo", "1 y", "2 y"]);
  assert.equal(shortAge(new Date(now + 3 * DAY_MS), now), "in 3 d");
});

Deno.test("progress is a bar with counts, or counts alone", () => {
  assert.equal(progressText(262_144, 500_113, 60, look), "[########........] 262,144 / 500,113   52%");
  assert.equal(progressText(262_144, 500_113, 25, look), "262,144 / 500,113   52%");
  assert.equal(progressText(1234, null, 60, look), "1,234");
  assert.equal(progressText(7, 5, 60, look), "[################] 7 / 5   100%");
});
