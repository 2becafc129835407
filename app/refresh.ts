/** Use-case: bring the mirror up to date with the server, reading only what moved. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { type CollectionName, collectionName, type ServerTime } from "../core/ids.ts";
import { collectionOf, collections } from "../core/records/registry.ts";
import { infoCollections } from "../core/sync/info.ts";
import { adoptSetup, CRYPTO, type Generations, META } from "./bootstrap.ts";
import { compact } from "./mirror/compact.ts";
import type { Copy } from "./mirror/copies.ts";
import { IN_MEMORY } from "./mirror/db.ts";
import { withLock } from "./mirror/lock.ts";
import type { Mirror } from "./mirror/mirror.ts";
import type { Waiting } from "./sqlite/lock.ts";
import type { App } from "./open.ts";
import { dropMissing, Moved, pullRecords, type PullTools, readCounts } from "./pull.ts";
import { isDoubtful, NOTHING, planStep, type Remote, type Step } from "./refresh_plan.ts";

export interface RefreshInput {
  /** `all`: whatever the account has. */
  readonly collections: readonly CollectionName[] | "all";
  /** Whether everything is read anew, whatever is here. */
  readonly full?: boolean;
  /** Asked once nobody else refreshes any more: another process may have done it meanwhile. */
  readonly isNeeded?: (mirror: Mirror) => boolean;
}

/** What a refresh did to one collection. */
export interface Refreshed {
  readonly collection: CollectionName;
  /** `gone`: the server has no such collection any more. */
  readonly state: "unchanged" | "changed" | "replaced" | "gone";
  /** Records that are here now, tombstones included. */
  readonly records: number;
  /** Records that are new or newer. */
  readonly changed: number;
  /** Records that were here and are not on the server any more. */
  readonly removed: number;
  /** New or newer records that do not open with the account's keys. */
  readonly unreadable: number;
}

/** How often the account may change under a refresh. */
const MAX_PASSES = 5;

/**
 * Refreshes collections.
 *
 * @returns what was done, by name; nothing for collections that neither the server nor this machine has
 * @throws {FoxdenError} `conflict.changed` when the account does not keep still, `failed.mirror`, and whatever keeps
 *   the account from being read
 */
export async function refresh(app: App, input: RefreshInput): Promise<Refreshed[]> {
  const mirror = await app.mirror();
  return await lockedMirror(mirror, app.waiting, async () => {
    if (input.isNeeded?.(mirror) === false) return [];
    try {
      return await refreshUntilStill(app, mirror, input);
    } catch (error) {
      if (!isMovedStorage(error)) throw error;
      // An application that runs for long may see the account move.
      await app.startOver();
      return await refreshUntilStill(app, mirror, input);
    }
  });
}

/** Runs `work` while no other process changes the mirror. @throws {FoxdenError} `failed.mirror`, busy */
export async function lockedMirror<T>(
  { path }: Mirror,
  waiting: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  return path === IN_MEMORY ? await work() : await withLock(`${path}.lock`, waiting, work);
}

const isMovedStorage = (error: unknown): boolean =>
  isFoxdenError(error) && error.code === "auth.keys-changed" && error.details.status === "new-uid";

async function refreshUntilStill(app: App, mirror: Mirror, input: RefreshInput): Promise<Refreshed[]> {
  const tally = new Tally(input.full ?? false);
  for (let passes = 1; passes <= MAX_PASSES; passes++) {
    const pass = await Pass.begin(app, mirror, tally);
    if (await pass.run(input.collections)) return tally.report(mirror);
  }
  const message = "The account changes faster than it can be read";
  throw new FoxdenError("conflict.changed", message, { resource: "info/collections" });
}

type Counted = { -readonly [K in "state" | "changed" | "removed" | "unreadable"]: Refreshed[K] };

/** What all passes of a refresh have done so far, and what is still to be read as a whole. */
class Tally {
  readonly #counted = new Map<CollectionName, Counted>();
  readonly #grown = new Set<CollectionName>();
  readonly #wanting = new Set<CollectionName>();

