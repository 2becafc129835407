/** Clients, engine version 1: one record for each device that syncs, with the commands waiting for it. */
import { type Codec, type Field, recordCodec, type Sourced, type SyncRecord, viewOf } from "./codec.ts";
import { listOf, requiredNonEmpty, sparse, textOrNull, texts } from "./fields.ts";

/** A device that syncs. */
export interface Client extends SyncRecord {
  readonly name: string;
  /** `desktop`, `mobile`, `tablet`, `vr`, `tv`, or a word of tomorrow. */
  readonly type: string | null;
  /** The id of the account's device: 32 hex digits. Firefox hides clients whose device is gone. */
  readonly fxaDeviceId: string | null;
  /** The version of the program, such as `153.0`. */
  readonly version: string | null;
  readonly protocols: readonly string[];
  /** Linux, WINNT, Darwin, Android … */
  readonly os: string | null;
  readonly application: string | null;
  readonly appPackage: string | null;
  readonly formFactor: string | null;
  readonly device: string | null;
  readonly commands: readonly ClientCommand[];
}

/** Something another device asked this one to do. */
export interface ClientCommand extends Sourced {
  readonly command: string;
  /** Old clients wrote `null` for the list, and inside it. */
  readonly args: readonly (string | null)[];
  readonly flowId: string | null;
}

const args: Field<readonly (string | null)[]> = {
  key: "args",
  read: (value) => Array.isArray(value) ? value.map((each) => typeof each === "string" ? each : null) : [],
  write: (list) => list,
};

const command = viewOf<ClientCommand>({
  command: requiredNonEmpty("command"),
  args,
  flowId: textOrNull("flowID"),
});

/** A client without a name is refused; everything else old or small clients leave out. */
export const clientCodec: Codec<Client> = recordCodec<Client>({
  name: requiredNonEmpty("name"),
  type: textOrNull("type"),
  fxaDeviceId: textOrNull("fxaDeviceId"),
  version: textOrNull("version"),
  protocols: sparse(texts("protocols")),
  os: textOrNull("os"),
  application: textOrNull("application"),
  appPackage: textOrNull("appPackage"),
  formFactor: textOrNull("formfactor"),
  device: textOrNull("device"),
  commands: sparse(listOf("commands", command)),
});
