/** A shell in which `foxden` is this program: what a user types, as a user types it. */
import { join } from "node:path";
import { linesOf, mortal, programEnv, programWords, type Run, runToEnd } from "../support/world.ts";

export interface ShellOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A folder with `foxden` in it, and an environment that has it on its `PATH`. */
export interface Shell extends AsyncDisposable {
  readonly home: string;
  /** The environment of every line, apart from what a run adds. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs lines of bash that stop at the first failure, pipes included. Without `stdin` there is nobody to answer. */
  run(lines: string, options?: ShellOptions): Promise<Run>;
}

/** A shell on what lies in `home`; disposing of it leaves that there. */
export async function openShell(home: string, env: Readonly<Record<string, string>> = {}): Promise<Shell> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-shell-" });
  const script = join(folder, "foxden");
  const words = programWords([]).map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(script, `#!/bin/sh\nexec ${words} "$@"\n`);
  await Deno.chmod(script, 0o700);
  const whole = programEnv({ HOME: home, PATH: `${folder}:${Deno.env.get("PATH") ?? ""}`, ...env });
  return {
    home,
    env: whole,
    run: (lines, { stdin, env: more, cwd = home } = {}) =>
      runToEnd(
        new Deno.Command("bash", {
          args: ["-euo", "pipefail", "-c", lines],
          cwd,
          clearEnv: true,
          env: { ...whole, ...more },
          stdin: stdin === undefined ? "null" : "piped",
          stdout: "piped",
          stderr: "piped",
        }),
        stdin,
      ),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A shell on the account of `foxden demo --cli`, which runs as long as the shell. */
export async function openDemoShell(rows = 2000): Promise<Shell> {
  await using made = new AsyncDisposableStack();
  const home = await Deno.makeTempDir({ prefix: "foxden-demo-shell-" });
  made.defer(() => Deno.remove(home, { recursive: true }));
  const first = made.use(await openShell(home));
  const demo = mortal(
    new Deno.Command("foxden", {
      args: ["demo", "--cli", "--rows", String(rows)],
      clearEnv: true,
      env: first.env,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn(),
  );
  const lines = linesOf(demo.stdout);
  made.defer(async () => {
    demo.kill("SIGINT");
    await Promise.all([lines.return(undefined), demo.status]);
  });
  const shell = made.use(await openShell(home, await exported(lines)));
  const kept = made.move();
  return { ...shell, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The variables that the lines set, up to the first line that sets none. */
async function exported(lines: AsyncIterator<string>): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (;;) {
    const { value = "" } = await lines.next();
    const [, name, text = ""] = /^export (\w+)='(.*)'$/.exec(value) ?? [];
    if (name === undefined) return env;
    env[name] = text;
  }
}
