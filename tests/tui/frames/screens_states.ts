/** What is said while something is missing, under way or wrong. */
import { FoxdenError } from "../../../core/errors.ts";
import { linkAfter, toldOf } from "../../../tui/told.ts";
import type { Link } from "../../../tui/state.ts";
import { NOW_MS } from "./demo.ts";
import type { Screen } from "./screens.ts";
import type { Tour } from "./tour.ts";

const MINUTE_MS = 60_000;

const linked = (name: string, link: Link): Screen => ({
  name: `link-${name}`,
  go: async (tour) => {
    await tour.open();
    await tour.act({ type: "link", link });
  },
});

const after = (error: FoxdenError): Link => linkAfter(error, NOW_MS, NOW_MS - 21 * MINUTE_MS);

const told = (name: string, kind: "note" | "error", text: string): Screen => ({
  name: `message-${name}`,
  go: async (tour) => {
    await tour.open();
    await tour.press("2");
    await tour.act({ type: "told", kind, text, nowMs: NOW_MS });
  },
});

/** A place whose rows have not come yet. */
async function waiting(tour: Tour): Promise<void> {
  tour.held.add("load");
  await tour.open();
  await tour.press("3");
}

const LINKS: readonly Screen[] = [
  linked("syncing", { state: "syncing" }),
  linked("syncing-history", { state: "syncing", collection: "history", done: 262_144, total: 500_000 }),
  linked("offline-wanted", { state: "offline-wanted" }),
  linked(
    "offline",
    after(
      new FoxdenError("network.unreachable", "127.0.0.1:8000 cannot be reached", { host: "127.0.0.1:8000" }),
    ),
  ),
  linked(
    "busy",
    after(
      new FoxdenError("server.busy", "The server cannot answer now", { status: 503, retryAfterSeconds: 480 }),
    ),
  ),
  linked("sign-in-needed", after(new FoxdenError("auth.revoked", "The sign-in has ended", {}))),
  linked(
    "keys-changed",
    after(
      new FoxdenError("auth.keys-changed", "The account's keys changed since this sign-in", {
        status: "invalid-generation",
      }),
    ),
  ),
  linked(
    "challenge",
    after(new FoxdenError("server.challenge", "An anti-bot page answered", { status: 406 })),
  ),
  linked(
    "failed",
    after(
      new FoxdenError("server.status", "The server answered 500", { status: 500, at: "info/collections" }),
    ),
  ),
];

export const STATE_SCREENS: readonly Screen[] = [
  ...LINKS,
  told("note", "note", "Address copied by OSC 52."),
  told("error", "error", "No clipboard is here: neither a terminal that takes OSC 52 nor tmux."),
  told("long", "error", "A sentence that is much longer than a line of the window. ".repeat(5)),
  { name: "loading", go: waiting },
  {
    name: "loading-first-rows",
    go: async (tour) => {
      await waiting(tour);
      await tour.begin("history");
    },
  },
  {
    name: "loading-download",
    account: "unread",
    go: async (tour) => {
      await waiting(tour);
      const link = { state: "syncing", collection: "history", done: 262_144, total: 500_000 } as const;
      await tour.act({ type: "link", link });
    },
  },
  { name: "empty", account: "empty", go: async (tour) => (await tour.open(), await tour.press("2")) },
  { name: "empty-bookmarks", account: "empty", go: (tour) => tour.open() },
  { name: "absent", account: "unread", go: async (tour) => (await tour.open(), await tour.press("3")) },
  {
    name: "absent-offline",
    account: "unread",
    go: async (tour) => {
      await tour.open();
      await tour.press("3");
      await tour.act({ type: "link", link: { state: "offline-wanted" } });
    },
  },
  {
    name: "failed",
    go: async (tour) => {
      await waiting(tour);
      const error = new FoxdenError(
        "crypto.failed",
        "No record of history opens with the account's keys",
        {},
      );
      const load = { state: "failed", told: toldOf(error) } as const;
      await tour.act({ type: "loaded", place: "history", load, table: null });
    },
  },
  {
    name: "details-failed",
    go: async (tour) => {
      await tour.open();
      const error = new FoxdenError("failed.mirror", "The local copy is damaged", {
        path: "mirror.db",
        fault: "damaged",
      });
      const { seq } = tour.state.detail;
      await tour.act({ type: "shown", seq, record: null, failed: toldOf(error) });
    },
  },
  { name: "read-only", go: (tour) => tour.open({ isReadOnly: true, marks: ["local"], profile: "work" }) },
  {
    name: "clipboard-counts",
    go: async (tour) => {
      await tour.open();
      await tour.press("2");
      const text = "Password copied by OSC 52. It is cleared in 45 s.";
      await tour.act({ type: "copied", text, clearsAtMs: NOW_MS + 45_000, nowMs: NOW_MS });
      await tour.act({ type: "tick", nowMs: NOW_MS + 15_000 });
    },
  },
  {
    name: "too-small",
    sizes: [{ columns: 30, rows: 8 }, { columns: 39, rows: 40 }, { columns: 12, rows: 3 }],
    go: (tour) => tour.open(),
  },
  {
    name: "smallest",
    sizes: [{ columns: 40, rows: 10 }],
    go: async (tour) => (await tour.open(), await tour.press("2")),
  },
];
