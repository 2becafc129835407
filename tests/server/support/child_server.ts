/**
 * A program for tests that want a server of their own to kill: once it reads its options, a line of JSON, it serves,
 * and prints its address or why it cannot. It stops as told by a signal.
 */
import { isFoxdenError } from "../../../core/errors.ts";
import { serve, type ServeOptions } from "../../../server/serve.ts";

const encoder = new TextEncoder();
const print = (line: string) => Deno.stdout.writeSync(encoder.encode(`${line}\n`));

async function readOptions(): Promise<ServeOptions> {
  let text = "";
  for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  return JSON.parse(text);
}

/** What the runtime itself writes to its caches at the end may meet a limit that was set for the server. */
function exit(): never {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGXFSZ", () => {});
  Deno.exit(0);
}

try {
  const server = await serve({
    ...await readOptions(),
    log: (line) => line.startsWith("fault: ") && print(line),
  });
  print(server.url);
  Deno.addSignalListener("SIGTERM", () => server.close().then(exit));
} catch (error) {
  print(isFoxdenError(error) ? `${error.code} ${error.message}` : `crash ${error}`);
  Deno.exit(1);
}
