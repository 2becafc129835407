/** Use-case: load the rows of a shelf from the mirror, as it is, while a person looks on. */
import { FoxdenError } from "../../core/errors.ts";
import { freshen } from "../freshen.ts";
import { HISTORY } from "../history/list.ts";
import type { App } from "../open.ts";
import { noCollection } from "../read.ts";
import { readListedPage } from "./history_reader.ts";
import { HistoryTable } from "./history_table.ts";
import { type KeptList, KeptTable } from "./kept_table.ts";
import {
  CACHED,
  readAddonList,
  readAddressList,
  readCardList,
  readDeviceList,
  readFormList,
  readItemList,
  readLoginList,
  readPrefList,
} from "./lists.ts";
import { collectionItem, recordItems, RecordsTable } from "./records_table.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { ShelfName } from "./shelves.ts";
import type { RowTable } from "./table.ts";
import { readBookmarkList, readTabList } from "./trees.ts";

/** Who waits for rows. */
export interface LoadOptions {
  /** Ends the loading, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told of the table as soon as there is something in it, and now and then while it grows. */
  readonly onRows: (table: RowTable) => void;
}

/**
 * Loads a shelf. No server is asked, and other work gets its turn every few milliseconds.
 *
 * @returns complete rows, but for history that is still being downloaded for the first time
 * @throws {FoxdenError} `network.offline` for what was never downloaded, and as reading a collection throws
 */
export async function loadTable(app: App, shelf: ShelfName, options: LoadOptions): Promise<RowTable> {
  options.signal.throwIfAborted();
  switch (shelf) {
    case "bookmarks":
      return await fill(app, readBookmarkList, options);
    case "passwords":
      return await fill(app, readLoginList, options);
    case "history":
      return await loadHistory(app, options);
    case "tabs":
      return await fill(app, readTabList, options);
    case "addresses":
      return await fill(app, readAddressList, options);
    case "cards":
      return await fill(app, readCardList, options);
    case "forms":
      return await fill(app, readFormList, options);
    case "addons":
      return await fill(app, readAddonList, options);
    case "prefs":
      return await fill(app, readPrefList, options);
    case "extstorage":
      return await fill(app, readItemList, options);
    case "devices":
      return await fill(app, readDeviceList, options);
    case "records":
      return await loadRecords(app, options);
  }
}

/** How many rows are taken in without a pause. */
const SLICE = 256;

async function fill<Row>(
  app: App,
  read: (app: App) => Promise<KeptList<Row>>,
  options: LoadOptions,
): Promise<RowTable> {
  const list = await read(app);
  options.signal.throwIfAborted();
  const table = new KeptTable(list);
  const told = new Telling(table, options);
  while (table.size < list.rows.length) {
    table.grow(SLICE);
    await told.pause(app);
  }
  table.finish();
  return told.end();
}

/** A first download takes a while: what has come so far is read meanwhile, and the table stays incomplete. */
async function loadHistory(app: App, options: LoadOptions): Promise<RowTable> {
  const isBegun = await reading(app, (snapshot) => Promise.resolve(hasBegun(snapshot)));
  if (!isBegun) await freshen(app, [HISTORY], CACHED.fresh);
  return await reading(app, async (snapshot) => {
    const copy = snapshot.copyOf(HISTORY) ?? snapshot.copyOf(HISTORY, true);
    if (!copy) throw noCollection(HISTORY);
    const table = new HistoryTable(copy.records);
    const told = new Telling(table, options);
    for await (const lines of snapshot.linesNewestFirst(copy)) {
      const pages = lines.map(readListedPage);
      table.addMalformed(pages.filter((page) => page === "malformed").length);
      table.add(pages.filter((page) => typeof page === "object"));
      await told.pause(app);
    }
    if (!copy.growing) table.finish();
    return told.end();
  });
}

/** Whether a collection is being downloaded for the first time, with something of it there already. */
function hasBegun(snapshot: Snapshot): boolean {
  const growing = snapshot.copyOf(HISTORY) ? undefined : snapshot.copyOf(HISTORY, true);
  return growing !== undefined && growing.records > 0;
}

async function loadRecords(app: App, options: LoadOptions): Promise<RowTable> {
  return await reading(app, async (snapshot) => {
    const copies = snapshot.copies();
    if (copies.length === 0) {
      const message = "Nothing of the account is on this machine yet, and no server may be asked";
      throw new FoxdenError("network.offline", message, { what: "records" });
    }
    const table = new RecordsTable(copies.reduce((sum, { records }) => sum + records + 1, 0));
    const told = new Telling(table, options);
    for (const copy of copies) {
      table.add([collectionItem(copy)]);
      for await (const page of snapshot.lines(copy)) {
        table.add(recordItems(copy.name, page));
        await told.pause(app);
      }
    }
    table.finish();
    return told.end();
  });
}

/** Reads the mirror as it is now. One that turns out to be damaged is let go, so that the next reading does not find it. */
async function reading<T>(app: App, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  try {
    using snapshot = (await app.mirror()).snapshot();
    return await read(snapshot);
  } catch (error) {
    await app.mend(error);
    throw error;
  }
}

/** After so many more rows the table is told of again. */
const TOLD_AFTER = 8192;

/** Nobody waits longer. */
const PAUSE_AFTER_MS = 4;

/** Tells of a table as it grows, ever more seldom. */
class Telling {
  #next = 1;
  #pausedAtMs = -Infinity;

  constructor(private readonly table: RowTable, private readonly options: LoadOptions) {}

  /** Lets others have their turn where they have been waiting. @throws the reason of the signal once it is aborted */
  async pause(app: App): Promise<void> {
    this.options.signal.throwIfAborted();
    const { size } = this.table;
    if (size >= this.#next) {
      this.#next = Math.min(2 * size, size + TOLD_AFTER);
      this.options.onRows(this.table);
    }
    if (Math.abs(app.ctx.now() - this.#pausedAtMs) < PAUSE_AFTER_MS) return;
    await app.ctx.sleep(0);
    this.#pausedAtMs = app.ctx.now();
    this.options.signal.throwIfAborted();
  }

  /** All rows are there. */
  end(): RowTable {
    this.options.onRows(this.table);
    return this.table;
  }
}
