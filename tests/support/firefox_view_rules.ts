/**
 * Why the records of the real-Firefox account and the view of a device may disagree, and all the places where they
 * do: one table, by value.
 */
import type { Difference } from "./firefox_view.ts";
import { PAGE_NUMBERS, pageUrl, RECORDED_VISITS, visitCount, visitOf } from "./firefox_view_pages.ts";
import type { LiveRecords } from "./firefox_view_reading.ts";

/** The two devices that wrote the account, by their names in it. */
export const DEVICES = ["den", "work laptop"] as const;
export type Device = typeof DEVICES[number];

/** One reason to disagree. */
export interface Rule {
  readonly rule: string;
  /** How many items differ by it, for each device. */
  readonly items: readonly [den: number, laptop: number];
  readonly differences: Readonly<Record<Device, readonly Difference[]>>;
}

const NONE: readonly Difference[] = [];
const both = (list: readonly Difference[]) => ({ "den": list, "work laptop": list });
const onlyInView = (item: string, members: Readonly<Record<string, unknown>>): Difference[] =>
  Object.entries(members).map(([member, view]) => ({ item, member, record: undefined, view }));
const onlyInRecord = (item: string, members: Readonly<Record<string, unknown>>): Difference[] =>
  Object.entries(members).map(([member, record]) => ({ item, member, record, view: undefined }));

const CLIENT_IDS = { "den": "eVa_N_Eq_YBY", "work laptop": "WCYYoY-Z3_Xi" } as const;
/** The only tab of each device, which has no title. */
const TAB_URLS = {
  "den": "http://127.0.0.1:46845/.well-known/fxa-client-configuration",
  "work laptop": "http://127.0.0.1:46845/.well-known/openid-configuration",
} as const;
const FXA_DEVICE_IDS = {
  "den": "46401e08f3055d38fda9aa4e6eeb359b",
  "work laptop": "d57093cf8337bc5ac776015ee2644f56",
} as const;
/** The page of its tab, by the device that visited it. */
const OWN_PAGES = { "den": "history/fK7ptNwF2t-z", "work laptop": "history/TUxPBZoHccUg" } as const;

const untitledTab = (owner: Device): Difference => ({
  item: `tabs/${CLIENT_IDS[owner]}/0`,
  member: "title",
  record: "",
  view: TAB_URLS[owner],
});

const ownRecords = (device: Device): Difference[] => [
  { item: `tabs/${CLIENT_IDS[device]}`, record: { name: device, tabs: 1 }, view: undefined },
  { item: `tabs/${CLIENT_IDS[device]}/0`, record: { title: "", url: TAB_URLS[device] }, view: undefined },
  ...onlyInRecord(`clients/${CLIENT_IDS[device]}`, {
    type: "desktop",
    fxaDeviceId: FXA_DEVICE_IDS[device],
    version: "153.7.0",
  }),
];

const cutVisit = (item: string, dateUs: number, cutUs: number): Difference[] => [
  ...onlyInRecord(item, { [`visit ${dateUs} 1`]: 1 }),
  ...onlyInView(item, { [`visit ${cutUs} 1`]: 1 }),
];

const cardInView = (encrypted: string): Difference[] =>
  onlyInView("creditcards/3d8cd47008ee", {
    "cc-number": "••••••••••••1111",
    "cc-given-name": "Ann",
    "cc-family-name": "Lee",
    "cc-exp": "2031-04",
    "cc-number-encrypted": encrypted,
  });

