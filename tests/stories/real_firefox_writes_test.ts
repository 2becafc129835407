/** The account of a real Firefox is changed by every writing command, exactly as meant, and brought back. */
import assert from "node:assert/strict";
import { collectionName } from "../../core/ids.ts";
import { isObject, type JsonObject, parseJson } from "../../core/json.ts";
import { downloadCollection } from "../../core/sync/collection.ts";
import { infoCollections } from "../../core/sync/info.ts";
import { readFixture } from "../../tools/fixture.ts";
import { openFirefoxWorld } from "../support/firefox_view_reading.ts";
import type { World } from "../support/world.ts";
import { expectSuccess, itemsOf } from "./expect.ts";
import { appOf } from "./filled.ts";

/** A record as the server has it, and what is in it. */
interface Kept {
  readonly payload: string;
  readonly modified: number;
  readonly clear: string | undefined;
}

type Account = ReadonlyMap<string, Kept>;

const passwordOf: { email: string; password: string } = (await readFixture()).account;

async function signIn(world: World, profile: string): Promise<void> {
  const words = ["auth", "login", "-p", profile, "--server", world.server.url, "--email", passwordOf.email];
  expectSuccess(await world.foxden([...words, "--password-stdin"], { stdin: `${passwordOf.password}\n` }));
}

/** Every record of the account by `collection/id`, as a client reads it that has never been here. */
async function readAccount(world: World, profile = "default"): Promise<Account> {
  using app = appOf(world, profile);
  const session = await app.sync();
  const all = new Map<string, Kept>();
  for (const name of (await infoCollections(session.server)).keys()) {
    for await (const page of downloadCollection(session, collectionName(name))) {
      for (const { bso, clear } of page) {
        all.set(`${name}/${bso.id}`, { payload: bso.payload, modified: bso.modified, clear });
      }
    }
  }
  return all;
}

const objectIn = (kept: Kept | undefined): JsonObject | undefined => {
  const value = kept?.clear === undefined ? undefined : parseJson(kept.clear, "record");
  return isObject(value) && value["deleted"] !== true ? value : undefined;
};

/** What a change did to a record, member by member; `deleted` and `added` for the whole of it. */
function changeOf(before: Kept | undefined, after: Kept | undefined): unknown {
  const [was, is] = [objectIn(before), objectIn(after)];
  if (was === undefined) return is === undefined ? "nothing" : { added: is };
  if (is === undefined) return "deleted";
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const differs = (name: string) => JSON.stringify(was[name]) !== JSON.stringify(is[name]);
  return Object.fromEntries(names.filter(differs).map((name) => [name, is[name]]));
}

function changesBetween(before: Account, after: Account): Map<string, unknown> {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changed = keys.filter((key) => before.get(key)?.payload !== after.get(key)?.payload);
  return new Map(changed.map((key) => [key, changeOf(before.get(key), after.get(key))]));
}

/** The record of a bookmark by its title, which has to be the only one of that title. */
function idOf(account: Account, title: string): string {
  const found = [...account].filter(([key, kept]) =>
    key.startsWith("bookmarks/") && objectIn(kept)?.["title"] === title
  );
  assert.equal(found.length, 1, title);
  return found[0]?.[0].replace("bookmarks/", "") ?? "";
}

const childrenOf = (account: Account, id: string): readonly unknown[] => {
  const children = objectIn(account.get(`bookmarks/${id}`))?.["children"];
  return Array.isArray(children) ? children : [];
};

const UNICODE_FOLDER = "Ünïcödé 日本語 🦊";

