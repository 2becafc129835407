/** What the small full-screen program shows: a frame as high as the window, titles in it, a key for every way out. */
import { Box, Text } from "ink";
import { pause } from "../../../tui/clock.ts";
import { pad, takeStart } from "../../../app/display/text.ts";
import type { InputEvent } from "../../../tui/input/events.ts";
import { drawOn } from "../../../tui/terminal/ink.ts";
import type { Mounted, Screen } from "../../../tui/terminal/leaving.ts";

/** Written by the last thing that is done before the terminal is given back. */
const TAKEN_BACK = "\x1b]2;taken back\x07";

/** Each of a kind on whose width terminals disagree. */
const TITLES = [
  "plain",
  "日本語のタイトル",
  "family 👨‍👩‍👧 here",
  "warning ⚠️ sign, keycap 1️⃣ and flag 🇩🇪",
  "e + combining acute e\u0301, and a stack a\u0300\u0301\u0302\u0303\u0304",
  "new emoji \u{1fae8} \u{1fadc} and skin 👩🏽‍🚀",
  "नमस्ते दुनिया क्षत्रिय",
  "ก็ำ ไทย, 한국어, ｱｲｳ",
  "👨‍👩‍👧".repeat(60),
];

interface View {
  readonly columns: number;
  readonly rows: number;
  readonly seen: string;
  /** How many events there were. */
  readonly count: number;
  /** How often somebody else got the terminal. */
  readonly away: number;
  /** Lines less than the window has. */
  readonly isShort: boolean;
  readonly isBroken: boolean;
}

function Frame({ columns, rows, seen, count, isShort, isBroken, away }: View) {
  if (isBroken) throw new TypeError("secret words of a component");
  const height = isShort ? 6 : rows;
  const inner = columns - 2;
  const row = (text: string) => `|${pad(takeStart(text, inner), inner)}|`;
  const bar = `+${"-".repeat(inner)}+`;
  const words = [
    `size ${columns}x${rows}, pid ${Deno.pid}, away ${away}`,
    `seen ${seen}, ${count} in all`,
    ...TITLES,
  ];
  const body = Array.from({ length: height - 2 }, (_, at) => row(words[at] ?? ""));
  return (
    <Box flexDirection="column" width={columns} height={height} overflow="hidden">
      {[bar, ...body, bar].map((line, at) => <Text key={at} wrap="truncate">{line}</Text>)}
    </Box>
  );
}

/** Shows the frame; every key is told in it. */
export function mount(screen: Screen): Mounted {
  const { terminal } = screen;
  const view = { seen: "nothing", count: 0, isShort: false, isBroken: false, isStuck: false, away: 0 };
  const tree = () => <Frame {...view} columns={terminal.output.columns} rows={terminal.output.rows} />;
  const drawing = drawOn(terminal, tree(), 120);
  const acts: Record<string, () => void> = {
    "q": () => screen.leave({ type: "quit" }),
    "ctrl-c": () => screen.leave({ type: "interrupted" }),
    "e": () => {
      view.isStuck = true;
      screen.leave({ type: "quit" });
    },
    "ctrl-z": () => terminal.suspend(),
    "ctrl-l": () => terminal.redraw(),
    "t": () => {
      throw new TypeError("secret words of a key");
    },
    "r": () => void Promise.reject(new RangeError("secret words of a promise")),
    "T": () =>
      queueMicrotask(() => {
        throw new SyntaxError("secret words of a task");
      }),
    "b": () => void (view.isBroken = true),
    "s": () => void (view.isShort = !view.isShort),
    "m": () => terminal.setMouse(false),
    "M": () => terminal.setMouse(true),
    "X": () => Deno.exit(3),
    "w": () => void terminal.withReleased(inBetween),
  };
  return {
    onInput(events: readonly InputEvent[]) {
      for (const event of events) {
        view.count++;
        view.seen = event.type === "key" ? event.key : JSON.stringify(event);
        if (event.type === "key") acts[event.key]?.();
      }
      drawing.show(tree());
    },
    redraw() {
      drawing.show(tree());
      drawing.redraw();
    },
    onAway() {
      view.away++;
      drawing.show(tree());
    },
    settle: () => view.isStuck ? new Promise<void>(() => {}) : Promise.resolve(),
    async afterCrash() {
      // After some turns, and only where the terminal is still there.
      for (let turns = 0; turns < 5; turns++) await pause();
      terminal.output.write(TAKEN_BACK);
    },
    unmount: drawing.unmount,
    failed: drawing.failed,
  };
}

async function inBetween(): Promise<void> {
  const [program = "", ...args] = ["sh", "-c", "printf 'between: '; read line; echo got $line; read more"];
  await new Deno.Command(program, { args, stdin: "inherit", stdout: "inherit", stderr: "inherit" })
    .spawn().status;
}
