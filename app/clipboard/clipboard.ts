/**
 * Putting a text into the clipboard by a way that is there, saying which, and taking it out again. What is not known is
 * not claimed: a terminal takes a text or does not, and never says so.
 */
import type { Environment } from "../config/places.ts";
import { ask, type ClipboardTools, type Ended, feed, findProgram } from "./programs.ts";
import { type NativeProgram, type Route, routesOf, takesOsc52, wayOf } from "./route.ts";

export type { ClipboardTools } from "./programs.ts";

/** What came of copying. */
export type Copied =
  | {
    readonly type: "copied";
    /** The way in words: `tmux buffer "foxden" (and OSC 52)`, `xclip`, `OSC 52`. */
    readonly route: string;
    /** Whether it is known to be there; a terminal that is asked says nothing. */
    readonly isCertain: boolean;
    /** What has to be written to the terminal for it; null where nothing has. */
    readonly sequence: string | null;
    /** Takes out what was put in, where it is still there. May be called again. */
    readonly clear: () => Promise<Cleared>;
  }
  | { readonly type: "none"; readonly why: string };

/** What came of taking a text out again. */
export type Cleared =
  | { readonly type: "cleared" }
  /** Something else is there by now, which stays. */
  | { readonly type: "replaced" }
  /** This has to be written to the terminal, of which nobody can tell what it does with it. */
  | { readonly type: "asked"; readonly sequence: string }
  | { readonly type: "failed" };

/** Puts a text into the clipboard. Never throws. */
export async function copyText(text: string, tools: ClipboardTools): Promise<Copied> {
  for (const route of await routesOf(tools)) {
    const copied = await copyBy(route, text, tools);
    if (copied) return copied;
  }
  return { type: "none", why: whyNone(tools.env) };
}

async function copyBy(route: Route, text: string, tools: ClipboardTools): Promise<Copied | null> {
  switch (route.kind) {
    case "tmux":
      return await copyByTmux(text, tools);
    case "native":
      return await copyByProgram(route.program, text, tools);
    case "osc52":
      return {
        type: "copied",
        route: "OSC 52",
        isCertain: route.isKnown,
        sequence: osc52(text),
        clear: () => Promise.resolve({ type: "asked", sequence: osc52("") }),
      };
  }
}

/** Asks a terminal to put a text into the clipboard; an empty one empties it. */
function osc52(text: string): string {
  return `\x1b]52;c;${new TextEncoder().encode(text).toBase64()}\x07`;
}

/** The buffer of tmux that is foxden's. */
const BUFFER = "foxden";

async function copyByTmux(text: string, tools: ClipboardTools): Promise<Copied | null> {
  const tmux = await findProgram("tmux", tools);
  if (tmux === undefined) return null;
  const load = (...flags: readonly string[]) =>
    feed(tmux, ["load-buffer", "-b", BUFFER, ...flags, "-"], text, tools);
  const passes = await passesOn(tmux, tools);
  // Before 3.2 it knows no -w.
  const isPassed = passes && (await load("-w")).isWell;
  if (!isPassed && !(await load()).isWell) return null;
  return {
    type: "copied",
    route: `tmux buffer "${BUFFER}"${isPassed ? " (and OSC 52)" : ""}`,
    isCertain: true,
    sequence: null,
    clear: () => clearTmux(tmux, text, isPassed, tools),
  };
}

/** Whether tmux hands a text on to the terminal it is shown in: that has to be one which is known to take it. */
async function passesOn(tmux: string, tools: ClipboardTools): Promise<boolean> {
  const [option, features] = await Promise.all([
    ask(tmux, ["show-options", "-sv", "set-clipboard"], tools),
    ask(tmux, ["display-message", "-p", "#{client_termfeatures}"], tools),
  ]);
  return option.isWell && option.out.trim() !== "off" && features.out.trim().split(",").includes("clipboard");
}

async function clearTmux(
  tmux: string,
  text: string,
  isPassed: boolean,
  tools: ClipboardTools,
): Promise<Cleared> {
  const held = await ask(tmux, ["show-buffer", "-b", BUFFER], tools);
  if (!held.isWell) return { type: "cleared" };
  if (held.out !== text) return { type: "replaced" };
  // An empty text is never handed on, so that a blank has to take the place of the one outside.
  if (isPassed) await feed(tmux, ["load-buffer", "-b", BUFFER, "-w", "-"], " ", tools);
  return outcome(await ask(tmux, ["delete-buffer", "-b", BUFFER], tools));
}

async function copyByProgram(
  program: NativeProgram,
  text: string,
  tools: ClipboardTools,
): Promise<Copied | null> {
  const input = program.isUtf16 ? utf16(text) : text;
  if (!(await feed(program.path, program.take, input, tools)).isWell) return null;
  return {
    type: "copied",
    route: program.name,
    isCertain: true,
    sequence: null,
    clear: () => clearProgram(program, text, tools),
  };
}

async function clearProgram(program: NativeProgram, text: string, tools: ClipboardTools): Promise<Cleared> {
  const [name, ...words] = program.tell;
  const path = await findProgram(name, tools);
  const held = path === undefined ? null : await ask(path, words, tools);
  // Where nobody tells what is there, a secret that may be is worse than another text that is lost.
  if (held?.isWell && !isSame(held.out, text)) return { type: "replaced" };
  const { empty, take } = program;
  return outcome(
    empty ? await ask(program.path, empty, tools) : await feed(program.path, take, "", tools),
  );
}

/** Some programs end what they tell with a line end of their own, and Windows has its own line ends. */
const isSame = (held: string, text: string): boolean => {
  const plain = (each: string) => each.replaceAll("\r\n", "\n").replace(/\n$/, "");
  return plain(held) === plain(text);
};

const outcome = ({ isWell }: Ended): Cleared => isWell ? { type: "cleared" } : { type: "failed" };

/** UTF-16 in its usual order, with the mark that says so. */
function utf16(text: string): Uint8Array<ArrayBuffer> {
  const units = Uint16Array.from([
    0xfeff,
    ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)),
  ]);
  const view = new DataView(new ArrayBuffer(2 * units.length));
  units.forEach((unit, i) => view.setUint16(2 * i, unit, true));
  return new Uint8Array(view.buffer);
}

/** Why there is no way at all, in a few words. */
function whyNone(env: Environment): string {
  const way = wayOf(env);
  if (way !== "auto") return `FOXDEN_CLIPBOARD=${way}`;
  if (env("TMUX") !== undefined) return "tmux does not answer, and there is no desktop";
  if (takesOsc52(env) === "no" && env("SSH_TTY") !== undefined) return "ssh without OSC 52";
  return env("DISPLAY") ?? env("WAYLAND_DISPLAY")
    ? "no program for it: install xclip or wl-clipboard"
    : "no desktop, no tmux";
}
