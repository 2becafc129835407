/** Figures of a program in a terminal. */
import { pause, type Pty } from "./pty.ts";

/** What came of a key: after how long the first bytes came, and how many came in all. */
export interface Press {
  readonly ms: number;
  readonly bytes: number;
}

/** So long nothing has to come before the next key is pressed: a person's pause. */
const REST_MS = 20;

/** Presses a key and waits until everything that follows from it is on the terminal. */
export async function press(pty: Pty, key: string): Promise<Press> {
  pty.take();
  const typedMs = await pty.type(key);
  const { atMs } = await pty.next();
  await pty.quiet(REST_MS);
  return { ms: atMs - typedMs, bytes: pty.take().reduce((sum, { bytes }) => sum + bytes, 0) };
}

export async function pressAll(pty: Pty, keys: readonly string[]): Promise<Press[]> {
  const presses: Press[] = [];
  for (const key of keys) presses.push(await press(pty, key));
  return presses;
}

/** A value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredths) / 100))] ?? 0;
}

/** Memory of a process in MB: what it holds now, and the most it has held. */
export async function memoryMB(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

/** Time that a process has had, in hundredths of a second. */
async function ticks(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const [utime = 0, stime = 0] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return utime + stime;
}

/** What a program does while nobody does anything: time in ms, and bytes that it writes. */
export async function idle(
  pty: Pty,
  forMs: number,
): Promise<{ readonly cpuMs: number; readonly bytes: number }> {
  const pid = await pty.pid();
  pty.take();
  const before = await ticks(pid);
  await pause(forMs);
  const cpuMs = 10 * (await ticks(pid) - before);
  return { cpuMs, bytes: pty.take().reduce((sum, { bytes }) => sum + bytes, 0) };
}
