/** The world as the command line sees it: words in, text out, and the signals that end a run. */

export interface Input {
  readonly isTerminal: boolean;
  /** The next line without its line end, or `null` at the end of input. */
  readonly readLine: () => Promise<string | null>;
  /** Everything that is left. */
  readonly readAll: () => Promise<string>;
}

export interface Output {
  readonly isTerminal: boolean;
  /** Width of the window in cells; what to assume when there is no window is the caller's choice. */
  readonly columns: number;
  /** Height of the window in lines; absent or 0 where there is none. */
  readonly rows?: number;
  /** Resolves when the reader has taken the text, so that a slow reader slows the writer. */
  readonly write: (text: string) => void | Promise<void>;
  /**
   * The same of text in UTF-8; absent where it has to be made text first. Whoever replaces `write` leaves this out, or
   * replaces it too.
   */
  readonly writeBytes?: (bytes: Uint8Array) => void | Promise<void>;
}

/** A program of the reader's own that shows by the screenful what it is given. */
export interface Pager {
  /**
   * Resolves when it has taken the text, and rejects with an {@link Interruption} when whoever reads has left it.
   *
   * @returns `false` where it turned out that the program could not be started, so that nobody has seen anything
   */
  readonly write: (text: string) => Promise<boolean>;
  /** Ends the text and waits until whoever reads has left. @returns as `write` does */
  readonly close: () => Promise<boolean>;
}

/** What a program that takes the whole terminal, or leaves things behind, needs of the process. */
export interface Screen {
  /**
   * Has something put back before the process ends in any other way than the usual: at a second signal, or where nothing
   * caught a defect. It is done at once, without a promise, and at most once; what was begun last is put back first.
   *
   * @returns takes it back
   */
  readonly onExit: (restore: () => void) => () => void;
  /**
   * Sends defects that nothing caught to whoever has the screen, who tells of them and ends.
   *
   * @returns takes it back
   */
  readonly takeCrashes: (take: (error: unknown) => void) => () => void;
  /** Runs another program in this terminal: ctrl-c is for that one meanwhile, and no reason to end. */
  readonly lend: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A plain object: a caller that wants another output or other words spreads it and replaces a member. */
export interface Io {
  /** Words after the program's name. */
  readonly argv: readonly string[];
  readonly env: (name: string) => string | undefined;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Starts a pager in this terminal, given as a line for a shell; absent where there is none. */
  readonly startPager?: (command: string) => Pager | undefined | Promise<Pager | undefined>;
  /** Absent where there is no process of its own. */
  readonly screen?: Screen;
  /** Gives the passphrase of the run's profile, where somebody other than the keyboard knows it. */
  readonly passphrase?: () => Promise<string>;
  /** Aborted with an {@link Interruption} by the first signal. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, for relative times. */
  readonly now: () => number;
}

/** Exit codes of a run that was ended from outside: ctrl-c, hang-up, a closed pipe, a termination signal. */
export type InterruptionCode = 129 | 130 | 141 | 143;

/** The run was ended from outside. No failure: nothing is printed for it. */
export class Interruption extends Error {
  override readonly name = "Interruption";

  constructor(readonly exitCode: InterruptionCode) {
    super("interrupted");
  }
}

/** A defect that has been told already. Nothing more is printed for it. */
export class ToldDefect extends Error {
  override readonly name = "ToldDefect";
}

/** Whether somebody is at a terminal that only lines can be written to. */
export const isDumb = ({ stdin, stdout, env }: Pick<Io, "stdin" | "stdout" | "env">): boolean =>
  stdin.isTerminal && stdout.isTerminal && env("TERM") === "dumb";

/** Whether there is a terminal that can be drawn on as a whole, with a keyboard. */
export const hasScreen = ({ stdin, stdout, env, screen }: Io): boolean =>
  screen !== undefined && stdin.isTerminal && stdout.isTerminal && env("TERM") !== "dumb";
