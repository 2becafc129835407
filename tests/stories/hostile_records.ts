/** Records that were made to break terminals, one of every collection. */
import assert from "node:assert/strict";
import type { JsonObject } from "../../core/json.ts";
import type { World } from "../support/world.ts";
import { put } from "./filled.ts";

/** Escapes, a link of OSC 8, C1, signs that turn text round, line ends of all kinds, NUL, and what XML and YAML trip over. */
export const HOSTILE =
  "\x1b[31mred\x1b]8;;https://h.example\x07link\x1b]8;;\x07\x9b5mC1\x85\u202eliart\u2066\u200f" +
  "\r\nnew: [line]\n\0nul\u2028sep ]]> <b>&amp; \"quoted\", 'single' \\ | - # {title} \ufffe\ufeff end";

/** An id that begins like another one, in every collection, and one that was deleted. */
export const [FIRST, SECOND, DELETED] = ["ambiguous001", "ambiguous002", "deleted00001"];

const LOGIN = {
  hostname: "https://h.example",
  formSubmitURL: "",
  password: "x",
  usernameField: "",
  passwordField: "",
};

/** A record of each collection, hostile in every text. `clients` and `tabs` are written as another device does. */
export const RECORDS: Readonly<Record<string, (id: string) => JsonObject>> = {
  bookmarks: (id) => ({
    id,
    type: "bookmark",
    parentid: "unfiled",
    parentName: HOSTILE,
    title: HOSTILE,
    bmkUri: `https://h.example/${id}?${HOSTILE}`,
    tags: [HOSTILE],
    keyword: `k${id}`,
    dateAdded: 1_700_000_000_000,
  }),
  history: (id) => ({
    id,
    histUri: `https://h.example/${id}?${HOSTILE}`,
    title: HOSTILE,
    visits: [{ date: 1_700_000_000_000_000, type: 1 }],
  }),
  passwords: (id) => ({ id, ...LOGIN, username: HOSTILE, httpRealm: HOSTILE }),
  forms: (id) => ({ id, name: HOSTILE, value: `${id}${HOSTILE}` }),
  addresses: (id) => ({ id, entry: { name: HOSTILE, "street-address": HOSTILE, version: 1 } }),
  creditcards: (id) => ({
    id,
    entry: {
      "cc-name": HOSTILE,
      "cc-number": "4111111111111111",
      "cc-exp-month": 1,
      "cc-exp-year": 2031,
      version: 3,
    },
  }),
  addons: (id) => ({ id, addonID: `${id}${HOSTILE}`, applicationID: "x", enabled: true, source: "amo" }),
  prefs: (id) => ({ id, value: { [`browser.${HOSTILE}`]: HOSTILE } }),
  "extension-storage": (id) => ({
    id,
    extId: `${id}${HOSTILE}`,
    data: JSON.stringify({ [HOSTILE]: HOSTILE }),
  }),
  clients: (id) => ({
    id,
    name: HOSTILE,
    type: "desktop",
    commands: [],
    version: "1",
    os: HOSTILE,
    application: HOSTILE,
  }),
  tabs: (id) => ({
    id,
    clientName: HOSTILE,
    tabs: [{
      title: HOSTILE,
      urlHistory: [`https://h.example/${HOSTILE}`],
      icon: HOSTILE,
      lastUsed: 1_700_000_000,
    }],
  }),
};

/** Puts two of each and the mark of a deleted one into the account that is signed in. */
export async function plantHostile(world: World): Promise<void> {
  for (const [collection, make] of Object.entries(RECORDS)) await plant(world, collection, make);
}

async function plant(world: World, collection: string, make: (id: string) => JsonObject): Promise<void> {
  const tombstone = { id: DELETED, deleted: true };
  if (collection === "clients" || collection === "tabs") {
    for (const id of [FIRST, SECOND]) await put(world, collection, id, make(id));
    return await put(world, collection, DELETED, tombstone);
  }
  const stdin = JSON.stringify([make(FIRST), make(SECOND)]);
  const run = await world.foxden(`records put ${collection} --force-shape --yes`, { stdin });
  assert.equal(run.code, 0, `${collection}: ${run.stderr}`);
  await put(world, collection, DELETED, tombstone);
}
