/**
 * What no server on this runtime and this database can beat: answers that are ready, after the statements that the
 * same requests run at the embedded server. Nobody is authenticated, nothing is parsed. Prints its port.
 *
 * Arguments: the folder, and which of the runtime's two HTTP servers answers, `Deno.serve` or `node:http`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { PRAGMAS } from "../../server/db.ts";
import { payloadOf, RECORDS } from "./world.ts";

const POSTED = 100;
const database = new DatabaseSync(`${Deno.args[0]}/server.db`);
database.exec(`${PRAGMAS} PRAGMA foreign_keys = ON`);

const storage = database.prepare(
  "SELECT uid, modified_ms, replaced_at_ms FROM storage_user WHERE storage_uid = ?",
);
const collections = database.prepare(
  "SELECT id, name, modified_ms, bytes FROM collection WHERE storage_uid = ? ORDER BY name",
);
const collection = database.prepare(
  "SELECT id, name, modified_ms, bytes FROM collection WHERE storage_uid = ? AND name = ?",
);
const page = database.prepare(
  `SELECT id, modified_ms AS rank, '{"id":' || json_quote(id) ||
       printf(',"modified":%d.%02d', modified_ms / 1000, modified_ms / 10 % 100) ||
       iif(sortindex IS NULL, '', ',"sortindex":' || sortindex) ||
       ',"payload":' || json_quote(payload) || '}' AS item
     FROM bso
    WHERE collection_id = ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)
    ORDER BY modified_ms DESC, id DESC LIMIT ?`,
);
const addStorage = database.prepare(
  `INSERT INTO storage_user (storage_uid, generation, keys_changed_at_ms, client_state, created_at_ms)
   VALUES (?, 0, 0, '', 0) ON CONFLICT DO NOTHING`,
);
const touchCollection = database.prepare(
  `INSERT INTO collection (storage_uid, name, modified_ms) VALUES (?, ?, ?)
   ON CONFLICT (storage_uid, name) DO UPDATE SET modified_ms = excluded.modified_ms RETURNING id`,
);
const write = database.prepare(
  `INSERT INTO bso (collection_id, id, modified_ms, sortindex, payload, expires_at_ms)
   VALUES (?, ?, ?, NULL, ?, NULL)
   ON CONFLICT (collection_id, id) DO UPDATE SET payload = excluded.payload, modified_ms = excluded.modified_ms`,
);
const touchStorage = database.prepare("UPDATE storage_user SET modified_ms = ? WHERE storage_uid = ?");

function transaction(begin: string, act: () => void): void {
  database.exec(begin);
  act();
  database.exec("COMMIT");
}

const idOf = (row: Record<string, unknown> | undefined): number => Number(row?.["id"]);

const names = [
  "addons",
  "bookmarks",
  "clients",
  "crypto",
  "forms",
  "history",
  "meta",
  "passwords",
  "prefs",
  "tabs",
];
const INFO = `{${names.map((name) => `"${name}":1700000000.10`).join(",")}}`;
const PAGE = `[${
  Array.from({ length: RECORDS }, (_, i) =>
    `{"id":"record${i}","modified":1700000000.10,"payload":${JSON.stringify(payloadOf(i))}}`).join(",")
}]`;
const DONE = `{"modified":1700000000.10,"success":[${
  Array.from({ length: POSTED }, (_, i) => `"record${i}"`).join(",")
}],"failed":{}}`;

const headers = { "content-type": "application/json", "x-last-modified": "1700000000.10" };

/** @param text the body of a POST @returns the body of the answer */
function answer(path: string, text: string | undefined): string {
  const [, , uidText, , name = ""] = path.split("?")[0]?.split("/") ?? [];
  const uid = Number(uidText);
  if (text !== undefined) {
    transaction("BEGIN IMMEDIATE", () => {
      addStorage.run(uid);
      collection.get(uid, name);
      const id = idOf(touchCollection.get(uid, name, Date.now()));
      for (let i = 0; i < POSTED; i++) write.run(id, `record${i}`, Date.now(), text.slice(0, 612));
      touchStorage.run(Date.now(), uid);
    });
    return DONE;
  }
  const full = name === "bookmarks";
  transaction("BEGIN", () => {
    storage.get(uid);
    if (!full) collections.all(uid);
    else page.all(idOf(collection.get(uid, name)), Date.now(), RECORDS + 1);
  });
  return full ? PAGE : INFO;
}

function serveWithDeno(): number {
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async (request) => {
    const text = request.method === "POST" ? await request.text() : undefined;
    return new Response(answer(new URL(request.url).pathname, text), { headers });
  });
  return http.addr.port;
}

async function serveWithNode(): Promise<number> {
  const http = createServer(async (request, response) => {
    let text = request.method === "POST" ? "" : undefined;
    if (text !== undefined) { for await (const part of request) text += part; }
    const body = answer(request.url ?? "", text);
    response.writeHead(200, { ...headers, "content-length": body.length });
    response.end(body);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return (http.address() as AddressInfo).port;
}

const port = Deno.args[1] === "node:http" ? await serveWithNode() : serveWithDeno();
await Deno.stdout.write(new TextEncoder().encode(`${port}\n`));
