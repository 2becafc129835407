/** What the help says about the terminal this runs in. */
import type { ColorDepth } from "./look/sgr.ts";
import type { BrowserWorld } from "./world.ts";

/** @param colors how many are used here */
export function terminalFacts(
  { env }: Pick<BrowserWorld, "env">,
  colors: ColorDepth,
  isAscii: boolean,
): readonly string[] {
  const within = [
    env("TMUX") ? " in tmux" : env("STY") ? " in screen" : "",
    env("SSH_TTY") ? " over ssh" : "",
  ];
  const terminal = `Terminal: ${env("TERM") ?? "unknown"}${within.join("")}`;
  const count = colors === "none" ? "none" : colors === "true" ? "all" : colors;
  return [`${terminal}   colours: ${count}   signs: ${isAscii ? "ASCII" : "UTF-8"}`];
}