/** The rules about records that can be named one by one. */
const NAMED: readonly Rule[] = [
  {
    rule: "a query is shown as a bookmark with a place: address",
    items: [1, 1],
    differences: both([
      { item: "bookmarks/T5W1xOqWvzUb", member: "type", record: "query", view: "bookmark" },
    ]),
  },
  {
    rule: "a receiver does not keep timePasswordChanged",
    items: [1, 0],
    differences: {
      "den": [{
        item: "passwords/{8bc89bb9-acbc-4d8e-aed9-0241866eb456}",
        member: "timePasswordChanged",
        record: 1_795_305_153_649,
        view: 1_795_305_154_701,
      }],
      "work laptop": NONE,
    },
  },
  {
    rule: "a received visit is cut to whole milliseconds",
    items: [1, 1],
    differences: {
      "den": cutVisit(OWN_PAGES["work laptop"], 1_795_305_153_768_392, 1_795_305_153_768_000),
      "work laptop": cutVisit(OWN_PAGES.den, 1_795_305_149_873_295, 1_795_305_149_873_000),
    },
  },
  {
    rule: "forms compare by name and value: Firefox writes duplicates",
    items: [2, 2],
    differences: both(
      ["forms/q=valüe 7", "forms/email=valüe 9"].map((item) => ({
        item,
        member: "times",
        record: 2,
        view: 1,
      })),
    ),
  },
  {
    rule: "what follows from an address is never in its record",
    items: [1, 1],
    differences: both(onlyInView("addresses/9c37e22aff37", {
      "address-line1": "1 Main St",
      "address-line2": "Flat 2",
      "country-name": "United States",
      "tel-country-code": "+1",
      "tel-national": "2125550123",
      "tel-area-code": "212",
      "tel-local": "5550123",
      "tel-local-prefix": "555",
      "tel-local-suffix": "0123",
    })),
  },
  {
    rule: "what follows from a card is never in its record, where its number is in clear; a view masks it",
    items: [1, 1],
    differences: {
      "den": cardInView("9WQ7/SMP9s+Qj5IX2s2CjZISX4kv33fmCKmoHqfrkGwHdDA+5LH7soUvIck="),
      "work laptop": cardInView("qY3UNnWO8KUKDS/pLGTbMZxuTcm+JV6V2TuDkf/UU2fRWqxrezJg0JfLlVc="),
    },
  },
  {
    rule: "a tab without a title is shown by its address",
    items: [1, 1],
    differences: { "den": [untitledTab("work laptop")], "work laptop": [untitledTab("den")] },
  },
  {
    rule: "a device shows the tabs and the client of others, and of itself only the name",
    items: [3, 3],
    differences: { "den": ownRecords("den"), "work laptop": ownRecords("work laptop") },
  },
  {
    rule: 'a page whose title is "" has none in a view',
    items: [2, 2],
    differences: both(
      Object.values(OWN_PAGES).map((item) => ({ item, member: "title", record: "", view: null })),
    ),
  },
];

/** The rules about visits to the pages that are only numbered. */
function numbered(pages: readonly NumberedPage[]): readonly Rule[] {
  return [
    {
      rule: "a record holds the newest 20 visits, the device that made them knows more",
      items: [120, 0],
      differences: {
        "den": pages.flatMap(([k, item]) =>
          visitNames(k, RECORDED_VISITS, visitCount(k)).flatMap((name) => onlyInView(item, { [name]: 1 }))
        ),
        "work laptop": NONE,
      },
    },
    {
      rule: "visits are newest first in a record and oldest first in a view",
      items: [531, 531],
      differences: both(
        pages.filter(([k]) => visitCount(k) > 1).map(([_, item]) => ({
          item,
          member: "order",
          record: "newest first",
          view: "oldest first",
        })),
      ),
    },
  ];
}

/** The whole table. */
export const allowedDifferences = (
  live: LiveRecords,
): readonly Rule[] => [...NAMED, ...numbered(pagesOf(live))];

const visitNames = (k: number, from: number, to: number): string[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => `visit ${visitOf(k, from + i).join(" ")}`);

type NumberedPage = readonly [k: number, item: string];

function pagesOf(live: LiveRecords): NumberedPage[] {
  const ids = new Map(live.history.map(({ record }) => [record.url, record.id]));
  return PAGE_NUMBERS.map((k) => [k, `history/${ids.get(pageUrl(k))}`]);
}
