/** The demo's history: any number of pages, made one chunk at a time. */
import { guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { type Dice, diceFor, type IdMaker, idsFor } from "./dice.ts";
import { AD_HOST, AD_PAGES, SITE_TABLE, WORD_TABLE } from "./history_table.ts";
import { DAY_MS, type DemoRecord, type DemoSource, tableRows } from "./account.ts";

const TTL_SECONDS = collectionOf("history").ttlSeconds ?? 0;
const MAX_VISITS = 20;
const LAST_VISIT_DAYS = 60;
const TOMBSTONES = 6;
/** Every so many pages one is an advertisement, until there are enough. */
const AD_EVERY = 5;
const FIRST_NUMBER = 1000;

type Words = readonly [string, ...string[]];

interface Site {
  readonly words: Words;
  readonly slugs: Words;
  readonly name: string;
  readonly url: string;
  readonly title: string;
}

interface Page {
  readonly url: string;
  readonly title: string | null;
  /** The start page of a site: visited often, and its address typed. */
  readonly isHome: boolean;
}

interface Visit {
  /** Microseconds. */
  readonly date: number;
  readonly type: number;
}

/** A page's record by its index; no page depends on how many there are. */
export type HistoryMaker = (index: number) => DemoRecord;

/** Prepares the making of pages. */
export function historyMaker(source: DemoSource): HistoryMaker {
  const ids = idsFor(source.seed, "history");
  const dice = diceFor(source.seed, "history");
  return (index) => pageRecord(index, ids, dice(index), source);
}

/** Pages that were forgotten. @param rows how many pages there are beside them */
export function historyTombstones(source: DemoSource, rows: number): DemoRecord[] {
  const ids = idsFor(source.seed, "history");
  return Array.from({ length: TOMBSTONES }, (_, i) => {
    const id = ids.guid(rows + i);
    return { id: guid(id), sortindex: -1, ttl: TTL_SECONDS, cleartext: { id, deleted: true } };
  });
}

function pageRecord(index: number, ids: IdMaker, dice: Dice, source: DemoSource): DemoRecord {
  const id = ids.guid(index);
  const page = choosePage(index, dice);
  const visits = makeVisits(page, dice, source);
  const cleartext: JsonObject = { id, histUri: page.url, title: page.title, visits };
  return { id: guid(id), sortindex: frecency(visits, source), ttl: TTL_SECONDS, cleartext };
}

const WORDS: ReadonlyMap<string, Words> = new Map(
  tableRows(WORD_TABLE).map(([name = "", first = "", ...rest]) => [name, [first, ...rest]]),
);
const SLUGS: Words = WORDS.get("slugs") ?? ["page"];

const SITES: readonly (Site & { readonly weight: number })[] = tableRows(SITE_TABLE).map(
  ([weight = "", words = "", name = "", url = "", ...title]) => ({
    weight: Number(weight),
    words: WORDS.get(words) ?? SLUGS,
    slugs: (words === "dev" ? WORDS.get("tech slugs") : undefined) ?? SLUGS,
    name,
    url,
    title: title.join(" | "),
  }),
);
/** A site stands here as often as it weighs. */
const TICKETS = SITES.flatMap((site) => Array.from({ length: site.weight }, () => site));

/** The start page of each host, titled by the first site on it. */
const HOMES: readonly Page[] = SITES.map(({ url, name }) => ({
  url: new URL("/", url).href,
  title: name,
  isHome: true,
}))
  .filter((page, i, all) => all.findIndex((other) => other.url === page.url) === i);

function choosePage(index: number, dice: Dice): Page {
  const adsBefore = Math.min(AD_PAGES, Math.floor(index / AD_EVERY));
  if (adsBefore < AD_PAGES && index % AD_EVERY === AD_EVERY - 1) return adPage(index, dice);
  return HOMES[index - adsBefore] ?? sitePage(index, dice);
}

function adPage(index: number, dice: Dice): Page {
  const slug = dice.pick(SLUGS);
  const url = `https://${AD_HOST}/click?campaign=${FIRST_NUMBER + index}&to=${slug}`;
  return { url, title: `Sponsored: the ${slug} everyone talks about`, isHome: false };
}

function sitePage(index: number, dice: Dice): Page {
  const site = TICKETS[dice.below(TICKETS.length)];
  if (!site) return adPage(index, dice);
  const number = String(FIRST_NUMBER + index);
  const [a, b] = pickTwo(site.words, dice);
  const url = site.url.replaceAll("{n}", number).replace(/\{s\}/g, () => dice.pick(site.slugs));
  const title = site.title.replace(/\{(\w+)\}/g, (_, part) => {
    switch (part) {
      case "a":
        return a;
      case "A":
        return a.charAt(0).toUpperCase() + a.slice(1);
      case "b":
        return b;
      case "n":
        return number;
      case "s":
        return dice.pick(site.slugs);
      default:
        return site.name;
    }
  });
  return { url, title: dice.below(80) === 0 ? null : title, isHome: false };
}

/** Two different words. */
function pickTwo(words: Words, dice: Dice): [string, string] {
  const first = dice.below(words.length);
  const second = (first + 1 + dice.below(words.length - 1)) % words.length;
  return [words[first] ?? words[0], words[second] ?? words[0]];
}

/** Newest first. Low powers of the dice spread evenly, high ones crowd towards now and towards few visits. */
function makeVisits(page: Page, dice: Dice, source: DemoSource): Visit[] {
  const count = page.isHome ? MAX_VISITS : 1 + Math.floor(MAX_VISITS * dice.unit() ** 5);
  let backMs = 1 + Math.floor(LAST_VISIT_DAYS * DAY_MS * dice.unit() ** (page.isHome ? 9 : 2.2));
  return Array.from({ length: count }, () => {
    const date = (source.hourMs - backMs) * 1000 - dice.below(1000);
    backMs += 1 + dice.below((page.isHome ? 2 : 6) * DAY_MS);
    return { date, type: chooseTransition(dice.unit(), page.isHome) };
  });
}

/** Link 1, typed 2, bookmark 3, permanent redirect 5. */
function chooseTransition(chance: number, isHome: boolean): number {
  if (chance < (isHome ? 0.4 : 0.8)) return 1;
  if (chance < 0.95) return 2;
  return chance < 0.99 ? 3 : 5;
}

/** Places' own rule of thumb: the worth of the newest visits by age and kind, times how many visits there are. */
function frecency(visits: readonly Visit[], source: DemoSource): number {
  const sample = visits.slice(0, 10);
  const points = sample.map(({ date, type }) => {
    const ageDays = (source.hourMs * 1000 - date) / (1000 * DAY_MS);
    return agePoints(ageDays) * (type === 2 ? 20 : type === 5 ? 0.25 : 1);
  });
  return Math.ceil(visits.length * points.reduce((sum, each) => sum + each, 0) / sample.length);
}

function agePoints(ageDays: number): number {
  if (ageDays <= 4) return 100;
  if (ageDays <= 14) return 70;
  if (ageDays <= 31) return 50;
  return ageDays <= 90 ? 30 : 10;
}