  constructor(private readonly full: boolean) {}

  /** Whether all of a collection has to be read, whatever is here. */
  mustGrow(name: CollectionName): boolean {
    return this.#wanting.has(name) || (this.full && !this.#grown.has(name));
  }

  /**
   * A copy turned out to lack records that no pull of newer ones would bring.
   *
   * @returns whether reading all of it may bring them: where that was done already, the server lists what it never gives
   */
  lacksRecords(name: CollectionName): boolean {
    if (this.#grown.has(name)) return false;
    this.#wanting.add(name);
    return true;
  }

  hasGrown(name: CollectionName): void {
    this.#wanting.delete(name);
    this.#grown.add(name);
    this.of(name).state = "replaced";
  }

  of(name: CollectionName): Counted {
    const known = this.#counted.get(name);
    if (known) return known;
    const fresh: Counted = { state: "unchanged", changed: 0, removed: 0, unreadable: 0 };
    this.#counted.set(name, fresh);
    return fresh;
  }

  report(mirror: Mirror): Refreshed[] {
    const names = [...this.#counted.keys()].sort();
    return names.map((collection) => {
      const copy = mirror.copyOf(collection);
      const counted = this.of(collection);
      const hasChanged = counted.state === "unchanged" && counted.changed + counted.removed > 0;
      const state = hasChanged ? "changed" : counted.state;
      return { collection, ...counted, state, records: copy ? mirror.count(copy) : 0 };
    });
  }
}

/** A collection under refresh. */
interface Subject {
  readonly name: CollectionName;
  readonly copy: Copy | undefined;
  readonly remote: Remote | undefined;
  readonly generation: string;
}

/** One look at the server, and what follows from it. */
class Pass {
  private constructor(
    private readonly tools: PullTools,
    private readonly kid: string,
    private readonly tally: Tally,
    private readonly remotes: ReadonlyMap<CollectionName, Remote>,
    private readonly nowMs: number,
  ) {}

  static async begin(app: App, mirror: Mirror, tally: Tally): Promise<Pass> {
    const nowMs = app.ctx.now();
    const { kid } = (await app.secrets()).syncKey;
    const session = await app.syncBeforeSetup();
    const { server } = session;
    const [times, counts] = await Promise.all([infoCollections(server), readCounts(session)]);
    mirror.atStep("asked");
    // Another storage, or another key to it, is another account as far as the mirror goes.
    await mirror.adoptStorage(`${kid} ${server.state.token?.endpoint}`);
    // What is listed and not counted is empty.
    const remotes = [...times].map(([name, modified]) =>
      [name, { modified, count: counts && (counts.get(name) ?? 0) }] as const
    );
    const tools: PullTools = {
      mirror,
      session,
      onProgress: app.options.onProgress ?? (() => {}),
      onStored: (name, stored, unreadable) => {
        tally.of(name).changed += stored;
        tally.of(name).unreadable += unreadable;
      },
    };
    return new Pass(tools, kid, tally, new Map(remotes), nowMs);
  }

  /** @returns whether the account kept still meanwhile */
  async run(wanted: RefreshInput["collections"]): Promise<boolean> {
    const byKey = () => Promise.resolve(this.kid);
    if (!await this.#refreshAll([META, CRYPTO], byKey)) return false;
    const generations = await adoptSetup(this.tools.mirror, this.tools.session);
    return await this.#refreshAll(this.#names(wanted), generations);
  }

  #names(wanted: RefreshInput["collections"]): CollectionName[] {
    const here = this.tools.mirror.copies().map(({ name }) => name);
    const known = [...collections.keys()].map(collectionName);
    // What a Firefox could have and this account does not is kept as empty, so that nobody has to ask for it.
    const names = new Set(
      wanted === "all" ? [...this.remotes.keys(), ...here, ...known] : wanted,
    );
    // What is small is there at once, and does not wait for a long history.
    const countOf = (name: CollectionName) => this.remotes.get(name)?.count ?? 0;
    return [...names].filter((name) => name !== META && name !== CRYPTO)
      .sort((a, b) => countOf(a) - countOf(b));
  }

  async #refreshAll(names: readonly CollectionName[], generations: Generations): Promise<boolean> {
    let isStill = true;
    for (const name of names) {
      const copy = this.tools.mirror.copyOf(name);
      const subject = { name, copy, remote: this.remotes.get(name), generation: await generations(name) };
      isStill = await this.#refresh(subject).catch(falseIfMoved) && isStill;
    }
    return isStill;
  }

  async #refresh(subject: Subject): Promise<boolean> {
    const { name, remote } = subject;
    const full = this.tally.mustGrow(name);
    const step = planStep({ ...subject, whole: collectionOf(name).whole, full });
    if (!remote || step === "empty") return this.#empty(subject);
    const lastModified = await this.#pull(step, subject, remote);
    // Where it moved since, what the server counted is another state than what was read.
    if (lastModified !== remote.modified) return false;
    const copy = this.tools.mirror.copyOf(name);
    return copy !== undefined && await this.#settle(copy, remote, step);
  }

