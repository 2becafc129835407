/** A small full-screen program on the real terminal layer and the real Ink, for tests in a pty. */
import { showScreen } from "../../../tui/terminal/leaving.ts";

// Which React is loaded is decided when the first file that draws is loaded.
Deno.env.set("NODE_ENV", "production");
const { mount } = await import("./shown.tsx");

const stopping = new AbortController();
for (const [signal, exitCode] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  Deno.addSignalListener(signal, () => {
    if (stopping.signal.aborted) Deno.exit(99);
    stopping.abort({ exitCode });
  });
}
const exitCode = await showScreen({
  signal: stopping.signal,
  mouse: true,
  term: Deno.env.get("TERM"),
  reportCrash: () => "/tmp/the report",
}, mount);
Deno.exit(exitCode);
