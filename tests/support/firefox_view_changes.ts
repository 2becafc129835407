/** Small changes to the records of the real-Firefox account, each with the words in which it must be told. */
import assert from "node:assert/strict";
import type { Stored } from "../../app/read.ts";
import type { BookmarkItem } from "../../core/records/bookmarks.ts";
import type { SyncRecord } from "../../core/records/codec.ts";
import { pageUrl, visitOf } from "./firefox_view_pages.ts";
import type { LiveRecords } from "./firefox_view_reading.ts";

/** One change. */
export interface Change {
  readonly change: string;
  /** The collections after it; the others are as they were. */
  readonly changed: Partial<LiveRecords>;
  /** The differences that no rule allows. */
  readonly unexplained: readonly string[];
  /** The allowed differences that are gone. */
  readonly missing?: readonly string[];
}

const GRAFANA = "zS2iy6y1Vso3";
const FOLDER = "8kjPzYjjNOfS";
const QUERY = "T5W1xOqWvzUb";
const BANK = "{3dc370e9-c730-4cc6-aff7-49e2581bf2d1}";
const PAGE_NUMBER = 2;

/** The changes. */
export function changesTo(live: LiveRecords): readonly Change[] {
  return [...changesToBookmarks(live), ...changesToHistory(live), ...otherChanges(live)];
}

function changesToBookmarks({ bookmarks }: LiveRecords): Change[] {
  return [
    {
      change: "another title",
      changed: { bookmarks: edit(bookmarks, GRAFANA, (item) => ({ ...item, title: "changed" })) },
      unexplained: [`bookmarks/${GRAFANA} title: "changed" in the record, "Grafana" in the view`],
    },
    {
      change: "lost tags",
      changed: { bookmarks: edit(bookmarks, GRAFANA, (item) => ({ ...item, tags: [] })) },
      unexplained: [`bookmarks/${GRAFANA} tags: nothing in the record, ["lan","ops"] in the view`],
    },
    {
      change: "another order in a folder",
      changed: {
        bookmarks: edit(bookmarks, FOLDER, (item) => ({
          ...item,
          children: ["CqFweho8-5Jg", "qj8QXKsOhft8"],
        })),
      },
      unexplained: [
        `bookmarks/${FOLDER} children: ["CqFweho8-5Jg","qj8QXKsOhft8"] in the record, ` +
        '["qj8QXKsOhft8","CqFweho8-5Jg"] in the view',
      ],
    },
    {
      change: "an allowed difference that is gone",
      changed: { bookmarks: edit(bookmarks, QUERY, asBookmark) },
      unexplained: [],
      missing: [`bookmarks/${QUERY} type: "query" in the record, "bookmark" in the view`],
    },
  ];
}

const asBookmark = (item: BookmarkItem): BookmarkItem =>
  item.type === "query" ? { ...item, type: "bookmark" } : item;

function changesToHistory({ history }: LiveRecords): Change[] {
  const page = history.find(({ record }) => record.url === pageUrl(PAGE_NUMBER));
  assert.ok(page);
  const { id } = page;
  const [dateUs, transition] = visitOf(PAGE_NUMBER, 0);
  const newest = `history/${id} visit ${dateUs} ${transition}: nothing in the record, 1 in the view`;
  const moved = page.record.visits.map((visit, i) => i === 0 ? { ...visit, dateUs: dateUs + 1 } : visit);
  return [
    {
      change: "a lost visit",
      changed: { history: edit(history, id, (each) => ({ ...each, visits: each.visits.slice(1) })) },
      unexplained: [newest],
    },
    {
      change: "a visit one microsecond later",
      changed: { history: edit(history, id, (each) => ({ ...each, visits: moved })) },
      unexplained: [
        `history/${id} visit ${dateUs + 1} ${transition}: 1 in the record, nothing in the view`,
        newest,
      ],
    },
    {
      change: "another address",
      changed: { history: edit(history, id, (each) => ({ ...each, url: "https://a.example/" })) },
      unexplained: [
        `history/${id} url: "https://a.example/" in the record, "${pageUrl(PAGE_NUMBER)}" in the view`,
      ],
    },
  ];
}

function otherChanges({ forms, passwords, addresses }: LiveRecords): Change[] {
  const newEntry = { id: "new", name: "city", value: "Ulm", source: {} };
  return [
    {
      change: "another password",
      changed: { passwords: edit(passwords, BANK, (login) => ({ ...login, password: "changed" })) },
      unexplained: [
        `passwords/${BANK} password: "changed" in the record, "correct horse battery staple" in the view`,
      ],
    },
    {
      change: "a lost record",
      changed: { passwords: passwords.filter(({ id }) => id !== BANK) },
      unexplained: [
        `passwords/${BANK}: nothing in the record, {"origin":"https://bank.example",` +
        '"formActionOrigin":"https://bank.example","httpRealm":null,"username":"4410-22871",' +
        '"password":"correct horse battery staple","timePasswordChanged":1795305149335} in the view',
      ],
    },
    {
      change: "a new record",
      changed: { forms: [...forms, ...forms.slice(0, 1).map((stored) => ({ ...stored, record: newEntry }))] },
      unexplained: [
        'forms/city=Ulm: {"name":"city","value":"Ulm","times":1} in the record, nothing in the view',
      ],
    },
    {
      change: "another city",
      changed: { addresses: edit(addresses, "9c37e22aff37", (each) => ({ ...each, city: "Bonn" })) },
      unexplained: ['addresses/9c37e22aff37 address-level2: "Bonn" in the record, "Ulm" in the view'],
    },
  ];
}

function edit<T extends SyncRecord>(
  list: readonly Stored<T>[],
  id: string,
  change: (record: T) => T,
): readonly Stored<T>[] {
  assert.ok(list.some((stored) => stored.id === id), `${id} is there`);
  return list.map((stored) => stored.id === id ? { ...stored, record: change(stored.record) } : stored);
}
