/**
 * The remote control of a browser: Marionette's messages over TCP.
 *
 * A message is its length in bytes, a colon, and JSON: `[0, id, name, params]` there, `[1, id, error, result]` back.
 */
import { type Bytes, concat, fromUtf8, utf8 } from "../../core/bytes.ts";
import { integer, nullable, object, parseJson, string, unknownValue } from "../../core/json.ts";
import { within } from "./wait.ts";

/** What the browser says went wrong, with its own name for it and the place in the script. */
export class MarionetteError extends Error {
  constructor(readonly reason: string, message: string, readonly place: string) {
    super(`${reason}: ${message}\n${place}`);
  }
}

const GREETING = object({ applicationType: string, marionetteProtocol: integer });
const FAILURE = nullable(object({ error: string, message: string, stacktrace: string }));
const COLON = ":".charCodeAt(0);
/** The longest length that is read as one, in digits. */
const LENGTH_DIGITS = 10;

/** A session with one browser. Commands may be sent at any time; the browser works them off one by one. */
export class Marionette implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #ended: Error | undefined;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  /** Opens a session in the browser that listens there, for scripts of the browser itself. */
  static async connect(port: number, limitMs: number): Promise<Marionette> {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port });
    const marionette = new Marionette(socket);
    const messages = messagesOf(socket.readable);
    try {
      const { value: greeting } = await within(limitMs, "Marionette's greeting", messages.next());
      const { marionetteProtocol } = GREETING(greeting, "greeting");
      if (marionetteProtocol !== 3) throw new Error(`Marionette speaks protocol ${marionetteProtocol}`);
      void marionette.#listen(messages);
      await marionette.send("WebDriver:NewSession", {}, limitMs);
      await marionette.send("Marionette:SetContext", { value: "chrome" }, limitMs);
      return marionette;
    } catch (error) {
      marionette[Symbol.dispose]();
      throw error;
    }
  }

  /** Sends a command. @throws {MarionetteError} what the browser answers; {Error} when it does not answer */
  async send(name: string, params: Readonly<Record<string, unknown>>, limitMs: number): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    try {
      await writeMessage(this.#socket, [0, id, name, params]);
      return await within(limitMs, `an answer to ${name}`, answer.promise);
    } catch (error) {
      // A browser that does not answer is past help: what is asked of it later must not wait as long again.
      if (!(error instanceof MarionetteError) || error.reason === "script timeout") this.#end(asError(error));
      throw error;
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Runs the body of an asynchronous function in the browser's own scope, with `args` as its arguments. */
  async run(script: string, args: readonly unknown[], limitMs: number): Promise<unknown> {
    await this.send("WebDriver:SetTimeouts", { script: limitMs }, limitMs);
    const answer = await this.send("WebDriver:ExecuteAsyncScript", { script, args }, limitMs + 5000);
    return object({ value: unknownValue })(answer, "answer").value;
  }

  [Symbol.dispose](): void {
    this.#end(new Error("the session with the browser is closed"));
    try {
      this.#socket.close();
    } catch {
      // The browser may have closed it first.
    }
  }

  async #listen(messages: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const message of messages) this.#take(message);
      this.#end(new Error("the browser has closed the session"));
    } catch (cause) {
      this.#end(new Error("the session with the browser broke off", { cause }));
    }
  }

  #take(message: unknown): void {
    const [, id, failure, result] = Array.isArray(message) ? message : [];
    const answer = this.#waiting.get(integer(id, "id"));
    const failed = FAILURE(failure, "error");
    if (failed === null) answer?.resolve(result);
    else answer?.reject(new MarionetteError(failed.error, failed.message, failed.stacktrace));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const answer of this.#waiting.values()) answer.reject(this.#ended);
  }
}

const asError = (thrown: unknown): Error => thrown instanceof Error ? thrown : new Error(String(thrown));

async function writeMessage(socket: Deno.TcpConn, message: unknown): Promise<void> {
  const body = utf8(JSON.stringify(message));
  const bytes = concat(utf8(`${body.length}:`), body);
  let written = 0;
  while (written < bytes.length) written += await socket.write(bytes.subarray(written));
}

/** The messages in a stream of bytes, whatever pieces it comes in. */
export async function* messagesOf(pieces: AsyncIterable<Bytes>): AsyncGenerator<unknown, undefined> {
  let held: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    held = concat(held, piece);
    for (;;) {
      const colon = held.subarray(0, LENGTH_DIGITS + 1).indexOf(COLON);
      if (colon < 0) {
        if (held.length > LENGTH_DIGITS) throw new Error("a message without its length");
        break;
      }
      const end = colon + 1 + Number(fromUtf8(held.subarray(0, colon)));
      if (Number.isNaN(end)) throw new Error("a message without its length");
      if (held.length < end) break;
      yield parseJson(fromUtf8(held.subarray(colon + 1, end)), "message");
      held = held.subarray(end);
    }
  }
}
