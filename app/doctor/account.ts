/** Checks on the sign-in: whose it is, whether it opens, whether it holds, and whether its key opens what is there. */
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { type AnyFoxdenError, isFoxdenError } from "../../core/errors.ts";
import { guid } from "../../core/ids.ts";
import { importCryptoKeys, judgeMetaGlobal } from "../../core/sync/meta.ts";
import { SyncSession } from "../../core/sync/session.ts";
import { exchangeToken, type StorageToken } from "../../core/sync/token.ts";
import { CRYPTO, META } from "../bootstrap.ts";
import { instant } from "../columns.ts";
import { isEndedDemo } from "../config/places.ts";
import { marksOf } from "../marks.ts";
import type { Copy } from "../mirror/copies.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { App } from "../open.ts";
import { type Secrets, vaultIsSealed } from "../vault.ts";
import {
  address,
  commandOn,
  type Finding,
  host,
  ok,
  problem,
  profile,
  skipped,
  warning,
  words,
} from "./finding.ts";

/** What is known of a profile's sign-in, and what was found out about it. */
export interface SignInState {
  /** Absent where nobody is signed in, and where the secrets could not be opened. */
  readonly secrets?: Secrets;
  /** Whether there are secrets that could not be opened. */
  readonly isClosed: boolean;
  readonly findings: readonly Finding[];
}

/** Opens the profile's secrets. A passphrase is asked for where there is somebody to ask. */
export async function checkSignIn(app: App): Promise<SignInState> {
  const { profile: name, vaultPath } = app.config;
  const isSealed = await vaultIsSealed(vaultPath).catch(() => undefined);
  try {
    const secrets = await app.secretsIfAny();
    if (!secrets) return await nobody(app);
    const { email, servers, signedInAtMs } = secrets;
    const day = instant(signedInAtMs)?.toISOString().slice(0, 10) ?? "an impossible day";
    const where = host(URL.parse(servers.content)?.host ?? servers.content);
    const marks = marksOf(app.config.folder, servers.content).map((mark) => ` [${mark}]`).join("");
    return {
      secrets,
      isClosed: false,
      findings: [
        ok(
          "profile",
          words`${profile(name)}${marks} is signed in as ${address(email)} at ${where} since ${day}`,
        ),
        isSealed
          ? ok("secrets", ["sealed with a passphrase, which opens them"])
          : ok("secrets", ["kept in a file that its mode protects, without a passphrase"]),
      ],
    };
  } catch (error) {
    return {
      isClosed: true,
      findings: [
        skipped("profile", words`who is signed in on ${profile(name)} is not known without its secrets`),
        secretsFailure(error, name),
      ],
    };
  }
}

async function nobody({ config }: App): Promise<SignInState> {
  const isOver = await isEndedDemo(config.folder);
  const login = isOver ? undefined : [...commandOn(config.profile, "foxden auth login"), " signs in"];
  return {
    isClosed: false,
    findings: [
      skipped("profile", words`nobody is signed in on ${profile(config.profile)}`, login),
      skipped("secrets", ["there are none"]),
    ],
  };
}

function secretsFailure(error: unknown, name: string): Finding {
  if (!isFoxdenError(error)) throw error;
  if (error.kind === "not-confirmed") {
    return skipped("secrets", ["sealed with a passphrase, which nobody can be asked for here"], [
      "run it in a terminal, or name a file in FOXDEN_PASSPHRASE_FILE",
    ]);
  }
  const logout = commandOn(name, "foxden auth logout --forget");
  switch (error.code) {
    case "crypto.wrong-passphrase":
      return problem("secrets", ["sealed with another passphrase than this, or damaged"], [
        "try again; if the passphrase is lost: ",
        ...logout,
      ]);
    case "failed.vault-version":
      return problem("secrets", ["written by another version of foxden"], ["use that foxden"]);
    case "failed.vault":
      return problem("secrets", ["the file is damaged"], [
        ...commandOn(name, "foxden auth logout"),
        " removes it; then sign in again",
      ]);
    default:
      return problem("secrets", ["the file cannot be read"], ["look at its owner and its disk"]);
  }
}

