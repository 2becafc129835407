/** A tmux server of one's own for a test. */
import { join } from "node:path";
import type { ClipboardTools } from "../../../app/clipboard/clipboard.ts";

/** A server with a session; it is gone when it is disposed of. */
export class TmuxServer implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async start(): Promise<TmuxServer> {
    const server = new TmuxServer(await Deno.makeTempDir({ prefix: "foxden-clip-" }));
    const { success } = await server.run(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      "80",
      "-y",
      "24",
      "cat",
    );
    if (!success) throw new Error("tmux could not be started");
    return server;
  }

  get socket(): string {
    return join(this.folder, "socket");
  }

  async run(...words: readonly string[]): Promise<{ readonly success: boolean; readonly out: string }> {
    const { success, stdout } = await new Deno.Command("tmux", { args: ["-S", this.socket, ...words] })
      .output();
    return { success, out: new TextDecoder().decode(stdout) };
  }

  /** The world inside of the session. */
  async tools(more: Readonly<Record<string, string>> = {}): Promise<ClipboardTools> {
    const { out } = await this.run("display-message", "-p", "#{pid}");
    const set = {
      ...more,
      TMUX: `${this.socket},${out.trim()},0`,
      TERM: "screen",
      PATH: Deno.env.get("PATH") ?? "",
    };
    return { env: (name) => Object.entries(set).find(([key]) => key === name)?.[1], os: "linux" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run("kill-server");
    await Deno.remove(this.folder, { recursive: true });
  }
}
