/** Use-cases that say how things stand: the sign-in, and the account as a whole. */
import { SYNC_SCOPES } from "../core/accounts/oauth.ts";
import { collectionOf } from "../core/records/registry.ts";
import { collections, quota } from "./collections.ts";
import { type Cell, type Column, instant } from "./columns.ts";
import type { App } from "./open.ts";
import { vaultIsSealed } from "./vault.ts";

/** A profile's sign-in, as far as this machine knows it. */
export interface SignInRow {
  readonly profile: string;
  readonly email: string;
  readonly uid: string;
  readonly server: string;
  readonly tokenServer: string;
  readonly scopes: readonly string[];
  /** Names the key; its first part is when the account's keys last changed. */
  readonly keyId: string;
  readonly signedInAtMs: number;
  /** What the sign-in rests on: a refresh token can do less than a session. */
  readonly credential: "refresh token" | "session";
  readonly vault: string;
  readonly sealed: boolean;
  /** When the server last said that the sign-in holds; null when it was not asked. */
  readonly checkedAtMs: number | null;
}

export const signInColumns: readonly Column<SignInRow>[] = [
  { name: "account", value: (row) => row.email },
  { name: "server", value: (row) => row.server },
  { name: "profile", value: (row) => row.profile },
  { name: "scopes", value: (row) => row.scopes },
  { name: "key", value: (row) => row.keyId },
  { name: "signedIn", value: (row) => instant(row.signedInAtMs), kind: "time" },
  { name: "credential", value: (row) => row.credential },
  { name: "secrets", value: (row) => row.vault },
  {
    name: "protection",
    value: (row) =>
      row.sealed
        ? "sealed with a passphrase"
        : "file mode only: who can read the file can read the account's Sync data",
  },
  { name: "checked", value: (row) => instant(row.checkedAtMs), kind: "time" },
  { name: "tokenServer", value: (row) => row.tokenServer, detail: true },
  { name: "uid", value: (row) => row.uid, detail: true },
];

/** @throws {FoxdenError} `auth.signed-out` */
export async function signInOf(app: App): Promise<SignInRow> {
  const secrets = await app.secrets();
  const { profile, vaultPath } = app.config;
  return {
    profile,
    email: secrets.email,
    uid: secrets.uid,
    server: secrets.servers.content,
    tokenServer: secrets.servers.token,
    scopes: SYNC_SCOPES.split(" "),
    keyId: secrets.syncKey.kid,
    signedInAtMs: secrets.signedInAtMs,
    credential: secrets.refreshToken === undefined ? "session" : "refresh token",
    vault: vaultPath,
    sealed: await vaultIsSealed(vaultPath) ?? false,
    checkedAtMs: null,
  };
}

/** The account on one page. */
export interface StatusRow {
  readonly email: string;
  readonly profile: string;
  readonly server: string;
  readonly usedBytes: number;
  readonly limitBytes: number | null;
  readonly lastChangeMs: number | null;
  /** When this machine last took records over, by its own clock. */
  readonly lastSyncMs: number | null;
  readonly counts: { readonly [collection: string]: Cell };
}

export const statusColumns: readonly Column<StatusRow>[] = [
  { name: "account", value: (row) => row.email },
  { name: "profile", value: (row) => row.profile },
  { name: "server", value: (row) => row.server },
  { name: "lastChange", value: (row) => instant(row.lastChangeMs), kind: "time" },
  { name: "lastSync", value: (row) => instant(row.lastSyncMs), kind: "time" },
  { name: "used", value: (row) => row.usedBytes, kind: "bytes" },
  { name: "limit", value: (row) => row.limitBytes, kind: "bytes" },
  { name: "records", value: (row) => row.counts },
];

export async function statusOf(app: App): Promise<StatusRow> {
  const { email, servers } = await app.secrets();
  const [rows, { usedBytes, limitBytes }] = await Promise.all([collections(app), quota(app)]);
  const changes = rows.map(({ modified }) => modified);
  const checks = (await app.mending(async () => (await app.mirror()).copies()))
    // The two that every refresh looks at say nothing of the records.
    .filter(({ name }) => collectionOf(name).role === "ordinary")
    .map(({ checkedAtMs }) => Math.abs(checkedAtMs));
  return {
    email,
    profile: app.config.profile,
    server: servers.content,
    usedBytes,
    limitBytes,
    lastChangeMs: changes.length === 0 ? null : Math.max(...changes),
    lastSyncMs: Math.max(0, ...checks) || null,
    counts: Object.fromEntries(rows.map(({ name, count }) => [name, count])),
  };
}
