/** Records of every kind as foxden is given them: decrypted, each with an id of its own. */
import type { JsonObject } from "../../core/json.ts";

/** The ids, by collection. */
export const IDS = {
  folder: "foxdenFolder",
  bookmark: "foxdenBkmrk1",
  separator: "foxdenSeprtr",
  query: "foxdenQuery1",
  login: "{0f0f0f0f-1111-4222-8333-444444444444}",
  page: "foxdenPage_1",
  entry: "foxdenForm-1",
  address: "f0f0f0f0f0f0",
  card: "abcdefabcdef",
} as const;

/** All of them, by collection. The folder still wants its place in a parent's children. */
export function recordsOf(nowMs: number): Readonly<Record<string, readonly JsonObject[]>> {
  return {
    bookmarks: bookmarks(nowMs),
    passwords: [{
      id: IDS.login,
      hostname: "https://foxden.example",
      formSubmitURL: "https://foxden.example",
      httpRealm: null,
      username: "fuchs",
      password: "g€heim 🔑",
      usernameField: "user",
      passwordField: "pass",
      timeCreated: nowMs,
      timePasswordChanged: nowMs,
      fromLater: "kept",
    }],
    history: [{
      id: IDS.page,
      histUri: "https://foxden.example/page",
      title: "Page ✓",
      visits: [{ date: nowMs * 1000, type: 2 }, { date: (nowMs - 60_000) * 1000, type: 1 }],
      fromLater: "kept",
    }],
    forms: [{ id: IDS.entry, name: "city", value: "Füssen" }],
    addresses: [{
      id: IDS.address,
      entry: {
        version: 1,
        name: "Fritz Fuchs",
        "given-name": "Fritz",
        "family-name": "Fuchs",
        "street-address": "Bau 1\nHinterhof",
        "address-level2": "Füssen",
        "postal-code": "87629",
        country: "DE",
        email: "fuchs@foxden.example",
        ...autofillTimes(nowMs),
        fromLater: "kept",
      },
    }],
    creditcards: [{
      id: IDS.card,
      entry: {
        version: 3,
        "cc-name": "Fritz Fuchs",
        "cc-number": "5555555555554444",
        "cc-exp-month": 12,
        "cc-exp-year": 2043,
        "cc-type": "mastercard",
        ...autofillTimes(nowMs),
      },
    }],
  };
}

const autofillTimes = (nowMs: number): JsonObject => ({
  timeCreated: nowMs,
  timeLastModified: nowMs,
  timeLastUsed: 0,
  timesUsed: 0,
});

function bookmarks(nowMs: number): JsonObject[] {
  const common = { dateAdded: nowMs, hasDupe: true };
  const inFolder = { ...common, parentid: IDS.folder, parentName: "From foxden" };
  return [
    {
      id: IDS.folder,
      type: "folder",
      title: "From foxden",
      parentid: "menu",
      parentName: "menu",
      children: [IDS.bookmark, IDS.separator, IDS.query],
      ...common,
    },
    {
      id: IDS.bookmark,
      type: "bookmark",
      title: "Vön foxden 🦊",
      bmkUri: "https://foxden.example/?q=%s",
      tags: ["tag", "日本"],
      keyword: "fd",
      fromLater: "kept",
      ...inFolder,
    },
    { id: IDS.separator, type: "separator", pos: 1, ...inFolder },
    {
      id: IDS.query,
      type: "query",
      title: "Tagged",
      bmkUri: "place:tag=tag",
      folderName: "tag",
      ...inFolder,
    },
  ];
}
