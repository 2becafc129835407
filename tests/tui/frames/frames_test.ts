/**
 * Every screen as it is captured in `captures/`, in windows of three sizes.
 *
 * `deno test -A tests/tui/frames -- --update` writes the captures anew; what changed is for a person to look at.
 */
import assert from "node:assert/strict";
import { VERSION } from "../../../app/version.ts";
import { frameLines } from "../../../tui/frame.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import type { Size, State } from "../../../tui/state.ts";
import { captured } from "./captured.ts";
import { checkFrame } from "./checks.ts";
import { openAccounts } from "./demo.ts";
import { type Screen, SCREENS, SIZES, sizeText, stateOn } from "./screens.ts";

const FOLDER = new URL("captures/", import.meta.url);
const IS_UPDATE = Deno.args.includes("--update");

const looksOf = ({ isAscii = false }: Screen) => ({
  colored: makeLook({ isAscii, colors: "16" }).look,
  plain: makeLook({ isAscii, colors: "none" }).look,
});

const pathOf = ({ name }: Screen, size: Size): string => `${name}/${sizeText(size)}.txt`;
const sizesOf = ({ sizes }: Screen): readonly Size[] => sizes ?? SIZES;

/** Compares a capture with its file, or writes it. */
async function compare(path: string, text: string): Promise<void> {
  const url = new URL(path, FOLDER);
  if (IS_UPDATE) {
    await Deno.mkdir(new URL("./", url), { recursive: true });
    return await Deno.writeTextFile(url, text);
  }
  const known = await Deno.readTextFile(url).catch(() => "");
  if (text !== known) assert.fail(`${path} is another one (--update writes it):\n${difference(known, text)}`);
}

/** The lines that are others now. */
function difference(known: string, text: string): string {
  const [before, after] = [known.split("\n"), text.split("\n")];
  const rows = Array.from({ length: Math.max(before.length, after.length) }, (_, row) => row);
  return rows.filter((row) => before[row] !== after[row]).flatMap((row) => [
    `- ${before[row] ?? ""}`,
    `+ ${after[row] ?? ""}`,
  ]).join("\n");
}

/** What differs from release to release, or is drawn at random, is not captured. */
const stable = (line: string): string =>
  line.replace(`foxden\x1b[22m ${VERSION}`, "foxden\x1b[22m 0.0.0").replace(
    /\b[0-9a-f]{32}\b/,
    "0123456789abcdef".repeat(2),
  );

function drawn(screen: Screen, state: State): string {
  const { colored, plain } = looksOf(screen);
  const frame = frameLines(state, colored);
  checkFrame(state, { colored, plain });
  return captured(frame.map(stable));
}

Deno.test("every screen is as it was captured, in colour and without, in windows of every size", async (t) => {
  await using accounts = await openAccounts();
  for (const screen of SCREENS) {
    await t.step(screen.name, async () => {
      for (const size of sizesOf(screen)) {
        await compare(pathOf(screen, size), drawn(screen, await stateOn(screen, size, accounts)));
      }
    });
  }
});

Deno.test("every capture is one of a screen", async () => {
  const expected = new Set(SCREENS.flatMap((screen) => sizesOf(screen).map((size) => pathOf(screen, size))));
  const found: string[] = [];
  for await (const folder of Deno.readDir(FOLDER)) {
    for await (const { name } of Deno.readDir(new URL(`${folder.name}/`, FOLDER))) {
      found.push(`${folder.name}/${name}`);
    }
  }
  const strange = found.filter((path) => !expected.has(path));
  if (IS_UPDATE) await Promise.all(strange.map((path) => Deno.remove(new URL(path, FOLDER))));
  else assert.deepEqual(strange, []);
});
