/** The first run and every later sign-in as data: their steps, what is asked of the world, and what it answers. */
import type { ErrorCode } from "../../core/errors.ts";
import type { Told } from "../state.ts";
import type { TextField } from "../text_field.ts";
import type { ShownPaths } from "../world.ts";

/** Where somebody signs in. */
export type Place =
  | { readonly kind: "mozilla" }
  /** Where this profile is signed in already. */
  | { readonly kind: "known" }
  /** Addresses as they were typed; an empty one is the usual one: Mozilla's, or what the accounts server names. */
  | { readonly kind: "own"; readonly accounts: string; readonly token: string };

/** A place, with what is known of it. */
export interface Site {
  readonly place: Place;
  /** Name and port of the accounts server. */
  readonly host: string;
  readonly isMozilla: boolean;
  /** Addresses of it that are neither encrypted nor on this machine. */
  readonly unencrypted: readonly string[];
  /** Offered where the address of the account is asked for. */
  readonly email: string;
}

/** What a code is that a server wants besides the password. */
export type CodeKind = "mail" | "authenticator" | "unblock";

/** What an account lacks that was never set up for Sync. */
export type Missing = "everything" | "keys";

export interface MenuStep {
  readonly name: "menu";
  readonly cursor: number;
}

/** The demo is being made. */
export interface DemoStep {
  readonly name: "demo";
  readonly lines: readonly string[];
}

/** Addresses of a server of one's own are asked for. */
export interface ServerStep {
  readonly name: "server";
  readonly accounts: TextField;
  readonly token: TextField;
  /** The field that takes the keys. */
  readonly cursor: 0 | 1;
}

/** With the browser, or with a password? */
export interface WayStep {
  readonly name: "way";
  readonly site: Site;
  readonly cursor: number;
}

/** Somebody signs in on a page, and brings its last address back. */
export interface BrowserStep {
  readonly name: "browser";
  readonly site: Site;
  /** The page; null until it is known. */
  readonly url: string | null;
  /** What is known of the browser on this machine. */
  readonly opening: "not-tried" | "opened" | "failed";
  readonly answer: TextField;
}

export interface PasswordStep {
  readonly name: "password";
  readonly site: Site;
  readonly email: TextField;
  readonly password: TextField;
  readonly cursor: 0 | 1;
  readonly isShown: boolean;
}

export interface CodeStep {
  readonly name: "code";
  readonly site: Site;
  readonly kind: CodeKind;
  readonly email: string;
  readonly code: TextField;
  /** How many codes were not accepted. */
  readonly wrong: number;
}

/** A server is started here, with its first account. */
export interface RunStep {
  readonly name: "run";
  readonly email: TextField;
  readonly password: TextField;
  /** The password once more. */
  readonly again: TextField;
  readonly cursor: 0 | 1 | 2;
  readonly isShown: boolean;
  readonly lines: readonly string[];
}

/** Somebody is signed in, and the account is being looked at. */
export interface AccountStep {
  readonly name: "account";
  readonly email: string;
  readonly host: string;
}

/** Shall an account be set up for Sync that never was? */
export interface SetUpStep {
  readonly name: "set-up";
  readonly email: string;
  readonly host: string;
  readonly missing: Missing;
}

export type WelcomeStep =
  | MenuStep
  | DemoStep
  | ServerStep
  | WayStep
  | BrowserStep
  | PasswordStep
  | CodeStep
  | RunStep
  | AccountStep
  | SetUpStep;

/** What went wrong: what, why, and which key helps. */
export interface Fault {
  readonly what: string;
  readonly why?: string;
  readonly advice?: string;
}

/** Something under way, that esc leaves. */
export interface Busy {
  /** Such as `Asking accounts.firefox.com`. */
  readonly what: string;
  readonly sinceMs: number;
}

/** The first-run screen, or a sign-in that was asked for later. */
export interface Welcome {
  readonly step: WelcomeStep;
  /** Whether esc at the first step goes back to a main screen. */
  readonly canLeave: boolean;
  readonly paths: ShownPaths;
  readonly profile: string;
  /** Why somebody is asked to sign in. */
  readonly reason: Told | null;
  readonly busy: Busy | null;
  readonly fault: Fault | null;
  /** A line that is no fault. */
  readonly note: string | null;
  /** Of the last thing asked of the world: outcomes of what was asked before are passed over. */
  readonly seq: number;
  /** Lines that a small window is scrolled by. */
  readonly scroll: number;
}

/** A failure on its way from the world, without anything secret. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly host?: string;
  /** Whether a mailed code lifts a block. */
  readonly isUnblockable?: boolean;
  /** Whether the profile belongs to another account. */
  readonly isOtherAccount?: boolean;
  readonly retryAfterSeconds?: number;
  readonly status?: number;
  /** How far the server's clock is ahead of this machine's, in seconds. */
  readonly clockAheadSeconds?: number;
}

/** What comes of a {@link WelcomeEffect}. `seq` is that of the effect. */
export type WelcomeEvent =
  /** A line about something that takes a while. */
  | { readonly type: "told"; readonly seq: number; readonly line: string }
  /** A sentence for the person, such as a warning. */
  | { readonly type: "noted"; readonly text: string }
  | { readonly type: "demo-made"; readonly seq: number }
  | {
    readonly type: "found";
    readonly seq: number;
    readonly host: string;
    readonly isMozilla: boolean;
    readonly unencrypted: readonly string[];
  }
  | { readonly type: "page"; readonly seq: number; readonly url: string }
  | { readonly type: "page-opened"; readonly url: string; readonly failure: Failure | null }
  | { readonly type: "code-wanted"; readonly seq: number; readonly kind: CodeKind; readonly email: string }
  | { readonly type: "resent"; readonly seq: number }
  /** It holds from now on, even where nobody waited for it any more. */
  | { readonly type: "signed-in"; readonly email: string; readonly host: string }
  | { readonly type: "looked"; readonly seq: number; readonly missing: Missing | null }
  | { readonly type: "was-set-up"; readonly seq: number }
  | { readonly type: "failed"; readonly seq: number; readonly failure: Failure };

/** What is asked of the world. Only `copy` is for others than the desk of `effects.ts`. */
export type WelcomeEffect =
  | { readonly type: "demo"; readonly seq: number }
  | { readonly type: "discover"; readonly seq: number; readonly place: Place }
  | { readonly type: "begin-browser"; readonly seq: number; readonly place: Place; readonly email: string }
  | { readonly type: "open-page"; readonly url: string }
  | { readonly type: "finish-browser"; readonly seq: number; readonly answer: string }
  | {
    readonly type: "password";
    readonly seq: number;
    readonly place: Place;
    readonly email: string;
    readonly password: string;
  }
  | { readonly type: "code"; readonly seq: number; readonly code: string }
  | { readonly type: "resend"; readonly seq: number }
  | { readonly type: "run"; readonly seq: number; readonly email: string; readonly password: string }
  | { readonly type: "look"; readonly seq: number }
  | { readonly type: "set-up"; readonly seq: number }
  /** Leaves what is under way, and forgets everything secret of it. */
  | { readonly type: "cancel" }
  /** Opens the main screen: of the demo that was made, or of whoever is signed in now. */
  | { readonly type: "enter"; readonly what: "demo" | "account" }
  | { readonly type: "copy"; readonly what: string; readonly text: string };

/** What follows from an event; null closes the screen. */
export interface WelcomeNext {
  readonly welcome: Welcome | null;
  readonly effects: readonly WelcomeEffect[];
}
