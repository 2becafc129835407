/** Checks on the local copy of the account. They look, and leave everything as it is. */
import { type FoxdenError, isFoxdenError, type StoreFault } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { checkMirror } from "../mirror/check.ts";
import type { Copy } from "../mirror/copies.ts";
import { withLock } from "../mirror/lock.ts";
import { Mirror } from "../mirror/mirror.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { App } from "../open.ts";
import type { Progress } from "../progress.ts";
import { decode } from "../read.ts";
import { SUFFIXES } from "../sqlite/files.ts";
import type { Secrets } from "../vault.ts";
import {
  collection,
  commandOn,
  type Finding,
  joined,
  ok,
  problem,
  skipped,
  warning,
  words,
} from "./finding.ts";

/** How long another foxden that is at work on the copy is waited for. */
const PATIENCE_MS = 2000;

/** What was found, and the copy itself where it can be read. */
export interface MirrorState {
  readonly findings: readonly Finding[];
  /** Whoever takes it closes it. */
  readonly mirror?: Mirror;
}

/** Opens the copy, checks it as a whole, and says how large and how old it is. */
export async function examineMirror(app: App, secrets: Secrets | undefined): Promise<MirrorState> {
  const { config: { mirrorPath, profile }, ctx, options } = app;
  const size = await sizeOf(mirrorPath);
  const sync = commandOn(profile, "foxden sync");
  if (size === undefined || size === 0) {
    return {
      findings: [skipped("mirror", ["nothing of an account is kept here yet"], secrets ? sync : undefined)],
    };
  }
  if (!secrets) return { findings: [skipped("mirror", [`${megabytes(size)}, sealed`])] };
  let mirror: Mirror | undefined;
  try {
    const opened = mirror = await Mirror.open(mirrorPath, {
      key: secrets.mirrorKey,
      uid: secrets.uid,
      random: ctx.random,
    });
    const waiting = { ...app.waiting, timeoutMs: Math.min(PATIENCE_MS, options.timeoutMs), onWait: quietly };
    const faults = await withLock(`${mirrorPath}.lock`, waiting, () => checkMirror(opened));
    if (faults.length === 0) return { mirror, findings: [soundMirror(mirror.copies(), size, app)] };
    mirror.close();
    const found = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    return { findings: [problem("mirror", [`damaged: ${found}`], [...sync, " --full reads it anew"])] };
  } catch (error) {
    mirror?.close();
    if (!isFoxdenError(error) || error.code !== "failed.mirror") throw error;
    return { findings: [unusable(error, size, profile)] };
  }
}

const quietly = () => Promise.resolve();

/** Of the database and what SQLite keeps beside it; undefined where there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const sizes = await Promise.all(
    SUFFIXES.map((suffix) => Deno.stat(path + suffix).then(({ size }) => size, () => undefined)),
  );
  return sizes[0] === undefined ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function soundMirror(copies: readonly Copy[], size: number, { ctx, config }: App): Finding {
  const ordinary = copies.filter(({ name }) => collectionOf(name).role === "ordinary");
  const records = ordinary.reduce((sum, { records }) => sum + records, 0);
  const filled = ordinary.filter((copy) => copy.records > 0).length;
  const held = words`${counted(records, "record")} in ${counted(filled, "collection")}`;
  const sum = words`sound, ${megabytes(size)}, ${held}`;
  const cut = ordinary.filter(({ settled }) => !settled).map(({ name }) => [collection(name)]);
  if (cut.length > 0) {
    return warning("mirror", words`${sum}; the last refresh of ${joined(cut, ", ")} was cut short`, [
      ...commandOn(config.profile, "foxden sync"),
      " completes it",
    ]);
  }
  const times = ordinary.map(({ checkedAtMs }) => checkedAtMs).filter((ms) => ms > 0).sort((a, b) => a - b);
  const [oldest, newest] = [times[0], times.at(-1)];
  if (oldest === undefined || newest === undefined) return ok("mirror", sum);
  return ok(
    "mirror",
    words`${sum}, brought up to date ${agesText(ctx.now() - newest, ctx.now() - oldest)} ago`,
  );
}

/** Such as `1 write`, `2,000 writes`. */
export const counted = (count: number, what: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? what : `${what}s`}`;

/** Such as `0 to 1 min`, `3 min to 5 h`. */
function agesText(least: number, most: number): string {
  const [from, to] = [ageText(least), ageText(most)];
  if (from === to) return from;
  const [, unit] = to.split(" ");
  const start = from === UNDER_A_MINUTE ? "0 min" : from;
  return `${start.endsWith(` ${unit}`) ? start.split(" ")[0] : start} to ${to}`;
}

const UNDER_A_MINUTE = "less than a minute";

/** Such as `3 min`, `5 h`, `12 d`; a clock that was put back makes nothing older than now. */
export function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return UNDER_A_MINUTE;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

function unusable({ details }: FoxdenError<"failed.mirror">, size: number, profile: string): Finding {
  const [detail, advice] = UNUSABLE[details.fault];
  const said = words`${detail} (${megabytes(size)})`;
  if (details.fault === "busy") return skipped("mirror", said, [advice]);
  if (details.fault !== "damaged") return problem("mirror", said, [advice]);
  return problem("mirror", said, [
    ...commandOn(profile, "foxden sync"),
    " makes it anew; the account is not touched",
  ]);
}

const UNUSABLE: Readonly<Record<StoreFault, readonly [detail: string, advice: string]>> = {
  damaged: ["damaged, or sealed for another sign-in", ""],
  newer: ["written by a newer foxden", "use that foxden, or another profile with -p NAME"],
  busy: ["another foxden is at work on it", "run it again in a while"],
  "read-only": ["it may not be written to", "look at its owner and mode"],
  full: ["the disk is full", "make room"],
  other: ["it cannot be read", "look at the disk it is on"],
};

/**
 * Reads every record of the copy, and counts those that made no sense.
 *
 * @throws {FoxdenError} `failed.mirror`
 */
export async function checkRecords(
  app: App,
  mirror: Mirror,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Finding> {
  using snapshot = mirror.snapshot();
  let read = 0;
  const bad: [name: CollectionName, count: number][] = [];
  for (const copy of snapshot.copies()) {
    const count = await countMalformed(app, snapshot, copy, onProgress);
    read += copy.records;
    if (count > 0) bad.push([copy.name, count]);
  }
  if (bad.length === 0) return ok("records", words`${read} read, and all make sense`);
  const each = joined(bad.map(([name, count]) => words`${count} of ${collection(name)}`), ", ");
  return warning("records", words`${read} read; ${each} are damaged, or sealed with another key`, [
    "the lists name them with --strict; a backup or the device that wrote them may have them still",
  ]);
}

async function countMalformed(
  { options }: App,
  snapshot: Snapshot,
  copy: Copy,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  const { codec } = collectionOf(copy.name);
  let [done, bad] = [0, 0];
  for await (const page of snapshot.pages(copy)) {
    options.signal.throwIfAborted();
    bad += page.filter(({ id, clear }) => decode(codec, id, clear).kind === "malformed").length;
    done += page.length;
    onProgress({ collection: copy.name, act: "read", done, total: copy.records });
  }
  return bad;
}
