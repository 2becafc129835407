/** The application: one profile, its secrets, and its way to the servers. Everything is opened when first needed. */
import { discover, type ServerOverrides, type Servers } from "../core/accounts/discovery.ts";
import { grantByRefreshToken, grantBySession } from "../core/accounts/oauth.ts";
import { type AccountsServer, type Credential, openAccountsServer } from "../core/accounts/transport.ts";
import { type Context, webContext } from "../core/context.ts";
import { OLDSYNC_SCOPE } from "../core/crypto/scoped_key.ts";
import { deriveTokenKeys, type TokenKeys } from "../core/crypto/token_keys.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { SyncSession } from "../core/sync/session.ts";
import { exchangeToken, type StorageToken } from "../core/sync/token.ts";
import { type Config, configure, type Environment, isEndedDemo } from "./config.ts";
import { readVault, type Secrets, vaultIsSealed, writeVault } from "./vault.ts";
import { VERSION } from "./version.ts";

export interface AppOptions {
  readonly profile: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked for only when the profile's secrets are sealed with a passphrase. */
  readonly passphrase: () => Promise<string>;
  /** Shown to the person, one sentence. */
  readonly warn: (sentence: string) => Promise<void>;
  /** Told about each request, without secrets: method, address without its query, status, duration. */
  readonly trace?: (line: string) => void;
}

export class App {
  readonly config: Config;
  readonly ctx: Context;
  #secrets: Promise<Secrets | undefined> | undefined;
  #sync: Promise<SyncSession> | undefined;
  readonly #learned = new Map<string, AccountsServer["learned"]>();

  constructor(readonly options: AppOptions) {
    const { profile, env, timeoutMs, signal, trace } = options;
    this.config = configure(profile, env);
    const ctx = webContext({ timeoutMs, signal, userAgent: `foxden/${VERSION}` });
    this.ctx = trace ? traced(ctx, trace) : ctx;
  }

  /** What is kept of this profile's sign-in, if there is one. */
  secretsIfAny(): Promise<Secrets | undefined> {
    return this.#secrets ??= readVault(this.config.vaultPath, this.options);
  }

  /** @throws {FoxdenError} `auth.signed-out` */
  async secrets(): Promise<Secrets> {
    const secrets = await this.secretsIfAny();
    if (secrets) return secrets;
    const { profile, folder } = this.config;
    if (await isEndedDemo(folder)) {
      throw new FoxdenError("auth.demo-ended", "This shell points at a demo that has ended", {});
    }
    throw new FoxdenError("auth.signed-out", `Nobody is signed in on profile "${profile}"`, { profile });
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
    const { syncKey } = await this.secrets();
    return new SyncSession(this.ctx, syncKey.k, () => this.#storageToken());
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

/** The session a sign-in rests on. @throws {FoxdenError} `failed.vault` when it rests on nothing */
export async function sessionKeys({ sessionToken, email }: Secrets): Promise<TokenKeys> {
  if (sessionToken !== undefined) return await deriveTokenKeys(sessionToken, "sessionToken");
  throw new FoxdenError("failed.vault", `The sign-in of ${email} holds no token`, { path: "vault" });
}

/** Reports each request; ids in paths are cut, queries and headers never shown. */
function traced(ctx: Context, trace: (line: string) => void): Context {
  return {
    ...ctx,
    fetch: async (request) => {
      const started = ctx.now();
      const url = new URL(request.url);
      const path = url.pathname.replace(/(\/storage\/[^/]+\/).+$/, "$1…");
      const end = (outcome: string) =>
        trace(`${request.method} ${url.origin}${path} ${outcome} ${ctx.now() - started} ms`);
      try {
        const response = await ctx.fetch(request);
        end(String(response.status));
        return response;
      } catch (error) {
        end("failed");
        throw error;
      }
    },
  };
}
