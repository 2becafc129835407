/** A whole set of commands, run once with everything in view that reaches the server: what is never sent can be looked for. */
import assert from "node:assert/strict";
import { createBackup } from "../../app/backup/create.ts";
import { prepareBookmarkEdit, prepareTagRename } from "../../app/bookmarks/edits.ts";
import { listUndo } from "../../app/undo/undo.ts";
import { listBookmarks } from "../../app/bookmarks/list.ts";
import type { App } from "../../app/open.ts";
import { prepareRemoval } from "../../app/remove.ts";
import type { Cleartext } from "../../core/crypto/payload.ts";
import type { JsonObject } from "../../core/json.ts";
import { decryptPayload } from "../../core/crypto/payload.ts";
import { sealedPayload } from "../../core/sync/payload.ts";
import { putBso } from "../../core/sync/storage.ts";
import { checkBookmarks } from "../../core/bookmarks/check.ts";
import { bytes, id, keyPair, META_GLOBAL, named, seal } from "../core/sync/storage_support.ts";
import { put, rowsOf, type TestRecord } from "./app_support.ts";
import { elsewhere, live, putTree, smallTree, treeOf } from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import {
  openWriting,
  type SentBso,
  type SentWrite,
  setMeta,
  write,
  type WritingAccount,
} from "./writing_support.ts";

/** What nobody may find anywhere but sealed. */
export const SECRETS = ["hunter2-hunter2", "Very private title", "private.example"] as const;

export const META = {
  ...META_GLOBAL,
  engines: {
    bookmarks: { version: 2, syncID: "bookmarks-01" },
    forms: { version: 1, syncID: "forms-000001", more: "kept" },
  },
  declined: ["addons"],
  unknown: [1],
};

/** A request that changes something, as it was sent. */
export interface Sent extends SentWrite {
  /** Which command sent it. */
  readonly command: string;
  /** What the server had of the collection before it. */
  readonly before: ReadonlyMap<string, JsonObject>;
}

/** A record that was sent, opened. */
export interface SentRecord {
  readonly collection: string;
  readonly command: string;
  readonly bso: SentBso;
  readonly iv: string;
  readonly clear: JsonObject;
  readonly before: JsonObject | undefined;
}

/** All there is to see of the run. */
export interface Seen {
  readonly sent: readonly Sent[];
  readonly records: readonly SentRecord[];
  /** What was shown or traced, and the files of the profile but for the vault, as text. */
  readonly texts: ReadonlyMap<string, string>;
}

const form = (name: string, value = "v"): TestRecord => ({
  id: name,
  name: "field",
  value,
  unknown: { kept: 1 },
});

const LOGIN = {
  id: "{0123456789abcdef0123456789abcdef0123}",
  hostname: "https://private.example",
  formSubmitURL: "",
  httpRealm: null,
  username: "ann",
  password: "hunter2-hunter2",
  usernameField: "",
  passwordField: "",
};

/** Every command that changes something, by name. */
const COMMANDS: Readonly<Record<string, (account: WritingAccount, app: App) => Promise<unknown>>> = {
  add: (_, app) => carryOut(app, { kind: "add", title: "Very private title", folder: "menu/New/Deep" }),
  edit: async (_, app) =>
    await (await prepareBookmarkEdit(app, { item: "one_________", title: "edited", addTags: ["tag"] }))
      .commit(),
  move: (_, app) =>
    carryOut(app, { kind: "move", items: ["two_________", "home0_______"], folder: "menu/Work" }),
  tags: async (_, app) => await (await prepareTagRename(app, "tag", "other")).commit(),
  remove: (_, app) => carryOut(app, { kind: "remove", items: ["work________"] }),
  put: (_, app) => write(app, "forms", [form("form-1", "mine"), form("form-2"), form("form-4", "new")]),
  "put login": (_, app) => write(app, "passwords", [LOGIN]),
  merge: (_, app) => write(app, "forms", [{ id: "form-2", unknown: { more: 2 } }], { merge: true }),
  "records rm": async (_, app) => {
    for (const [collection, ids] of [["forms", ["form-3"]], ["addons", ["addon-1"]]] as const) {
      const input = { collection, ids, hard: false, inParts: false };
      await (await prepareRemoval(app, input)).commit();
    }
  },
  "records rm --hard": async (_, app) => {
    const input = { collection: "tabs", ids: ["old-device"], hard: true, inParts: false };
    await (await prepareRemoval(app, input)).commit();
  },
  undo: (_, app) => carryOut(app, { kind: "undo", count: 2 }),
  "undo many": (_, app) => carryOut(app, { kind: "undo", count: 4 }),
  restore: ({ home }, app) => carryOut(app, { kind: "restore", path: `${home}/test.fxbackup` }),
  wipe: (_, app) => carryOut(app, { kind: "wipe", collection: "forms" }),
};

