/** A process of its own for what is measured. */

export interface Child extends AsyncDisposable {
  readonly port: number;
}

/** Starts one of the scripts beside this file, which prints its port first. */
export async function startChild(script: string, ...words: string[]): Promise<Child> {
  const path = new URL(script, import.meta.url).pathname;
  const args = ["run", "--quiet", "--allow-all", path, ...words];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  return {
    port: Number(value.trim()),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await lines.cancel();
    },
  };
}
