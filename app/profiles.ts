/** Use-case: the profiles of this machine, as far as they can be told without a passphrase and without a server. */
import { join } from "node:path";
import { isFoxdenError } from "../core/errors.ts";
import { type Column, instant, type Listing, NONE_MALFORMED } from "./columns.ts";
import { profileNames } from "./config/profiles.ts";
import { type Mark, marksOf } from "./marks.ts";
import { onePage } from "./read.ts";
import { readVault, type Secrets, vaultIsSealed, type VaultOptions } from "./vault.ts";

/** A profile on which somebody is signed in. */
export interface ProfileRow {
  readonly profile: string;
  /** Whether it is used where none is named. */
  readonly isDefault: boolean;
  /** Null where only a passphrase would tell. */
  readonly account: string | null;
  readonly server: string | null;
  /** What keeps anybody from taking it for an account of their own: a demo, or a server on this machine. */
  readonly marks: readonly Mark[];
  /** `damaged` and `newer`: the file of its secrets cannot be used, or was written by a newer foxden. */
  readonly protection: "sealed" | "file mode" | "damaged" | "newer";
  readonly signedInAtMs: number | null;
}

export const profileColumns: readonly Column<ProfileRow>[] = [
  { name: "profile", value: (row) => row.profile },
  { name: "default", value: (row) => row.isDefault, shape: "boolean" },
  { name: "account", value: (row) => row.account },
  { name: "server", value: (row) => row.server },
  { name: "marks", value: (row) => row.marks, shape: "texts" },
  {
    name: "protection",
    value: (row) => row.protection,
    shape: { enum: ["sealed", "file mode", "damaged", "newer"] },
  },
  { name: "signedIn", value: (row) => instant(row.signedInAtMs), kind: "time", detail: true },
];

/** All profiles in a folder. @param used the one that is used where none is named */
export async function listProfiles(
  folder: string,
  used: string,
  warn: VaultOptions["warn"],
): Promise<Listing<ProfileRow>> {
  const names = await profileNames(folder);
  const rows = await Promise.all(names.map((name) => rowOf(folder, name, used, warn)));
  return {
    kind: "profiles",
    columns: profileColumns,
    pages: onePage(rows),
    malformed: () => NONE_MALFORMED,
  };
}

async function rowOf(
  folder: string,
  profile: string,
  used: string,
  warn: VaultOptions["warn"],
): Promise<ProfileRow> {
  const secrets = await glance(join(folder, profile, "vault"), warn);
  const isOpen = typeof secrets === "object";
  const server = isOpen ? secrets.servers.content : null;
  return {
    profile,
    isDefault: profile === used,
    account: isOpen ? secrets.email : null,
    server,
    marks: marksOf(join(folder, profile), server ?? ""),
    protection: isOpen ? "file mode" : secrets,
    signedInAtMs: isOpen ? secrets.signedInAtMs : null,
  };
}

/** Looks into a vault that is not sealed. */
async function glance(
  path: string,
  warn: VaultOptions["warn"],
): Promise<Secrets | Exclude<ProfileRow["protection"], "file mode">> {
  try {
    if (await vaultIsSealed(path)) return "sealed";
    const passphrase = () => Promise.reject(new Error("a vault that is not sealed needs no passphrase"));
    return await readVault(path, { passphrase, warn }) ?? "damaged";
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return error.code === "failed.vault-version" ? "newer" : "damaged";
  }
}
