/** What can be compared: a backup, or the mirror at one moment. */
import type { CollectionName } from "../../core/ids.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { decode } from "../read.ts";
import { rawCodec } from "../../core/records/codec.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { OpenBackup } from "./open.ts";
import type { BackupPage } from "./stream.ts";

/** Something that holds records and can be gone through again and again. */
export interface Side {
  /** Collections it could hold; undefined: whatever the account had. */
  readonly only: readonly CollectionName[] | undefined;
  /** Records that open, without tombstones. */
  readonly pages: (wants: (name: CollectionName) => boolean) => AsyncIterable<BackupPage>;
}

/** A backup, each time read from its beginning. */
export const backupSide = ({ header: { only }, pages }: OpenBackup): Side => ({ only, pages });

/** The mirror as far as a backup would hold it. */
export function mirrorSide(snapshot: Snapshot): Side {
  async function* pages(wants: (name: CollectionName) => boolean): AsyncGenerator<BackupPage, void> {
    for (const copy of snapshot.copies()) {
      if (!wants(copy.name) || collectionOf(copy.name).role === "bootstrap") continue;
      for await (const page of snapshot.pages(copy)) {
        yield { collection: copy.name, records: page.filter(isInBackups) };
      }
    }
  }
  return { only: undefined, pages };
}

const isInBackups = ({ id, clear }: MirrorRecord): boolean =>
  clear !== null && decode(rawCodec, id, clear).kind !== "tombstone";
