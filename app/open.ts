/** The application: one profile, its secrets, and its way to the servers. Everything is opened when first needed. */
import { discover, type ServerOverrides, type Servers } from "../core/accounts/discovery.ts";
import { grantByRefreshToken, grantBySession } from "../core/accounts/oauth.ts";
import { type AccountsServer, type Credential, openAccountsServer } from "../core/accounts/transport.ts";
import { type Context, webContext } from "../core/context.ts";
import { OLDSYNC_SCOPE } from "../core/crypto/scoped_key.ts";
import { isFoxdenError } from "../core/errors.ts";
import type { CollectionName } from "../core/ids.ts";
import { SyncSession } from "../core/sync/session.ts";
import { exchangeToken, type StorageToken } from "../core/sync/token.ts";
import { type Config, configure, type Environment } from "./config/places.ts";
import { signedOut } from "./config/profiles.ts";
import type { Freshness, Stale } from "./freshness.ts";
import { Journal, journalKey } from "./journal/journal.ts";
import type { Mirror } from "./mirror/mirror.ts";
import { isMirrorFault, openMirror, REBUILT, removeMirror, undefinedIfUnusable } from "./mirror/open.ts";
import type { MirrorStep } from "./mirror/steps.ts";
import type { Progress } from "./pull.ts";
import { forgetToken, recallToken, rememberToken } from "./remembered_token.ts";
import type { Waiting } from "./sqlite/lock.ts";
import { readVault, type Secrets, sessionKeys, vaultIsSealed, writeVault } from "./vault.ts";
import { VERSION } from "./version.ts";
import { wired, type Wiring } from "./wire.ts";
import type { WriteStep } from "./write/steps.ts";

export interface AppOptions extends Wiring {
  readonly profile: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked for only when the profile's secrets are sealed with a passphrase. */
  readonly passphrase: () => Promise<string>;
  /** Shown to the person, one sentence. */
  readonly warn: (sentence: string) => Promise<void>;
  /** Whether changes are only planned, so that nothing is refused for being a change. */
  readonly planOnly?: boolean;
  /** How fresh answers have to be where a use-case is not told; as `app/freshness.ts` has it when left out. */
  readonly fresh?: Freshness;
  /** Told of answers that are older than that. */
  readonly onStale?: (stale: Stale) => Promise<void>;
  /** Told while records are being downloaded. */
  readonly onProgress?: (progress: Progress) => void;
  /** TEST: called at each step in which the mirror changes, and at each step of a write. */
  readonly atStep?: (step: MirrorStep | WriteStep) => void;
}

export class App implements Disposable {
  readonly config: Config;
  readonly ctx: Context;
  #secrets: Promise<Secrets | undefined> | undefined;
  #sync: Promise<SyncSession> | undefined;
  #mirror: Promise<Mirror> | undefined;
  #journal: Promise<Journal> | undefined;
  #isClosed = false;
  readonly #learned = new Map<string, AccountsServer["learned"]>();

  constructor(readonly options: AppOptions) {
    const { profile, env, timeoutMs, signal } = options;
    this.config = configure(profile, env);
    this.ctx = wired(webContext({ timeoutMs, signal, userAgent: `foxden/${VERSION}` }), options);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    void this.#mirror?.then((mirror) => mirror.close(), () => {});
    void this.#journal?.then((journal) => journal[Symbol.dispose](), () => {});
  }

