/** A backup of a large account beside what it cannot do without: opening the mirror's pages and sealing their bytes. */
import { DatabaseSync } from "node:sqlite";
import { verifyBackup } from "../app/backup/check.ts";
import { writeBackup } from "../app/backup/write.ts";
import { Mirror } from "../app/mirror/mirror.ts";
import { entryText, type PageEntry } from "../app/mirror/page.ts";
import { FORMAT } from "../app/mirror/schema.ts";
import { type Bytes, utf8 } from "../core/bytes.ts";
import { collectionName, guid, type ServerTime } from "../core/ids.ts";
import { ms } from "./program.ts";

const RECORDS = 100_000;
const RUN_RECORDS = 4096;
const ROUNDS = 5;
const CHUNK_BYTES = 1 << 20;

const HISTORY = collectionName("history");
const UID = "0123456789abcdef0123456789abcdef";

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

export async function* backup(): AsyncGenerator<string> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-bench-" });
  try {
    const owner = { key: random(32), uid: UID, random };
    const mirror = await Mirror.open(`${folder}/mirror.db`, owner);
    await fill(mirror);
    const key = random(32);
    const bytes = await backUp(mirror, folder, key);
    const [bareMs = 0, backupMs = 0, verifyMs = 0] = await medians(
      () => openAndSeal(mirror.path, owner.key),
      () => backUp(mirror, folder, key),
      () => verify(folder, key),
    );
    mirror.close();
    yield `backup        ${RECORDS} records, ${
      (bytes / 1e6).toFixed(1)
    } MB: pages read, opened and the same bytes ` +
      `sealed in chunks of 1 MiB, one after the other, nothing checked, hashed or written: ${
        ms(bareMs)
      } (baseline)`;
    yield `backup        written, every record checked against its row and hashed, the file synced to the disk: ${
      ms(backupMs)
    }  ratio ${(backupMs / bareMs).toFixed(2)}`;
    yield `backup        verified, every record parsed and decoded: ${ms(verifyMs)}  ratio ${
      (verifyMs / bareMs).toFixed(2)
    }`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function fill(mirror: Mirror): Promise<void> {
  const copy = mirror.grow(HISTORY, "bench");
  for (let start = 0; start < RECORDS; start += RUN_RECORDS) {
    const length = Math.min(RUN_RECORDS, RECORDS - start);
    const entries = Array.from({ length }, (_, i) => page(start + i));
    await mirror.store(copy, entries, { cursor: (1_700_000_000_000 + start) as ServerTime, settled: true });
  }
  mirror.replace(copy, 1_800_000_000_000 as ServerTime);
}

function page(i: number): PageEntry {
  const id = guid(`page${String(i).padStart(8, "0")}`);
  const modified = (1_700_000_000_000 + i) as ServerTime;
  const visits = Array.from({ length: 6 }, (_, n) => ({ date: 1_700_000_000_000_000 + i + n, type: 1 }));
  const clear = JSON.stringify({
    id,
    histUri: `https://host${i % 97}.example.org/docs/page/${i}?lang=en`,
    title: `Page number ${i} with a title of ordinary length`,
    visits,
  });
  return { id, modified, sortKey: i, text: entryText({ id, modified, bytes: 600, clear }).text };
}

/** @returns length of the file in bytes */
async function backUp(mirror: Mirror, folder: string, key: Bytes): Promise<number> {
  using snapshot = mirror.snapshot();
  const report = await writeBackup(snapshot, {
    path: `${folder}/backup`,
    overwrite: true,
    key: { kind: "profile", key },
    header: {
      createdAtMs: 0,
      account: { email: "ada@example.org", uid: UID },
      server: "http://localhost",
      only: undefined,
    },
    copies: snapshot.copies(),
    random,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return report.fileBytes;
}

const verify = (folder: string, key: Bytes) =>
  verifyBackup(`${folder}/backup`, {
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    profileKey: () => Promise.resolve(key),
  });

/** The least that would do, if nobody cared whether it is right. */
async function openAndSeal(path: string, keyBytes: Bytes): Promise<void> {
  const key = await crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["decrypt", "encrypt"]);
  using database = new DatabaseSync(path);
  const chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  let number = 0;
  const seal = async () => {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, number++);
    await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, chunk.subarray(0, filled));
    filled = 0;
  };
  for (const { no, box } of database.prepare("SELECT no, box FROM page ORDER BY no").iterate()) {
    const bytes = new Uint8Array(box as Uint8Array);
    const additionalData = utf8(`foxden mirror ${FORMAT}\n${UID}\npage ${no} of ${HISTORY}`);
    const params = { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData };
    const clear = new Uint8Array(await crypto.subtle.decrypt(params, key, bytes.subarray(12)));
    for (let at = 0; at < clear.length;) {
      if (filled === CHUNK_BYTES) await seal();
      const part = clear.subarray(at, at + CHUNK_BYTES - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
    }
  }
  await seal();
}

/** Runs each work in turn, several times over, and gives the median of each: what drifts, drifts for all of them. */
async function medians(...works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) {
      const start = performance.now();
      await work();
      times[i]?.push(performance.now() - start);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
}
