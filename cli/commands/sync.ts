/** `foxden sync`: the local copy of the account, brought up to date. */
import { sync as syncOnce, syncColumns, type Synced, type SyncEvent, watch } from "../../app/sync.ts";
import { FoxdenError } from "../../core/errors.ts";
import { openApp } from "../open.ts";
import { type Outcome, rows, unpaged } from "../outcome.ts";
import { setUp, SETUP_OPTIONS } from "../set_up.ts";
import { type Call, command } from "../spec.ts";
import { didYouMean } from "../suggest.ts";
import { SyncReport, watchColumns, WatchTeller } from "../sync_report.ts";

/** The shortest time between two rounds. */
const SHORTEST_WATCH_MS = 5000;

export const sync = command({
  path: ["sync"],
  summary: "Bring the local copy of the account up to date",
  about:
    "Lists read from a copy on this machine and refresh it when it is older than 5 minutes (foxden help offline); " +
    "sync does so at once, for the collections named or for all of them. A collection is unchanged, changed, replaced " +
    "(read in full: it was not here, or has been made anew on the server) or gone. A table shows those that changed; " +
    "every other format shows all.\n" +
    "With --watch it goes on until ctrl-c, and after the first round each round shows what changed; a network that " +
    "fails is waited for.\n" +
    "With --init it sets a new account up instead: it writes the two records every device looks for first, which " +
    "collections there are and the keys they are encrypted with. Only a truly empty account is written to. Where a " +
    "Firefox has signed in to Sync before, there is nothing to do.",
  output: "list",
  source: "server",
  columns: syncColumns,
  args: { collection: { optional: true, many: true, help: "Such as history; all of them when left out" } },
  options: {
    full: { type: "flag", help: "Read everything anew, whatever is here" },
    watch: {
      type: "optional-duration",
      implied: "60s",
      label: "T",
      help: "Go on until ctrl-c, a round each time this long after the last",
    },
    init: { type: "flag", help: "Set the account up, if it is empty" },
    ...SETUP_OPTIONS,
  },
  examples: [
    { line: "sync", note: "everything the account holds" },
    { line: "sync history bookmarks" },
    { line: "sync --watch --ndjson", note: "a line for each collection that changes" },
    { line: "sync --init", note: "set an empty account up" },
  ],
  async run(call) {
    refuseNonsense(call);
    const { options, args } = call;
    if (options.init) return await setUp(call);
    const input = { collections: args.collection, full: options.full };
    const app = openApp(call);
    if (options.watch !== undefined) return watched(call, watch(app, input, options.watch), options.watch);
    return reported(call, await syncOnce(app, input));
  },
});

function reported({ globals }: Pick<Call, "globals">, synced: Synced): Outcome {
  refuseUnknown(synced);
  const report = new SyncReport();
  async function* pages() {
    const changed = await Promise.resolve(report.take(synced));
    yield globals.format === "table" ? changed : synced.rows;
  }
  const { malformed, closing } = report;
  return rows({ kind: "sync", columns: syncColumns, pages: pages(), malformed }, closing);
}

type WatchCall = Pick<Call, "globals" | "say" | "meter">;

/** Rows as they come. One that could not be read ends the watch, where that is a failure. */
function watched(call: WatchCall, events: AsyncIterable<SyncEvent>, everyMs: number): Outcome {
  const report = new SyncReport();
  const teller = new WatchTeller(call, everyMs);
  async function* pages() {
    let isFirst = true;
    for await (const event of events) {
      await call.meter.rest();
      await teller.tell(event);
      if (event.kind === "postponed") continue;
      refuseUnknown(event);
      const changed = report.take(event);
      yield isFirst ? event.rows : changed;
      if (isFirst) await teller.tellBegun();
      isFirst = false;
      if (call.globals.strict && report.malformed().count > 0) return;
    }
  }
  const columns = watchColumns(call.globals);
  const { malformed, closing } = report;
  return unpaged(rows({ kind: "sync", columns, pages: pages(), malformed }, closing));
}

/** @throws {FoxdenError} `not-found.match` */
function refuseUnknown({ unknown: [name], known }: Synced): void {
  if (name === undefined) return;
  const message = `The account has no collection "${name}"${didYouMean(name, known)}`;
  throw new FoxdenError("not-found.match", message, { collection: "collections" });
}

type Asked = Pick<Call, "globals"> & {
  readonly args: { readonly collection: readonly string[] };
  readonly options: {
    readonly full: boolean;
    readonly watch: number | undefined;
    readonly init: boolean;
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly confirm: string | undefined;
  };
};

/** @throws {FoxdenError} `usage.value` for flags that make no sense together */
function refuseNonsense({ args, options, globals }: Asked): void {
  const { full, init, dryRun, yes, confirm, watch: everyMs } = options;
  const refuse = (name: string, message: string) => {
    throw new FoxdenError("usage.value", message, { name });
  };
  if (init && (full || everyMs !== undefined || args.collection.length > 0)) {
    refuse("--init", "--init sets an account up, which takes no collections, no --full and no --watch");
  }
  const spare = dryRun ? "--dry-run" : yes ? "--yes" : confirm !== undefined ? "--confirm" : undefined;
  if (!init && spare) {
    refuse(spare, `${spare} belongs to --init: nothing else that sync does changes the account`);
  }
  if (everyMs === undefined) return;
  if (everyMs < SHORTEST_WATCH_MS) refuse("--watch", "--watch: expected a time of 5s or more");
  if (globals.format === "json" || globals.format === "xml") {
    refuse("--watch", "--watch has no end, which a document needs: use --ndjson");
  }
  if (globals.output !== undefined) refuse("--watch", "--watch has no end, at which a file would be written");
  if (globals.sort !== undefined || globals.reverse) {
    refuse("--watch", "--watch has no end, before which nothing can be put in order");
  }
}