  async #pull(step: Step, { name, copy, generation }: Subject, remote: Remote): Promise<ServerTime> {
    if (step === "keep") return remote.modified;
    if (step === "follow" && copy) {
      return await pullRecords(this.tools, copy, null, remote.count !== undefined);
    }
    const { mirror } = this.tools;
    const grown = this.#grow(name, generation, remote);
    const left = remote.count === undefined ? null : Math.max(0, remote.count - mirror.count(grown));
    const lastModified = await pullRecords(this.tools, grown, left);
    mirror.replace(grown, lastModified, remote.count !== undefined);
    this.tally.hasGrown(name);
    return lastModified;
  }

  #grow(name: CollectionName, generation: string, { modified }: Remote): Copy {
    const { mirror } = this.tools;
    const begun = mirror.grow(name, generation);
    if (begun.cursor <= modified) return begun;
    // It was begun before the storage was put back to an older state.
    mirror.grow(name, NOTHING);
    return mirror.grow(name, generation);
  }

  /** Compares what is here with what the server counts, and writes down that it was asked. */
  async #settle(copy: Copy, remote: Remote, step: Step): Promise<boolean> {
    const { mirror } = this.tools;
    let dropped = 0;
    let isLacking = false;
    if (isDoubtful(step, copy, mirror.count(copy), remote)) {
      const compared = await dropMissing(this.tools, copy);
      dropped = compared.dropped;
      isLacking = compared.isMissingSome && this.tally.lacksRecords(copy.name);
    }
    this.tally.of(copy.name).removed += dropped;
    if (step !== "keep" || dropped > 0) await compact(mirror, copy);
    if (isLacking) return false;
    // A full refresh that was cut short has left it behind.
    mirror.stopGrowing(copy.name);
    this.#markChecked(copy);
    return true;
  }

  #markChecked(copy: Copy): void {
    // Who has written there since the server was asked will want to see it.
    const isExpired = -copy.checkedAtMs > this.nowMs;
    if (!isExpired) this.tools.mirror.markChecked(copy, this.nowMs);
  }

  /** What the server does not have is empty, where it is a collection at all. */
  #empty({ name, copy }: Subject): boolean {
    if (!copy && !collections.has(name)) return true;
    const { mirror } = this.tools;
    const removed = copy ? mirror.count(copy) : 0;
    const isGone = copy !== undefined && copy.generation !== NOTHING;
    if (!copy || isGone) mirror.replace(mirror.grow(name, NOTHING), 0 as ServerTime);
    const empty = mirror.copyOf(name);
    if (empty) this.#markChecked(empty);
    const counted = this.tally.of(name);
    counted.removed += removed;
    if (isGone) counted.state = "gone";
    return true;
  }
}

function falseIfMoved(error: unknown): boolean {
  if (error instanceof Moved) return false;
  throw error;
}
