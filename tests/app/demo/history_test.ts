import assert from "node:assert/strict";
import { DEMO_CHUNK, DEMO_ROWS, type DemoRecord, demoRecords } from "../../../app/demo/records.ts";
import { array, integer, object, string } from "../../../core/json.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 6, 15, 12, 34, 56, 789);
const HOUR_START_MS = Date.UTC(2026, 6, 15, 12);

const isLive = (record: DemoRecord): boolean => record.cleartext.deleted !== true;
const text = (record: DemoRecord, field: string): string => string(record.cleartext[field], field);
const hostOf = (record: DemoRecord): string => new URL(text(record, "histUri")).hostname;

function allOf(seed: number, rows: number): DemoRecord[] {
  const chunks = [...demoRecords({ seed, rows, nowMs: NOW_MS })];
  return chunks.flatMap(({ collection, records }) => collection === "history" ? records : []);
}

const historyOf = (seed: number, rows: number): DemoRecord[] => allOf(seed, rows).filter(isLive);
const PAGES = historyOf(1, DEMO_ROWS);
const GONE = allOf(1, 0).length;

Deno.test("37 pages are on ads.example, also in a longer history", () => {
  for (const rows of [DEMO_ROWS, 200, 5000]) {
    const pages = historyOf(1, rows);
    assert.equal(pages.length, rows);
    assert.equal(pages.filter((page) => hostOf(page) === "ads.example").length, 37);
    assert.equal(pages.filter((page) => JSON.stringify(page.cleartext).includes("ads.example")).length, 37);
  }
});

Deno.test("many pages speak of deno, in titles of many scripts there is more", () => {
  const pages = PAGES;
  assert.ok(pages.filter((page) => /deno/i.test(JSON.stringify(page.cleartext))).length > DEMO_ROWS / 10);
  const titles = pages.map((page) => page.cleartext.title);
  assert.ok(titles.includes(null));
  const scripts = [
    /\p{sc=Han}/u,
    /\p{sc=Cyrillic}/u,
    /\p{sc=Arabic}/u,
    /\p{sc=Hebrew}/u,
    /\p{sc=Hangul}/u,
    /[äöüß]/,
  ];
  for (const script of scripts) assert.ok(titles.some((title) => script.test(String(title))), String(script));
});

const visitList = array(object({ date: integer, type: integer }));

Deno.test("a page has 1 to 20 visits, newest first, and an address of its own", () => {
  const urls = new Set<string>();
  const counts = new Map<number, number>();
  const types: number[] = [];
  for (const page of PAGES) {
    const url = text(page, "histUri");
    assert.equal(new URL(url).href, url);
    urls.add(url);
    const visits = visitList(page.cleartext.visits, "visits");
    counts.set(visits.length, (counts.get(visits.length) ?? 0) + 1);
    types.push(...visits.map((visit) => visit.type));
    assert.ok(
      visits.every(({ date }, i) => Number.isInteger(date) && date < (visits[i - 1]?.date ?? Infinity)),
      url,
    );
    assert.ok(Number.isInteger(page.sortindex) && Number(page.sortindex) > 0);
  }
  assert.equal(urls.size, DEMO_ROWS);
  assert.deepEqual([Math.min(...counts.keys()), Math.max(...counts.keys())], [1, 20]);
  assert.ok(types.filter((type) => type === 1 || type === 2).length > 0.9 * types.length);
  assert.ok(types.every((type) => type >= 1 && type <= 9));
});

Deno.test("last visits spread over 60 days, more of them lately", () => {
  const weeks = Array.from({ length: 9 }, () => 0);
  for (const page of PAGES) {
    const lastUs = visitList(page.cleartext.visits, "visits")[0]?.date ?? 0;
    const days = (HOUR_START_MS - lastUs / 1000) / DAY_MS;
    assert.ok(days >= 0 && days <= 60, String(days));
    const week = Math.floor(days / 7);
    weeks[week] = (weeks[week] ?? 0) + 1;
  }
  const [latest = 0, ...earlier] = weeks;
  assert.ok(earlier.every((count) => count > 0 && count < latest), weeks.join(" "));
});

Deno.test("a page does not depend on how many there are", () => {
  const few = historyOf(3, 10);
  const more = historyOf(3, 1500);
  assert.deepEqual(few, more.slice(0, 10));
});

Deno.test("a hundred thousand pages come chunk by chunk, none held, none twice", () => {
  const ids = new Set<string>();
  let pages = 0;
  let largest = 0;
  for (const { collection, records } of demoRecords({ seed: 1, rows: 100_000, nowMs: NOW_MS })) {
    largest = Math.max(largest, records.length);
    for (const record of collection === "history" ? records : []) {
      ids.add(record.id);
      if (isLive(record)) pages++;
    }
  }
  assert.equal(pages, 100_000);
  assert.equal(ids.size, 100_000 + GONE);
  assert.equal(largest, DEMO_CHUNK);
});

Deno.test("a history of five hundred thousand starts at once and stops when nobody reads on", () => {
  const chunks = demoRecords({ seed: 1, rows: 500_000, nowMs: NOW_MS });
  const first = chunks.next();
  assert.equal(first.done, false);
  chunks.return(undefined);
  assert.equal(chunks.next().done, true);
});
