/**
 * Every failure foxden knows: one class, a stable code, typed details.
 *
 * Core says what happened; the face that shows the error says what to do about it. The part of a code before
 * the dot is its kind, and the kind alone decides the exit code.
 */

/** Codes and the details each one carries. Add a code only when someone will react to it. */
export interface ErrorTable {
  /** A value given by the caller cannot be used. */
  "usage.value": { readonly name: string };
  /** The config file cannot be used as it is; lines and columns count from 1. */
  "usage.config": {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly fault: ConfigFaultKind;
  };
  /** The server has an account of that address, so no other can be made of it. */
  "usage.account-exists": { readonly email: string };
  /** Records given by the caller cannot be written. A fault says where and which member, never a value. */
  "usage.records": {
    readonly collection: string;
    readonly faults: readonly string[];
    /** Whether the caller may insist. */
    readonly forceable: boolean;
  };
  /** The account holds no such record. */
  "not-found.record": { readonly collection: string; readonly id: string };
  /** No record matches what was asked for. */
  "not-found.match": { readonly collection: string };
  /** A server has nothing at that path. */
  "not-found.path": { readonly path: string };
  /** There is no change of foxden's that could be undone. */
  "not-found.change": Empty;
  /** There is no profile of that name; `others` are those that there are. */
  "not-found.profile": { readonly profile: string; readonly others: readonly string[] };
  /** There is no file of that name. */
  "not-found.file": { readonly path: string };
  /** The account has never been set up for Sync: one of its two bootstrap records is missing. */
  "not-found.setup": { readonly missing: "meta/global" | "crypto/keys" };
  /** An empty account is needed, and this one holds something. */
  "not-found.empty-account": { readonly holds: readonly string[]; readonly isSetUp: boolean };
  /** Nobody is signed in on this profile; `others` are the profiles on which somebody is. */
  "auth.signed-out": { readonly profile: string; readonly others: readonly string[] };
  /** The shell points at a demo that is over. */
  "auth.demo-ended": Empty;
  "auth.wrong-password": Empty;
  "auth.unknown-account": Empty;
  /** The account or the session still has to be confirmed. */
  "auth.unverified": Empty;
  /** A one-time code is wrong or has expired. */
  "auth.wrong-code": Empty;
  /** The server blocks this sign-in; `unblockable` when a mailed code can lift the block. */
  "auth.blocked": { readonly unblockable: boolean };
  /** A token is unknown, destroyed or expired. */
  "auth.revoked": Empty;
  /** The server knows who asks and refuses; `errno` is the auth server's own number, where it gives one. */
  "auth.refused": { readonly errno?: number };
  /** The pasted browser answer belongs to another sign-in, or is none. */
  "auth.wrong-answer": Empty;
  /** The account's keys changed since this sign-in. */
  "auth.keys-changed": { readonly status: string };
  /** Several records match where one is needed. */
  "ambiguous.match": { readonly collection: string; readonly candidates: readonly string[] };
  /** The server copy changed since it was read. */
  "conflict.changed": { readonly resource: string };
  /** The very fields that were to be written changed on the server since they were read. */
  "conflict.fields": { readonly collection: string; readonly fields: readonly FieldConflict[] };
  /** Nobody knows whether what is to be taken back was ever done. */
  "conflict.unknown": { readonly title: string };
  /** What is to be taken back would leave the tree of bookmarks unsound, since others have changed it. */
  "conflict.tree": { readonly id: string };
  "network.unreachable": { readonly host: string };
  "network.timeout": { readonly host: string };
  /** Nothing may be asked of a server, and nothing here can answer; `what` names what is missing. */
  "network.offline": { readonly what: string };
  /** An answer is not of the shape its protocol says; `at` is the path inside it. */
  "server.shape": { readonly at: string };
  /** An answer with a status nobody expects here. */
  "server.status": { readonly status: number; readonly at: string };
  /** The server asks to come back later. */
  "server.busy": { readonly status: number; readonly retryAfterSeconds: number | null };
  /** An anti-bot page answered in place of the server. */
  "server.challenge": { readonly status: number };
  /** The auth server failed with a number of its own that foxden has no better word for. */
  "server.errno": { readonly errno: number; readonly status: number };
  "server.too-large": { readonly at: string };
  /** The server takes the request and refuses some of its records. */
  "server.refused-records": { readonly collection: string; readonly ids: readonly string[] };
  "server.over-quota": Empty;
  /** A backup is not what was written: bytes are missing, changed or out of place. */
  "findings.backup": { readonly path: string };
  /** Something was found that a check looks for. */
  "findings.faults": { readonly count: number };
  /** Some records could not be read and `--strict` was asked for. */
  "partial.malformed": { readonly malformed: number };
  /** A write that was to be made in parts was cut short after the first of them. */
  "partial.written": { readonly collection: string; readonly written: number; readonly of: number };
  /** A person would have to answer, and nobody can. */
  "not-confirmed.no-terminal": { readonly need: string };
  /** A person was asked and did not agree: by a plain no, or by what was not to be typed. */
  "not-confirmed.declined": { readonly answer: "no" | "other" };
  /** More or fewer are hit than the caller agreed to. */
  "not-confirmed.count": { readonly hit: number; readonly agreed: number };
  /** A secret would end in a terminal's scrollback. */
  "not-confirmed.secret-on-terminal": { readonly field: string };
  /** Nothing of the account may be changed: whoever runs foxden has said so beforehand. */
  "read-only.refused": Empty;
  /** A decryption failed. Deliberately says no more. */
  "crypto.failed": Empty;
  /** A passphrase does not open what it should. */
  "crypto.wrong-passphrase": Empty;
  /** `crypto/keys` does not open with this account's key. */
  "crypto.wrong-keys": Empty;
  /** The journal, which `undo` reads, cannot be used; nothing is written without it. */
  "failed.journal": { readonly path: string; readonly fault: StoreFault };
  /** The tree of bookmarks is unsound where it would be changed. */
  "failed.tree": { readonly id: string };
  /** A record is not in order where it would be changed. */
  "failed.record": { readonly collection: string; readonly id: string };
  /** A backup was written by a newer foxden, or is none. */
  "failed.backup-version": { readonly path: string };
  /** A local file does not hold what it should; `at` is the path inside it. */
  "failed.shape": { readonly at: string };
  /** The account uses a global storage version this program does not know. */
  "failed.storage-version": { readonly version: string };
  /** The account uses a collection in a version this program does not know. */
  "failed.engine-version": { readonly collection: string; readonly version: number; readonly known: number };
  /** The file of signed-in secrets cannot be read. */
  "failed.vault": { readonly path: string };
  /** The file of signed-in secrets was written by a newer foxden. */
  "failed.vault-version": { readonly path: string };
  /** The local copy of the account's records cannot be used. */
  "failed.mirror": { readonly path: string; readonly fault: StoreFault };
  "failed.file": { readonly path: string; readonly fault?: FileFault };
  /** A file is there already, and is not written over. */
  "failed.file-exists": { readonly path: string };
  /** A program that foxden started, or needs, is not there or failed. */
  "failed.program": {
    readonly name: string;
    /** The variables that name it, where there is no such program. */
    readonly namedBy?: string;
  };
  /** The address to serve on cannot be had. */
  "failed.listen": { readonly address: string; readonly fault: ListenFault };
}