/** Whether the servers still take the sign-in, and the way to the storage where they do. */
export async function checkHold(
  app: App,
  secrets: Secrets,
): Promise<{ readonly finding: Finding; readonly token?: StorageToken }> {
  const again = [...commandOn(app.config.profile, "foxden auth login"), " signs in again"];
  try {
    const accessToken = await app.accessToken(OLDSYNC_SCOPE);
    const url = new URL(secrets.servers.token);
    const token = await exchangeToken(app.ctx, { url, accessToken, keyId: secrets.syncKey.kid });
    return { token, finding: ok("sign-in", ["holds: accounts and token server take it"]) };
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    if (error.code === "auth.revoked") {
      return { finding: problem("sign-in", ["it was ended"], again) };
    }
    if (error.code === "auth.keys-changed") {
      return {
        finding: problem("sign-in", ["the account's password was reset since, which makes new keys"], again),
      };
    }
    if (error.kind === "auth") return { finding: problem("sign-in", ["the server refuses it"], again) };
    return {
      finding: skipped("sign-in", [`cannot be asked about now: ${SHORT[error.kind] ?? "it failed"}`]),
    };
  }
}

const SHORT: Readonly<Record<string, string>> = {
  network: "the network fails",
  server: "the server fails, or a page against robots answers",
};

/** Whether the account was set up for Sync, and whether this sign-in's key opens its keys, as the server has them. */
export async function checkKeysOnline(app: App, secrets: Secrets, token: StorageToken): Promise<Finding[]> {
  const session = new SyncSession(app.ctx, secrets.syncKey.k, () => Promise.resolve(token));
  return await keyFindings(app, async () => void await session.setup());
}

/** The same as the local copy has it. */
export async function checkKeysHere(app: App, mirror: Mirror): Promise<Finding[]> {
  using snapshot = mirror.snapshot();
  const copies = [snapshot.copyOf(META), snapshot.copyOf(CRYPTO)];
  if (copies.includes(undefined)) {
    return ["setup", "keys"].map((check) => skipped(check, ["nothing of them is here yet"]));
  }
  const recordOf = async (copy: Copy | undefined, id: string) =>
    copy && (await snapshot.byId(copy, [guid(id)])).get(guid(id));
  return await keyFindings(app, async () => {
    judgeMetaGlobal((await recordOf(copies[0], "global"))?.clear);
    await importCryptoKeys(await recordOf(copies[1], "keys"));
  }, ", as the local copy has them");
}

/** @param as whose word it is */
async function keyFindings(app: App, open: () => Promise<void>, as = ""): Promise<Finding[]> {
  try {
    await open();
    return [
      ok("setup", [`the account is set up for Sync`]),
      ok("keys", [`this sign-in's key opens the account's keys${as}`]),
    ];
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return keyFailure(app, error);
  }
}

function keyFailure({ config }: App, error: AnyFoxdenError): Finding[] {
  const isSetUp = ok("setup", ["the account is set up for Sync"]);
  switch (error.code) {
    case "not-found.setup":
      return [
        warning("setup", [`the account has never synced: there is no ${error.details.missing}`], [
          "sign in to Sync in a Firefox, or: ",
          ...commandOn(config.profile, "foxden sync --init"),
        ]),
        skipped("keys", ["there are none yet"]),
      ];
    case "crypto.wrong-keys":
      return [
        isSetUp,
        problem("keys", ["the account's keys were made with another key than this sign-in's"], [
          ...commandOn(config.profile, "foxden auth login"),
          " signs in again",
        ]),
      ];
    case "failed.storage-version":
      return [
        problem("setup", ["the account's storage has a version this foxden does not know"], [
          "use a newer foxden",
        ]),
        skipped("keys", ["nothing may be read"]),
      ];
    case "server.shape":
      return [
        isSetUp,
        problem("keys", ["what stands in their place makes no sense"], [
          "a Firefox that is signed in makes them anew when it is told to reset Sync",
        ]),
      ];
    default:
      return [skipped("setup", ["cannot be looked at now"]), skipped("keys", ["cannot be looked at now"])];
  }
}
