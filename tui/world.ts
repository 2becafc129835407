/**
 * What the browser is given by whoever opens it: the settings of the run, the ways to an account, and everything else
 * that only a process can do. It is all that the browser knows of the command line.
 */
import type { RawSections } from "../app/config/file.ts";
import type { App, AppOptions } from "../app/open.ts";

/**
 * Opens the browser in a world, and gives the terminal back before it ends.
 *
 * @returns the exit code of the run; 70 for a defect that it has told on stderr
 */
export type RunBrowser = (world: BrowserWorld) => Promise<number>;

/** What an application asks and tells while it is at work; whoever opens one answers for it. */
export interface AppHooks
  extends Pick<AppOptions, "passphrase" | "warn">, Pick<Partial<AppOptions>, "onStale" | "onProgress"> {
  /** Ends what this application does before the run ends, such as a sign-in that somebody leaves. */
  readonly signal?: AbortSignal;
  /** Of another profile than the world's. */
  readonly profile?: string;
}

/** What flags, variables and the config file say about the browser. */
export interface BrowserFlags {
  /** Only letters of ASCII in what the browser itself draws; it may be turned on by the locale, too. */
  readonly ascii: boolean;
  /** Whether the mouse is listened to. */
  readonly mouse: boolean;
  readonly color: "auto" | "always" | "never";
  /** Nothing of the account may be changed. */
  readonly readOnly: boolean;
  /** Nothing may be asked of any server. */
  readonly offline: boolean;
  /** What is done is written to a log. */
  readonly debug: boolean;
  /** How old the local copy may be before it is brought up to date. */
  readonly maxAgeMs: number;
}

/** Files as they are shown to a person: with ~ for the home folder. Empty where there is no place for them. */
export interface ShownPaths {
  readonly config: string;
  /** Holds a folder for each profile. */
  readonly data: string;
  /** The log of `--debug` and of defects. */
  readonly log: string;
  /** Where a server of one's own keeps its data. */
  readonly server: string;
}

/** The account that a server of one's own is to have. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
}

/** A server of one's own at work; closing waits a moment for the requests under way. */
export interface OwnServer extends AsyncDisposable {
  /** No trailing slash. */
  readonly url: string;
  /** What has to be known to start it again, where that is not what it usually is. */
  readonly note?: string;
}

/** What kind of demo account is made. */
export interface DemoWish {
  /** Pages of history. */
  readonly rows?: number;
  /** Another number makes another account. */
  readonly seed?: number;
}

/** What came of a command. */
export interface CommandEnd {
  readonly exit: number;
  /** What it printed. */
  readonly out: string;
  /** What it said besides: notes, warnings and failures. */
  readonly err: string;
  /** The file its `--output` names, as a whole path. */
  readonly file?: string;
  /** That file was there before and is as it was: nothing was run. */
  readonly isKept?: true;
}

/** How a command is run. */
export interface CommandWish {
  /** Ends the command alone. */
  readonly signal?: AbortSignal;
  /** Gives the passphrase of the world's profile, where no file holds it; without it a sealed profile stays closed. */
  readonly passphrase?: () => Promise<string>;
  /** Cells of the window its tables are for; without them it prints as into a pipe. */
  readonly columns?: number;
  /** A file that is there already is not replaced. */
  readonly keepsFile?: boolean;
}

/** The world of one browser. */
export interface BrowserWorld {
  readonly version: string;
  /** How this program came to run. */
  readonly build: "source" | "bundle" | "compile";
  /** The operating system, as the runtime calls it: `linux`, `darwin`, `windows`. */
  readonly os: string;
  /** An empty variable is not set. */
  readonly env: (name: string) => string | undefined;
  /**
   * Aborted by SIGTERM, SIGHUP and SIGINT with the reason to reject with, which carries the exit code. While the
   * keyboard is in raw mode ctrl-c is a key and no signal; while {@link BrowserWorld.editConfig} is under way it is the
   * editor's alone.
   */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly profile: string;
  readonly isDemo: boolean;
  readonly flags: BrowserFlags;
  /**
   * The sections of the config file that are the browser's: `keys`, `keys.NAME` and `theme`, by those names. Empty where
   * there are none.
   */
  readonly sections: RawSections;
  readonly paths: ShownPaths;

  /**
   * Opens the application of a profile: nothing is read and nobody is asked before something needs it. Whoever opened it
   * closes it. Freshness, `--offline`, `--read-only` and time-outs are as the settings say; the passphrase is asked for
   * once, and only where no file holds it.
   */
  readonly openApp: (hooks: AppHooks) => App;
  /** The profiles on which somebody is signed in. @throws {FoxdenError} `failed.file` */
  readonly profiles: () => Promise<readonly string[]>;
  /**
   * Makes a whole demo account on a server in memory. It ends with the run.
   *
   * @param tell gets a line for each thing that takes a while
   * @param signal leaves it; what was made is gone then
   * @returns the world inside the demo
   */
  readonly startDemo: (
    wish: DemoWish,
    tell: (line: string) => void,
    signal?: AbortSignal,
  ) => Promise<BrowserWorld>;
  /**
   * Starts a server of one's own on the default folder and address, and makes an account on it. It ends with the run, or
   * when it is closed; `foxden serve` starts it again.
   *
   * @throws {FoxdenError} `usage.value` for an account it cannot have or has, `failed.*` where it cannot be started
   */
  readonly startServer: (account: NewAccount, tell: (line: string) => void) => Promise<OwnServer>;
  /**
   * Runs a foxden command, without the word foxden, on this profile and with these settings. It asks nothing, reads no
   * input, opens no pager, and prints nothing here. Failures are in what it says; it never rejects.
   */
  readonly run: (words: readonly string[], wish?: CommandWish) => Promise<CommandEnd>;
  /** Opens pages in the person's own web browser. @throws {FoxdenError} `failed.program`, `usage.value` */
  readonly openUrls: (urls: readonly URL[]) => Promise<void>;
  /**
   * Has the config file edited in the person's own editor, in this terminal, which has to be released before. What was
   * changed holds from the next start on.
   *
   * @returns what came of it, one sentence
   * @throws {FoxdenError} `failed.program`, `usage.config`, `failed.file`
   */
  readonly editConfig: () => Promise<string>;
  /**
   * Has something called when the process is about to end without the browser: by a second signal, a defect that nothing
   * caught, or the end of the program itself. It puts the terminal back, at once and without a promise, may be called
   * when that is done already, and afterwards the browser writes nothing more.
   *
   * @returns takes it back
   */
  readonly onExit: (restore: () => void) => () => void;
  /**
   * Sends defects that nothing caught to the browser instead of telling them: it gives the terminal back, tells them, and
   * ends with 70.
   *
   * @returns takes it back
   */
  readonly takeCrashes: (take: (error: unknown) => void) => () => void;
  /** Writes down where a defect happened, without anybody's data. @returns the file; undefined where it cannot be written */
  readonly reportCrash: (error: unknown) => string | undefined;
  /** TEST: F12 breaks the browser in this way, as a defect would: an error in the middle of a key, or in a promise. */
  readonly breaks?: "throw" | "reject";
  /** Writes a line into the log of `--debug`: what happened in a word, and more of it, without anybody's data. */
  readonly log?: (what: string, text: string) => void;
}
