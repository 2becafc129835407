/** What is told of refreshes: sums at the end, and of a watch how it goes on. */
import type { ColumnHead, MalformedCount } from "../app/columns.ts";
import { type Postponed, syncColumns, type Synced, type SyncEvent, type SyncRow } from "../app/sync.ts";
import { localTime } from "../app/display/cells.ts";
import type { Globals } from "./globals.ts";
import type { Call } from "./spec.ts";
import { countOf } from "./writing.ts";

/** Adds refreshes up. */
export class SyncReport {
  readonly #collections = new Set<string>();
  #inFull = 0;
  #changed = 0;
  #removed = 0;
  #unreadable = 0;

  /** @returns the rows of collections in which something changed */
  take({ rows }: Pick<Synced, "rows">): SyncRow[] {
    for (const { collection, state, records, changed, removed, unreadable } of rows) {
      this.#collections.add(collection);
      if (state === "replaced") this.#inFull += records;
      else this.#changed += changed;
      this.#removed += removed;
      this.#unreadable += unreadable;
    }
    return rows.filter(({ state }) => state !== "unchanged");
  }

  /** Records that do not open with the account's keys, among those that were new. */
  readonly malformed = (): MalformedCount => ({ count: this.#unreadable, ids: [] });

  /** Such as `13 collections, 34 records changed`. */
  readonly closing = (): string => {
    const counts = [[this.#inFull, "read in full"], [this.#changed, "changed"], [
      this.#removed,
      "removed",
    ]] as const;
    const told = counts.flatMap(([count, word]) => count === 0 ? [] : [`${countOf(count)} ${word}`]);
    const { size } = this.#collections;
    const collections = size === 1 ? "1 collection" : `${size} collections`;
    return [collections, ...(told.length === 0 ? ["nothing changed"] : told)].join(", ");
  };
}

/** The columns of a watch: people are told first when each thing happened. */
export function watchColumns({ format, fields, time }: Pick<Globals, "format" | "fields" | "time">) {
  if (format !== "table" || fields || time) return syncColumns;
  const clock = { name: "at", value: ({ atMs }: SyncRow) => clockTime(atMs) };
  return [clock, ...syncColumns.filter(({ name }: ColumnHead) => name !== clock.name)];
}

/** By the clock on the wall, to the second. */
function clockTime(atMs: number): string {
  const date = new Date(atMs);
  const seconds = String(date.getSeconds()).padStart(2, "0");
  return `${localTime(date).split(" ").at(-1)}:${seconds}`;
}

/** Tells a person how a watch goes on: each trouble once, until it is over. */
export class WatchTeller {
  #trouble: string | undefined;

  constructor(
    private readonly call: Pick<Call, "say"> & { readonly globals: Pick<Globals, "format"> },
    private readonly everyMs: number,
  ) {}

  /** After the first round: that there will be others. */
  async tellBegun(): Promise<void> {
    if (this.call.globals.format !== "table") return;
    await this.call.say(`looking again every ${spanText(this.everyMs)}; ctrl-c ends it`);
  }

  async tell(event: SyncEvent): Promise<void> {
    if (event.kind === "postponed") return await this.#tellTrouble(event);
    if (this.#trouble !== undefined) await this.call.say("note: it works again");
    this.#trouble = undefined;
    for (const { collection, unreadable } of event.rows.filter((row) => row.unreadable > 0)) {
      await this.call.say(
        `note: ${countOf(unreadable)} of ${collection} could not be read (wrong key or damaged)`,
      );
    }
  }

  async #tellTrouble({ error, retryMs }: Postponed): Promise<void> {
    if (this.#trouble === error.kind) return;
    this.#trouble = error.kind;
    const when = retryMs === this.everyMs ? "every" : "in";
    await this.call.say(`note: ${troubleText(error)}; trying again ${when} ${spanText(retryMs)}`);
  }
}

function troubleText({ kind }: Postponed["error"]): string {
  if (kind === "network") return "the server cannot be reached";
  return kind === "server" ? "the server is busy" : "another foxden is bringing the local copy up to date";
}

/** Such as `60 s`, `5 min`. */
function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 || seconds % 60 !== 0 ? `${seconds} s` : `${seconds / 60} min`;
}