/**
 * A field that somebody else changed since it was read. Values are JSON, undefined where there is none; those of secret
 * members are left out. `field` is null where the record as a whole is meant; then `record` says what became of it.
 */
export interface FieldConflict {
  readonly id: string;
  readonly field: string | null;
  readonly before: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly record?: "deleted" | "changed";
}

/** What is wrong with a file, where that can be told; `changed`: another program was faster. */
export type FileFault = "no-folder" | "below-a-file" | "damaged" | "changed";

/**
 * What is wrong with the config file: it is no TOML, names what no setting is called, gives a setting what it cannot be, or
 * is written in a way that only a person can change.
 */
export type ConfigFaultKind = "syntax" | "unknown" | "value" | "by-hand";

/** Why a database of ours cannot be used: `newer` was written by a newer foxden, `busy` is held by another process. */
export type StoreFault = "damaged" | "newer" | "busy" | "read-only" | "full" | "other";

/** Why an address cannot be listened on. */
export type ListenFault = "in-use" | "not-local" | "unknown-name" | "not-allowed" | "other";

type Empty = Readonly<Record<never, never>>;

export type ErrorCode = keyof ErrorTable;

/** The part of a code before the dot. */
export type ErrorKind = ErrorCode extends infer C ? C extends `${infer K}.${string}` ? K : never : never;

/** The one error class of foxden. Messages never hold a secret, a token or cleartext of a record. */
export class FoxdenError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "FoxdenError";

  constructor(readonly code: C, message: string, readonly details: ErrorTable[C], options?: ErrorOptions) {
    super(message, options);
  }

  get kind(): ErrorKind {
    return this.code.slice(0, this.code.indexOf(".")) as ErrorKind;
  }
}

/** A union over all codes, so that `error.code === "…"` narrows `error.details`. */
export type AnyFoxdenError = { [C in ErrorCode]: FoxdenError<C> }[ErrorCode];

export function isFoxdenError(error: unknown): error is AnyFoxdenError {
  return error instanceof FoxdenError;
}
