/** What the tests have a Firefox write: a bit of everything that syncs. */
import type { JsonObject } from "../../core/json.ts";

/** An item to be made: with `url` a bookmark, with `children` a folder, else a separator. */
export interface Planned {
  readonly title?: string;
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly keyword?: string;
  readonly children?: readonly Planned[];
}

export const WIKI = "https://wiki.example/search?q=%s";
export const NOTES = "https://notes.example/";

/** Below the toolbar. */
export const BOOKMARKS: readonly Planned[] = [
  {
    title: "Work",
    children: [
      { title: "Grafana", url: "http://grafana.lan:3000/", tags: ["lan", "ops"] },
      {},
      { title: "Wiki search", url: WIKI, keyword: "w" },
      {
        title: "Ünïcödé 日本語 🦊",
        children: [{ title: "ハンドブック", url: "https://例え.jp/手引?q=✓#頁" }],
      },
      { title: "Nothing yet", children: [] },
    ],
  },
  {},
  { title: "", url: "https://untitled.example/" },
  { title: 'Markup <b>&amp;</b> "quotes" \\ \t tab', url: "https://site.example/a?b=1&c=%2F#d" },
  { title: "Recent ops", url: "place:tag=ops" },
  { title: "Read later", url: "javascript:void(document.title)" },
  { title: "שלום عربي", url: NOTES, tags: ["日本", "ops", "a tag with spaces"] },
  { title: "Old things", children: [{ title: "Old 1", url: "https://old.example/1" }, {}] },
  { title: "Notes again", url: NOTES },
  { title: "Notes once more", url: NOTES },
];

/** What Places must show of planned items. @param ids theirs, depth first */
export function plannedRows(parentId: string, items: readonly Planned[], ids: string[]): JsonObject[] {
  return items.flatMap((item, position) => {
    const id = ids.shift() ?? "";
    const row = { id, parentId, position, title: item.title ?? "", ...linkOf(item), type: typeOf(item) };
    return [row, ...plannedRows(id, item.children ?? [], ids)];
  });
}

function typeOf({ url, children }: Planned): string {
  if (url !== undefined) return url.startsWith("place:") ? "query" : "bookmark";
  return children === undefined ? "separator" : "folder";
}

/** Tags belong to the address, wherever it is bookmarked. */
function linkOf({ url, tags, ...planned }: Planned): JsonObject {
  const keyword = planned.keyword ?? null;
  if (url === undefined) return { url: null, tags: [], keyword };
  const all = url === NOTES ? ["日本", "ops", "a tag with spaces"] : tags ?? [];
  return { url: new URL(url).href, tags: all.toSorted(), keyword };
}

const FORM = { httpRealm: null, usernameField: "user", passwordField: "pass" };

/** A form's, another of the same site, a realm's, and one that is all but empty. */
export const LOGINS: readonly JsonObject[] = [
  {
    origin: "https://git.example",
    formActionOrigin: "https://git.example",
    username: "ann",
    password: "hunter2-π",
    ...FORM,
  },
  {
    origin: "https://git.example",
    formActionOrigin: "https://git.example",
    username: "ann-work",
    password: 'q"\\,;',
    ...FORM,
  },
  {
    origin: "http://nas.lan:5001",
    formActionOrigin: null,
    httpRealm: "NAS ädmin",
    username: "root",
    password: "🔑 with spaces ",
    usernameField: "",
    passwordField: "",
  },
  { origin: "https://pin.example", formActionOrigin: "", username: "", password: "0", ...FORM },
];

const DAY_MS = 24 * 60 * 60 * 1000;

/** Pages of the last days, one with more visits than others, one without a title. */
export function pages(
  nowMs: number,
): { readonly url: string; readonly title: string; readonly visits: [number, number][] }[] {
  return [
    {
      url: "https://news.example/",
      title: "News ✓",
      visits: [[nowMs - 1000, 1], [nowMs - DAY_MS, 2], [nowMs - 2 * DAY_MS, 1]],
    },
    { url: "https://news.example/?q=%C3%A4#x", title: "日本語 🦊", visits: [[nowMs - 60_000, 1]] },
    { url: "https://untitled.example/", title: "", visits: [[nowMs - 3 * DAY_MS, 2]] },
    { url: "https://old.example/", title: "Old", visits: [[nowMs - 20 * DAY_MS, 1]] },
  ];
}

export const FORMS: readonly { readonly name: string; readonly value: string }[] = [
  { name: "city", value: "Köln" },
  { name: "q", value: "日本語 🦊" },
  { name: "email", value: "ann@example.org" },
  { name: "city", value: "Ulm" },
];

export const ADDRESS: JsonObject = {
  "name": "Ann B. Lée",
  "organization": "Ünï AG",
  "street-address": "1 Main St\nFlat 2",
  "address-level2": "Ulm",
  "address-level1": "CA",
  "postal-code": "94000",
  "country": "US",
  "tel": "+12125550123",
  "email": "ann@example.org",
};

export const CARD: JsonObject = {
  "cc-name": "Ann Lée",
  "cc-number": "4111111111111111",
  "cc-exp-month": 4,
  "cc-exp-year": 2041,
};
