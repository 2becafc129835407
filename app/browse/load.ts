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
import { readRecordLines, type RecordLine, recordList } from "./records_list.ts";
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

async function loadHistory(app: App, options: LoadOptions): Promise<RowTable> {
  await freshen(app, [HISTORY], CACHED.fresh);
  using snapshot = (await app.mirror()).snapshot();
  const copy = snapshot.copyOf(HISTORY);
  if (!copy) throw noCollection(HISTORY);
  const table = new HistoryTable(copy.records);
  const told = new Telling(table, options);
  for await (const lines of snapshot.linesNewestFirst(copy)) {
    const pages = lines.map(readListedPage);
    for (const page of pages) if (page === "malformed") table.addMalformed();
    table.add(pages.filter((page) => typeof page === "object"));
    await told.pause(app);
  }
  table.finish();
  return told.end();
}

async function loadRecords(app: App, options: LoadOptions): Promise<RowTable> {
  const rows: RecordLine[] = [];
  const table = new KeptTable<RecordLine>(recordList(rows));
  const told = new Telling(table, options);
  const copies = (await app.mirror()).copies();
  if (copies.length === 0) {
    const message = "Nothing of the account is on this machine yet, and no server may be asked";
    throw new FoxdenError("network.offline", message, { what: "records" });
  }
  for (const { name } of copies) {
    for await (const page of readRecordLines(app, name)) {
      rows.push(...page);
      table.grow(page.length);
      await told.pause(app);
    }
  }
  table.finish();
  return told.end();
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
