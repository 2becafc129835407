/**
 * A program for tests that want a client to kill. Each line it reads names bytes, in base64, for a connection of
 * their own; it says when they are sent, or with `answered` when the server has answered, and never hangs up itself.
 */
const { hostname, port } = new URL(Deno.args[0] ?? "");
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const open: Deno.Conn[] = [];

async function obey(line: string): Promise<void> {
  const { bytes, answered } = JSON.parse(line);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  open.push(connection);
  const rest = Uint8Array.fromBase64(bytes);
  for (let at = 0; at < rest.length;) at += await connection.write(rest.subarray(at));
  print(answered ? await new Response(connection.readable).bytes().then((read) => read.toBase64()) : "sent");
}

let waiting = "";
for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (waiting + part).split("\n");
  waiting = lines.pop() ?? "";
  for (const line of lines) await obey(line);
}
