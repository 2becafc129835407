/** What every handler works with. */
import type { WrongPasswords } from "./accounts/passwords.ts";
import type { Database } from "./db.ts";
import type { Limits } from "./limits.ts";
import type { OpenTokens } from "./storage/open_tokens.ts";
import type { ReplayGuard } from "./storage/replay.ts";

/** The state and the rules of one running server. */
export interface Backend {
  readonly database: Database;
  /** Signs storage tokens. */
  readonly masterSecret: string;
  readonly rules: Rules;
  readonly deliver: Deliver;
  readonly tokens: OpenTokens;
  readonly replays: ReplayGuard;
  readonly wrongPasswords: WrongPasswords;
}

/** What differs from one server to another. */
export interface Rules {
  readonly limits: Limits;
  /** How far the time of a signed request may be off. */
  readonly maxSkewSeconds: number;
  /** How long the body of a request may take. */
  readonly bodyMs: number;
  /** Whether anybody who reaches the server may make an account. */
  readonly signUp: boolean;
  /** Most bytes of payloads one storage may hold; absent: no limit. */
  readonly quotaBytes?: number;
  /** What a sign-in needs besides the password; absent: nothing. */
  readonly signIn?: SignInKind;
}

/** A mailed code, an authenticator's code, or a block that a mailed code lifts. */
export type SignInKind = "code" | "totp" | "blocked";

/** A one-time code on its way to a person. */
export interface CodeMessage {
  readonly to: string;
  readonly purpose: "session-code" | "totp" | "unblock-code";
  readonly code: string;
}

/** Where codes go that a service would mail. */
export type Deliver = (message: CodeMessage) => void;