  /** What is kept of this profile's sign-in, if there is one. */
  async secretsIfAny(): Promise<Secrets | undefined> {
    const reading = this.#secrets ??= readVault(this.config.vaultPath, this.options);
    const secrets = await reading;
    // Somebody may sign in elsewhere while this one is open.
    if (!secrets && this.#secrets === reading) this.#secrets = undefined;
    return secrets;
  }

  /** @throws {FoxdenError} `auth.signed-out`, `auth.demo-ended` */
  async secrets(): Promise<Secrets> {
    const secrets = await this.secretsIfAny();
    if (secrets) return secrets;
    throw await signedOut(this.config);
  }

  /** Writes the profile's secrets; what was opened with the former ones is let go. */
  async keepSecrets(secrets: Omit<Secrets, "version">, passphrase?: string): Promise<void> {
    const { vaultPath } = this.config;
    const seal = passphrase ?? (await vaultIsSealed(vaultPath) ? await this.options.passphrase() : undefined);
    this.#secrets = Promise.resolve(await writeVault(vaultPath, secrets, this.ctx.random, seal));
    this.#sync = undefined;
  }

  /** The deployment at `root`, as its discovery documents describe it. */
  async discover(root: URL, overrides: ServerOverrides): Promise<AccountsServer> {
    return this.openAccounts(await discover(this.ctx, root, overrides));
  }

  /** What is learned about an auth server holds for the whole run. */
  openAccounts(servers: Servers): AccountsServer {
    const opened = openAccountsServer(this.ctx, servers, this.#learned.get(servers.auth));
    this.#learned.set(servers.auth, opened.learned);
    return opened;
  }

  /** The account's Sync, ready to read. @throws {FoxdenError} as `core/sync/meta.ts` judges the account */
  async sync(): Promise<SyncSession> {
    const session = await this.syncBeforeSetup();
    await session.setup();
    return session;
  }

  /** The account's Sync without a look at whether it was ever set up: for who is about to do that. */
  syncBeforeSetup(): Promise<SyncSession> {
    return this.#sync ??= this.#openSync();
  }

  async #openSync(): Promise<SyncSession> {
    const { syncKey: { k, kid } } = await this.secrets();
    // Who only writes can do without the mirror, whatever is wrong with it.
    const mirror = await this.mirror().catch(undefinedIfUnusable);
    let remembered = mirror && await recallToken(mirror, kid, this.ctx.now()).catch(undefinedIfUnusable);
    return new SyncSession(this.ctx, k, async () => {
      // A server that does not take what was kept is asked for a new one the next time.
      const kept = remembered;
      remembered = undefined;
      if (kept) return kept;
      const token = await this.#storageToken();
      if (mirror) await rememberToken(mirror, kid, token).catch(undefinedIfUnusable);
      return token;
    });
  }

  /** Lets the session and the credentials kept for it go: the next one begins at the token server. */
  async startOver(): Promise<void> {
    await this.mirror().then(forgetToken).catch(undefinedIfUnusable);
    this.#sync = undefined;
  }

  /** This profile's local copy of the account. @throws {FoxdenError} `failed.mirror`, `auth.signed-out` */
  mirror(): Promise<Mirror> {
    return this.#mirror ??= this.#openMirror().catch((error) => {
      this.#mirror = undefined;
      throw error;
    });
  }

  async #openMirror(): Promise<Mirror> {
    const { mirrorKey: key, uid } = await this.secrets();
    const { warn, atStep } = this.options;
    const mirror = await openMirror(this.config.mirrorPath, { key, uid, random: this.ctx.random }, {
      warn,
      atStep,
      waiting: this.waiting,
    });
    if (this.#isClosed) mirror.close();
    return mirror;
  }

  /**
   * Says that records of a collection are about to change on the server, or just have. No write fails for that.
   *
   * @returns when, in ms by the local clock; undefined where the mirror could not be told
   */
  async expire(name: CollectionName): Promise<number | undefined> {
    return await this.tellingMirror((mirror) => {
      const nowMs = this.ctx.now();
      mirror.expire(name, nowMs);
      return nowMs;
    });
  }

  /** Tells the mirror of a write, which must not fail for what is wrong there. */
  async tellingMirror<T>(tell: (mirror: Mirror) => T | Promise<T>): Promise<T | undefined> {
    try {
      return await tell(await this.mirror());
    } catch (error) {
      if (!isFoxdenError(error) || error.code !== "failed.mirror") throw error;
      await this.options.warn(`note: the local copy is not told of this change (${error.message})`);
      return undefined;
    }
  }

  /** What foxden has changed, for `undo`. @throws {FoxdenError} `failed.journal`, `auth.signed-out` */
  journal(): Promise<Journal> {
    return this.#journal ??= this.#openJournal().catch((error) => {
      this.#journal = undefined;
      throw error;
    });
  }

  async #openJournal(): Promise<Journal> {
    const { mirrorKey, uid } = await this.secrets();
    const owner = { key: await journalKey(mirrorKey), uid, random: this.ctx.random };
    const { warn } = this.options;
    const waiting = this.#waitingFor("changing the account");
    const journal = await Journal.open(this.config.journalPath, owner, { warn, waiting });
    if (this.#isClosed) journal[Symbol.dispose]();
    return journal;
  }

  /** Lets the journal go: the next to need it opens it anew. */
  async closeJournal(): Promise<void> {
    const journal = await this.#journal?.catch(() => undefined);
    this.#journal = undefined;
    journal?.[Symbol.dispose]();
  }

  /** TEST: a step of a write. */
  atStep(step: WriteStep): void {
    this.options.atStep?.(step);
  }

  /**
   * Removes the local copy; the next to need it begins an empty one.
   *
   * @param which `damaged`: only the very one that is open here, which was found to be damaged
   */
  async discardMirror(which: "any" | "damaged" = "any"): Promise<void> {
    const mirror = await this.#mirror?.catch(() => undefined);
    this.#mirror = undefined;
    this.#sync = undefined;
    // Another process may have signed out.
    this.#secrets = undefined;
    await removeMirror(this.config.mirrorPath, this.waiting, which === "damaged" ? mirror : undefined);
    mirror?.close();
  }

  /** Does what needs the mirror; one that turns out to be damaged is begun anew, and `act` is done once more. */
  async mending<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!await this.mend(error)) throw error;
      return await act();
    }
  }

  /** Throws the mirror away where `error` says that it is damaged, and tells so. @returns whether it was that */
  async mend(error: unknown): Promise<boolean> {
    if (!isMirrorFault(error, "damaged")) return false;
    await this.discardMirror("damaged");
    // Who has signed out meanwhile wants nothing back.
    await this.secrets();
    await this.options.warn(REBUILT);
    return true;
  }

  /** How long other processes are waited for that are at work on the mirror. */
  get waiting(): Waiting {
    return this.#waitingFor("at work on the local copy");
  }

  #waitingFor(what: string): Waiting {
    const { now, sleep } = this.ctx;
    const onWait = () => this.options.warn(`note: waiting for another foxden that is ${what}`);
    return { now, sleep, timeoutMs: this.options.timeoutMs, onWait };
  }

  async #storageToken(): Promise<StorageToken> {
    const { servers, syncKey } = await this.secrets();
    const url = new URL(servers.token);
    const exchange = (accessToken: string) =>
      exchangeToken(this.ctx, { url, accessToken, keyId: syncKey.kid });
    const first = await this.accessToken(OLDSYNC_SCOPE);
    try {
      return await exchange(first);
    } catch (error) {
      // An access token may be revoked between two requests; a second refusal is the sign-in's own.
      if (!isFoxdenError(error) || error.code !== "auth.revoked") throw error;
      return await exchange(await this.accessToken(OLDSYNC_SCOPE));
    }
  }

  /** A fresh access token for `scope`. @throws {FoxdenError} `auth.revoked` when the sign-in has ended */
  async accessToken(scope: string): Promise<string> {
    const secrets = await this.secrets();
    const { clientId, refreshToken } = secrets;
    const server = this.openAccounts(secrets.servers);
    if (refreshToken !== undefined) {
      return (await grantByRefreshToken(server, { clientId, refreshToken, scope })).access_token;
    }
    const session = await sessionKeys(secrets);
    return (await grantBySession(server, session, { clientId, scope, access: "online" })).access_token;
  }

  /** What shows this sign-in to the routes for devices. */
  async credential(): Promise<Credential> {
    const secrets = await this.secrets();
    return secrets.refreshToken === undefined
      ? await sessionKeys(secrets)
      : { refreshToken: secrets.refreshToken };
  }
}