async function setUp(account: WritingAccount): Promise<void> {
  const { app } = account;
  const { server } = await app.syncBeforeSetup();
  const { syncKey } = await app.secrets();
  const keys = {
    id: "keys",
    collection: "crypto",
    default: keyPair(bytes(64, 100)),
    collections: { forms: keyPair(bytes(64, 20)) },
  };
  await putBso(server, named("crypto"), { id: id("keys"), payload: await seal(keys, syncKey.k) }, {});
  await setMeta(app, META);
  const fresh = account.open();
  await put(fresh, "forms", form("form-1"), form("form-2"), form("form-3"));
  await put(fresh, "addons", { id: "addon-1", applicationID: "{app}", addonID: "x" });
  await put(fresh, "tabs", { id: "old-device", clientName: "x", tabs: [] });
  await put(fresh, "clients", {
    id: "theirs",
    name: "Pixel",
    type: "mobile",
    commands: [{ command: "logout" }],
  });
  await putTree(fresh, smallTree());
  const tree = await live(account.open());
  const one = tree.get("one_________");
  await put(fresh, "bookmarks", { ...one, id: "one_________", unknown: { kept: [1] } });
}

/** Runs all commands, one application each. */
export async function runEverything(): Promise<Seen> {
  await using account = await openWriting();
  await setUp(account);
  const others = account.open({ env: elsewhere(account) });
  await createBackup(account.open(), { path: `${account.home}/test.fxbackup`, key: { kind: "profile" } });
  account.writes.length = 0;
  const sent: Sent[] = [];
  let command = "";
  {
    const { id: token } = (await others.sync()).server.state.token?.credentials ?? {};
    using _ = account.faults.use(async ({ method, url, headers }) => {
      const [, collection] = /\/storage\/([^/?]+)/.exec(url) ?? [];
      if (method === "GET" || !collection || headers.get("authorization")?.includes(`id="${token}"`)) {
        return undefined;
      }
      const one = account.writes.at(-1);
      assert.ok(one);
      sent.push({
        ...one,
        command,
        before: collection === "meta" ? new Map() : await live(others, collection),
      });
      return undefined;
    });
    for (const [name, run] of Object.entries(COMMANDS)) {
      command = name;
      await run(account, account.open());
      assert.deepEqual(checkBookmarks(await treeOf(others)), [], `after ${name}`);
    }
  }
  const app = account.open();
  await rowsOf(await listUndo(app));
  await rowsOf(await listBookmarks(app, {}));
  return { sent, records: await opened(others, sent), texts: await textsOf(account) };
}

async function opened(app: App, sent: readonly Sent[]): Promise<SentRecord[]> {
  const session = await app.sync();
  const records: SentRecord[] = [];
  for (const { target, command, bsos, before } of sent) {
    const collection = target.replace(/[/?].*/, "");
    const key = bsos.length > 0 ? await session.keyFor(named(collection)) : "clear";
    for (const bso of bsos) {
      assert.notEqual(key, "clear");
      if (key === "clear") continue;
      const sealed = sealedPayload(bso.payload ?? "", bso.id);
      const text: Cleartext = await decryptPayload(sealed, key);
      const clear = JSON.parse(text);
      records.push({ collection, command, bso, iv: sealed.IV, clear, before: before.get(bso.id) });
    }
  }
  return records;
}

async function textsOf({ home, traces, warnings }: WritingAccount): Promise<ReadonlyMap<string, string>> {
  const texts = new Map([["traces", traces.join("\n")], ["warnings", warnings.join("\n")]]);
  const latin = new TextDecoder("latin1");
  const read = async (folder: string) => {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (!isFile) await read(`${folder}/${name}`);
      else if (name !== "vault") {
        texts.set(`${folder}/${name}`, latin.decode(await Deno.readFile(`${folder}/${name}`)));
      }
    }
  };
  await read(home);
  return texts;
}