Deno.test("every writing command changes a real Firefox's account as meant and nothing else, and undo brings it back", async () => {
  await using world = await openFirefoxWorld(await readFixture());
  await signIn(world, "default");
  const before = await readAccount(world);
  const id = (title: string) => idOf(before, title);
  const first = (collection: string, nth = 0) =>
    [...before.keys()].filter((key) => key.startsWith(`${collection}/`))[nth]?.replace(
      `${collection}/`,
      "",
    ) ?? "";
  const run = async (words: readonly string[], stdin?: string) =>
    expectSuccess(await world.foxden(words, stdin === undefined ? {} : { stdin }));
  const merge = (collection: string, record: object) =>
    run(["records", "put", collection, "--merge"], JSON.stringify(record));

  const added = itemsOf(
    await run([
      ...["bookmarks", "add", "https://new.example/page", "--title", "Neu ✓", "--folder", "toolbar/Work/Neu"],
      ...["--mkdir", "--tag", "ops", "--keyword", "nn", "--json"],
    ]),
  ).filter(({ action }) => action === "add").map((item) => String(item["id"]));
  await run(["bookmarks", "edit", "toolbar/Work/Grafana", "--title", "Grafana (neu)", "--tag", "+dash"]);
  await run(["bookmarks", "edit", "toolbar/Deno docs", "--tag", "+runtime,-dev"]);
  await run(["bookmarks", "mv", "unfiled/Bulk/Bulk 7", `menu/${UNICODE_FOLDER}`, "--at", "0"]);
  await run(["bookmarks", "rm", "-r", "menu/Mozilla Firefox", "--yes=5"]);
  await run(["bookmarks", "tags", "rename", "ops", "infra"]);
  const [login, prefs, address] = [first("passwords"), first("prefs"), first("addresses")];
  await merge("passwords", { id: login, username: "neu@example.org" });
  await merge("prefs", { id: prefs, value: { "browser.startup.page": 3 } });
  await merge("addresses", { id: address, entry: { organization: "Füchse e. V." } });
  const [form, ...visits] = [first("forms"), first("history", 3), first("history", 5)];
  await run(["records", "rm", "forms", form]);
  await run(["records", "rm", "history", ...visits, "--yes=2"]);

  await run(["bookmarks", "check"]);
  await signIn(world, "fresh");
  const after = await readAccount(world, "fresh");
  const [folder = "", page = ""] = added.toSorted((a) =>
    after.get(`bookmarks/${a}`)?.clear?.includes("folder") ? -1 : 1
  );
  const work = childrenOf(before, id("Work"));
  const dateAdded = objectIn(after.get(`bookmarks/${page}`))?.["dateAdded"];
  assert.equal(typeof dateAdded, "number");
  const made = { hasDupe: true, dateAdded };
  const valueOf = (key: string, member: string) => objectIn(before.get(key))?.[member];
  const membersOf = (key: string, member: string) => {
    const value = valueOf(key, member);
    return isObject(value) ? value : {};
  };
  const deleted = ["Mozilla Firefox", "Get Help", "Customize Firefox", "Get Involved", "About Us"];
  const expected = new Map<string, unknown>([
    [`bookmarks/${folder}`, {
      added: {
        id: folder,
        type: "folder",
        parentid: id("Work"),
        parentName: "Work",
        ...made,
        title: "Neu",
        children: [page],
      },
    }],
    [`bookmarks/${page}`, {
      added: {
        ...{ id: page, type: "bookmark", parentid: folder, parentName: "Neu", ...made, title: "Neu ✓" },
        ...{ bmkUri: "https://new.example/page", tags: ["infra"], keyword: "nn" },
      },
    }],
    [`bookmarks/${id("Work")}`, { children: [...work, folder] }],
    [`bookmarks/${id("Grafana")}`, { title: "Grafana (neu)", tags: ["lan", "infra", "dash"] }],
    [`bookmarks/${id("Runbook")}`, { tags: ["infra"] }],
    [`bookmarks/${id("Deno docs")}`, { tags: ["deno", "runtime"] }],
    [`bookmarks/${id("same page twice")}`, { tags: ["deno", "runtime"] }],
    [`bookmarks/${id("Recent tags")}`, { bmkUri: "place:tag=infra", folderName: "infra" }],
    [`bookmarks/${id("Bulk 7")}`, { parentid: id(UNICODE_FOLDER), parentName: UNICODE_FOLDER }],
    [`bookmarks/${id("Bulk")}`, {
      children: childrenOf(before, id("Bulk")).filter((child) => child !== id("Bulk 7")),
    }],
    [`bookmarks/${id(UNICODE_FOLDER)}`, {
      children: [id("Bulk 7"), ...childrenOf(before, id(UNICODE_FOLDER))],
    }],
    [`bookmarks/menu`, {
      children: childrenOf(before, "menu").filter((child) => child !== id("Mozilla Firefox")),
    }],
    ...deleted.map((title) => [`bookmarks/${id(title)}`, "deleted"] as const),
    [`passwords/${login}`, { username: "neu@example.org" }],
    [`prefs/${prefs}`, { value: { ...membersOf(`prefs/${prefs}`, "value"), "browser.startup.page": 3 } }],
    [`addresses/${address}`, {
      entry: { ...membersOf(`addresses/${address}`, "entry"), organization: "Füchse e. V." },
    }],
    [`forms/${form}`, "deleted"],
    ...visits.map((visit) => [`history/${visit}`, "deleted"] as const),
  ]);
  const sorted = (changes: Iterable<readonly [string, unknown]>) =>
    Object.fromEntries(
      [...changes].toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, change]) => [key, ordered(change)]),
    );
  assert.deepEqual(sorted(changesBetween(before, after)), sorted(expected));
  for (const [key, kept] of before) {
    if (!expected.has(key)) assert.deepEqual(after.get(key), kept, `${key} was not touched`);
  }

  await run(["undo", "11", "--yes"]);
  await run(["bookmarks", "check"]);
  const undone = await readAccount(world, "fresh");
  for (const [key, kept] of before) {
    assert.deepEqual(ordered(objectIn(undone.get(key))), ordered(objectIn(kept)), `${key} is as it was`);
  }
  const others = [...undone.keys()].filter((key) => !before.has(key));
  assert.deepEqual(others.toSorted(), added.map((each) => `bookmarks/${each}`).toSorted());
  assert.deepEqual(others.map((key) => objectIn(undone.get(key))), [undefined, undefined]);
});

/** Tags are a set. */
function ordered(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, each],
    ) => [name, name === "tags" && Array.isArray(each) ? each.toSorted() : ordered(each)]),
  );
}
