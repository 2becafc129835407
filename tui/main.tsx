/** The full-screen browser: mounted on this terminal, until somebody leaves it. */
import { Browser } from "./browser.ts";
import { keyTables } from "./keys/lines.ts";
import { makeKeymap } from "./keys/remap.ts";
import { colorsOf, isAsciiOnly } from "./look/terminal_colors.ts";
import { makeLook } from "./look/theme.ts";
import { initialState } from "./state.ts";
import { showScreen } from "./terminal/leaving.ts";
import { terminalFacts } from "./terminal_facts.ts";
import type { BrowserWorld, RunBrowser } from "./world.ts";

/** Variables that say what a terminal can draw. */
const TERMINAL_VARIABLES = [
  "TERM",
  "COLORTERM",
  "NO_COLOR",
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "FORCE_COLOR",
  "WT_SESSION",
  "LC_ALL",
  "LC_CTYPE",
  "LANG",
] as const;

/** No server is asked more often by itself. */
const LEAST_AGE_MS = 30_000;

/** Opens the browser. */
export const runBrowser: RunBrowser = async (world) => {
  const { flags, sections, env, signal, reportCrash, takeCrashes, onExit } = world;
  const { keymap, warnings: keyWarnings } = makeKeymap(keyTables(sections));
  const wish = lookWish(world);
  const { look, warnings: lookWarnings } = makeLook(wish);
  const warnings = [...keyWarnings.map(({ line, message }) => `line ${line}: ${message}`), ...lookWarnings];
  const options = { signal, mouse: flags.mouse, term: env("TERM"), reportCrash, takeCrashes, onExit };
  return await showScreen(options, (place) => {
    const { columns, rows } = place.terminal.output;
    const state = {
      ...initialState({ columns, rows }, keymap, world.now()),
      hasMouse: flags.mouse,
      facts: terminalFacts(world, wish.colors, wish.isAscii),
      maxAgeMs: Math.max(LEAST_AGE_MS, flags.maxAgeMs),
    };
    return new Browser({ world, place, look, state, warnings }).mounted();
  });
};

function lookWish({ env, flags, sections }: BrowserWorld): Parameters<typeof makeLook>[0] {
  const variables = Object.fromEntries(TERMINAL_VARIABLES.map((name) => [name, env(name)]));
  const theme = sections.get("theme");
  return {
    isAscii: isAsciiOnly(variables, flags.ascii),
    colors: colorsOf(variables, flags.color),
    ...theme === undefined ? {} : { theme },
  };
}
