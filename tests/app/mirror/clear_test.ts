/** What the files of a profile give away: nothing of a record, and nothing to other users. */
import assert from "node:assert/strict";
import { refresh } from "../../../app/refresh.ts";
import type { App } from "../../../app/open.ts";
import { id, named } from "../../core/sync/storage_support.ts";
import { deleteFromCollection } from "../../../core/sync/storage.ts";
import { openSynced, put, putPayloads, type TestRecord } from "../app_support.ts";
import { bookmark, login, page, putAll } from "./support/library.ts";
import { filesIn, some } from "./support/mirrors.ts";

/** Words that stand in titles, addresses and passwords of the records, and nowhere else. */
const WORDS = [
  "Zitronenkuchen",
  "quokkaquokka",
  "s3kretWord",
  "Fjordlandschaft",
  "plainPayload",
  "raw-not-json",
];

const records = (n: number): Readonly<Record<string, TestRecord>> => ({
  bookmarks: bookmark(n, `Zitronenkuchen ${n}`),
  history: page(n, `Fjordlandschaft ${n}`),
  passwords: { ...login(n), password: `s3kretWord ${n}`, hostname: "https://quokkaquokka.example" },
});

async function fill(app: App, count: number, first = 0): Promise<void> {
  for (const name of ["bookmarks", "history", "passwords"]) {
    await putAll(app, name, some(count, (n) => records(n)[name] ?? assert.fail(), first));
  }
}

/** Where a word stands in bytes, in any of the ways text is written. */
function standsIn(bytes: Uint8Array, word: string): boolean {
  const text = new TextDecoder("latin1").decode(bytes);
  const wide = (order: "le" | "be") =>
    [...word].map((each) => order === "le" ? `${each}\0` : `\0${each}`).join("");
  const ways = [word, wide("le"), wide("be"), btoa(word).replace(/=+$/, "").slice(0, -1)];
  return ways.some((way) => text.includes(way));
}

async function assertNothingIn(folder: string, when: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await filesIn(folder);
  for (const [name, bytes] of files) {
    for (const word of WORDS) assert.ok(!standsIn(bytes, word), `${when}: ${word} stands in ${name}`);
    const { mode } = await Deno.stat(`${folder}/${name}`);
    assert.equal((mode ?? 0) & 0o777, 0o600, `${when}: the mode of ${name}`);
  }
  return files;
}

Deno.test("nothing of a record is in clear in any file, and the files are their owner's only", async () => {
  await using account = await openSynced();
  const { app, home } = account;
  const folder = `${home}/default`;
  await fill(app, 600);
  await putPayloads(app, "forms", { broken: "plainPayload that opens with no key", other: "raw-not-json" });
  await put(app, "tabs", { id: "a", clientName: "quokkaquokka", tabs: [] });
  await refresh(app, { collections: "all" });
  const first = await assertNothingIn(folder, "after a refresh");
  assert.ok(first.has("mirror.db-wal") && first.has("mirror.db-shm"), [...first.keys()].join());
  // More than half of the first pages dies, which makes them be written anew.
  await fill(app, 400, 20);
  const { server } = await app.sync();
  await deleteFromCollection(server, named("history"), { ids: some(90, (n) => id(page(n).id)) });
  await refresh(app, { collections: "all" });
  await assertNothingIn(folder, "after changes");
  (await app.mirror()).close();
  const last = await assertNothingIn(folder, "at rest");
  assert.ok((last.get("mirror.db")?.length ?? 0) > 200_000, "there is something in it");
  const { mode } = await Deno.stat(folder);
  assert.equal((mode ?? 0) & 0o777, 0o700);
});

Deno.test("the search for words finds them where they are", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.ok(standsIn(bytes("..Zitronenkuchen.."), "Zitronenkuchen"));
  assert.ok(standsIn(bytes("Z\0i\0t\0"), "Zit"));
  assert.ok(standsIn(bytes("\0Z\0i\0t"), "Zit"));
  assert.ok(standsIn(bytes(btoa("Zitronenkuchen")), "Zitronenkuchen"));
  assert.ok(!standsIn(bytes("Zitronen"), "Zitronenkuchen"));
});
