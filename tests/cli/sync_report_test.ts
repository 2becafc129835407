import assert from "node:assert/strict";
import type { SyncEvent, SyncRow } from "../../app/sync.ts";
import { type AnyFoxdenError, FoxdenError, isFoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { SyncReport, watchColumns, WatchTeller } from "../../cli/sync_report.ts";

function row(collection: string, over: Partial<SyncRow> = {}): SyncRow {
  const none = { state: "unchanged", records: 0, changed: 0, removed: 0, unreadable: 0, atMs: 0 } as const;
  return { collection: collection as CollectionName, ...none, ...over };
}

function closingOf(...rows: SyncRow[]): string {
  const report = new SyncReport();
  report.take({ rows });
  return report.closing();
}

Deno.test("the closing line says how much was looked at and what moved", () => {
  assert.equal(closingOf(row("forms")), "1 collection, nothing changed");
  assert.equal(closingOf(row("forms"), row("tabs")), "2 collections, nothing changed");
  const changed = row("forms", { state: "changed", records: 2000, changed: 1 });
  assert.equal(closingOf(changed, row("tabs")), "2 collections, 1 record changed");
  assert.equal(
    closingOf(
      changed,
      row("history", { state: "replaced", records: 12_345, changed: 12_345 }),
      row("addons", { state: "gone", removed: 7 }),
    ),
    "3 collections, 12,345 records read in full, 1 record changed, 7 records removed",
  );
});

Deno.test("rows in which nothing changed are told apart, and unreadable records counted", () => {
  const report = new SyncReport();
  const changed = row("forms", { state: "changed", changed: 3, unreadable: 2 });
  assert.deepEqual(report.take({ rows: [row("addons"), changed, row("tabs")] }), [changed]);
  report.take({ rows: [changed] });
  assert.deepEqual(report.malformed(), { count: 4, ids: [] });
});

Deno.test("a watch shows people the time of each change first, unless they said what they want", () => {
  const namesFor = (globals: Partial<Parameters<typeof watchColumns>[0]>) =>
    watchColumns({ format: "table", fields: undefined, time: undefined, ...globals }).map(({ name }) => name);
  assert.equal(namesFor({})[0], "at");
  for (const said of [{ format: "ndjson" }, { fields: ["at"] }, { time: "iso" }] as const) {
    assert.equal(namesFor(said)[0], "collection");
  }
  const [at] = watchColumns({ format: "table", fields: undefined, time: undefined });
  assert.equal(at?.value(row("forms", { atMs: new Date(2026, 10, 22, 9, 5, 7).getTime() })), "09:05:07");
});

const synced = (...rows: SyncRow[]): SyncEvent => ({ kind: "synced", rows, unknown: [], known: [] });
const postponed = (error: AnyFoxdenError, retryMs = 60_000): SyncEvent => ({
  kind: "postponed",
  error,
  retryMs,
});

const dead = postponed(known(new FoxdenError("network.unreachable", "Cannot reach it", { host: "x" })));
const busy = postponed(
  known(new FoxdenError("server.busy", "Busy", { status: 503, retryAfterSeconds: 300 })),
  300_000,
);
const taken = postponed(
  known(new FoxdenError("failed.mirror", "Busy", { path: "/x/mirror.db", fault: "busy" })),
);

function known(error: FoxdenError): AnyFoxdenError {
  return isFoxdenError(error) ? error : assert.fail();
}

/** What is said of these events. */
async function said(...events: SyncEvent[]): Promise<string[]> {
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    return Promise.resolve();
  };
  const teller = new WatchTeller({ globals: { format: "ndjson" }, say }, 60_000);
  for (const event of events) await teller.tell(event);
  return lines;
}

Deno.test("a trouble is told once, until it works again or is another one", async () => {
  assert.deepEqual(await said(dead, dead, synced(), synced(), dead), [
    "note: the server cannot be reached; trying again every 60 s",
    "note: it works again",
    "note: the server cannot be reached; trying again every 60 s",
  ]);
  assert.deepEqual(await said(dead, busy, busy, taken, synced()), [
    "note: the server cannot be reached; trying again every 60 s",
    "note: the server is busy; trying again in 5 min",
    "note: another foxden is bringing the local copy up to date; trying again every 60 s",
    "note: it works again",
  ]);
});

Deno.test("records that cannot be read are told as they come", async () => {
  assert.deepEqual(await said(synced(row("forms", { state: "changed", changed: 1, unreadable: 1 }))), [
    "note: 1 record of forms could not be read (wrong key or damaged)",
  ]);
});
