/** Which server a storage token comes from, where several share one master secret. */
import { object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import { randomHex } from "../random.ts";

const valueRow = object({ value: string });

/** The name of this database among all others; undefined as long as it has issued nothing. */
export function knownIssuer(database: Database): string | undefined {
  return database.row(valueRow, "SELECT value FROM server_value WHERE name = 'issuer'")?.value;
}

/** The same, drawn where there is none, and kept. */
export function drawnIssuer(database: Database): string {
  const known = knownIssuer(database);
  if (known !== undefined) return known;
  // Another process may draw one at the same moment: the first stays.
  database.run("INSERT OR IGNORE INTO server_value (name, value) VALUES ('issuer', ?)", randomHex(16));
  const drawn = knownIssuer(database);
  if (drawn === undefined) throw new Error("a value that was written is there");
  return drawn;
}
