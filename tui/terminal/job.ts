/** Whether this process is part of a job of a shell's, which somebody could bring back once it is stopped. */

interface Running {
  readonly parent: string;
  readonly group: string;
  readonly terminal: string;
}

/** Asks the system; false where nobody tells. */
export function isJob(): boolean {
  const columns = ["pid", "ppid", "pgid", "tty"].flatMap((name) => ["-o", `${name}=`]);
  try {
    const { stdout } = new Deno.Command("ps", { args: ["-A", ...columns], stdin: "null" }).outputSync();
    return isJobIn(new TextDecoder().decode(stdout), Deno.pid);
  } catch {
    return false;
  }
}

/**
 * A shell with job control puts each job into a group of its own, in the terminal that it is in itself. A program that
 * fills a window by itself has somebody above it who is in another terminal or in none, and would never bring it back.
 *
 * @param table lines of a process, its parent, its group and its terminal
 */
export function isJobIn(table: string, pid: number): boolean {
  const all = new Map(
    table.split("\n").map((line) => {
      const [id = "", parent = "", group = "", terminal = ""] = line.trim().split(/\s+/);
      return [id, { parent, group, terminal }] satisfies [string, Running];
    }),
  );
  const own = all.get(String(pid));
  let above = own;
  // Task runners are in the job, too.
  while (above && above.group === own?.group) above = all.get(above.parent);
  return above !== undefined && above.terminal === own?.terminal;
}
