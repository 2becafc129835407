/** Use-case: say how a sign-in stands, as far as this machine knows it. */
import { SYNC_SCOPES } from "../core/accounts/oauth.ts";
import { type Column, instant } from "./columns.ts";
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
  { name: "scopes", value: (row) => row.scopes, shape: "texts" },
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
