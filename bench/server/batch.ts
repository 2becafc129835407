/** 100,000 records by batch, beside a loop that inserts the same rows, a hundred to a transaction. */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { openDatabase } from "../../server/admin.ts";
import { PRAGMAS } from "../../server/db.ts";
import { startChild } from "./child.ts";
import { exchange, openLane } from "./load.ts";
import { payloadOf, signRequests } from "./world.ts";

const RECORDS = 100_000;
const PER_POST = 100;
const POSTS_PER_BATCH = 100;
const STORAGE = 1;

export async function* serverBatch(): AsyncGenerator<string> {
  const dir = await Deno.makeTempDir();
  try {
    const floor = [];
    const ours = [];
    for (const round of [1, 2, 3]) {
      floor.push(insertRows(join(dir, `floor${round}`)));
      ours.push(await uploadRows(join(dir, `ours${round}`)));
    }
    const [base, mine] = [Math.min(...floor), Math.min(...ours)];
    yield `server        ${RECORDS} records by batch ${mine.toFixed(0)} ms; floor, the same rows inserted ` +
      `${base.toFixed(0)} ms  ratio ${(mine / base).toFixed(2)}`;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const idOf = (i: number): string => `record${String(i).padStart(6, "0")}`;

function insertRows(dir: string): number {
  // Its tables and indexes; foreign keys, triggers and all.
  openDatabase(dir).close();
  using sqlite = new DatabaseSync(join(dir, "server.db"));
  sqlite.exec(`${PRAGMAS}
    INSERT INTO storage_user VALUES (1, NULL, 0, 0, '', 0, NULL, 0);
    INSERT INTO collection (id, storage_uid, name, modified_ms) VALUES (1, 1, 'history', 0)`);
  const insert = sqlite.prepare(
    `INSERT INTO bso (collection_id, id, modified_ms, sortindex, payload, expires_at_ms)
     VALUES (1, ?, ?, NULL, ?, NULL)`,
  );
  const payloads = Array.from({ length: RECORDS }, (_, i) => payloadOf(i));
  const started = performance.now();
  for (let start = 0; start < RECORDS; start += PER_POST) {
    sqlite.exec("BEGIN IMMEDIATE");
    for (let i = start; i < start + PER_POST; i++) insert.run(idOf(i), start, payloads[i] ?? "");
    sqlite.exec("COMMIT");
  }
  return performance.now() - started;
}

/** Bodies are made beforehand; requests are signed as they go, since a batch gets its name from the first answer. */
async function uploadRows(dir: string): Promise<number> {
  const bodies = Array.from({ length: RECORDS / PER_POST }, (_, post) => {
    const records = Array.from({ length: PER_POST }, (_, n) => {
      const i = post * PER_POST + n;
      return { id: idOf(i), payload: payloadOf(i) };
    });
    return JSON.stringify(records);
  });
  await using child = await startChild("child_server.ts", dir);
  using lane = await openLane(child.port);
  const started = performance.now();
  let batch = "true";
  for (const [i, body] of bodies.entries()) {
    const place = i % POSTS_PER_BATCH;
    if (place === 0) batch = "true";
    const last = place === POSTS_PER_BATCH - 1;
    const path = `/storage/history?batch=${encodeURIComponent(batch)}${last ? "&commit=true" : ""}`;
    const [request] = await signRequests(child.port, [{ storageUid: STORAGE, method: "POST", path, body }]);
    const answer = await exchange(lane, request ?? new Uint8Array(), last ? 200 : 202);
    if (place === 0) batch = /"batch":"([^"]*)"/.exec(answer)?.[1] ?? "";
  }
  return performance.now() - started;
}
