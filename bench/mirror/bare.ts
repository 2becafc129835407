/** What reading a mirror cannot do without: its pages from the file, opened, and their JSON parsed. */
import type { DatabaseSync } from "node:sqlite";
import { utf8 } from "../../core/bytes.ts";
import { FORMAT } from "../../app/mirror/schema.ts";

/** @returns how many records there were */
export async function openBarely(
  database: DatabaseSync,
  keyBytes: Uint8Array<ArrayBuffer>,
  uid: string,
  name: string,
): Promise<number> {
  const key = await crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["decrypt"]);
  const text = new TextDecoder();
  const pages = database.prepare(
    "SELECT no, box FROM page WHERE copy = (SELECT id FROM copy WHERE name = ? AND growing = 0) ORDER BY no",
  );
  let count = 0;
  for (const { no, box } of pages.iterate(name)) {
    const bytes = new Uint8Array(box as Uint8Array);
    const additionalData = utf8(`foxden mirror ${FORMAT}\n${uid}\npage ${no} of ${name}`);
    const params = { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData };
    const clear = text.decode(await crypto.subtle.decrypt(params, key, bytes.subarray(12)));
    const records: unknown[] = JSON.parse(`[${clear.replaceAll("\n", ",")}]`);
    count += records.length;
  }
  return count;
}
