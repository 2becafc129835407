import assert from "node:assert/strict";
import { join } from "node:path";
import { type ClipboardTools, copyText } from "../../../app/clipboard/clipboard.ts";
import { takesOsc52 } from "../../../app/clipboard/route.ts";
import { TmuxServer } from "./tmux_server.ts";

/** Control characters, quotes, several lines, and letters of all widths. */
const TEXT = "pa ss'\"\\$w0rd\n日本語 👨‍👩‍👧\té";

const toolsOf = (set: Readonly<Record<string, string>>, os = "linux"): ClipboardTools => ({
  env: (name) => Object.entries(set).find(([key]) => key === name)?.[1],
  os,
});

async function copied(text: string, tools: ClipboardTools) {
  const made = await copyText(text, tools);
  assert.ok(made.type === "copied", JSON.stringify(made));
  return made;
}

Deno.test("inside tmux a text goes to the buffer of foxden, and clearing takes that buffer away alone", async () => {
  await using server = await TmuxServer.start();
  await server.run("set-buffer", "-b", "mine", "kept");
  const made = await copied(TEXT, await server.tools());
  assert.equal(made.route, 'tmux buffer "foxden"');
  assert.ok(made.isCertain);
  assert.equal(made.sequence, null);
  assert.equal((await server.run("show-buffer", "-b", "foxden")).out, TEXT);
  assert.deepEqual(await made.clear(), { type: "cleared" });
  assert.equal((await server.run("show-buffer", "-b", "foxden")).success, false);
  assert.equal((await server.run("show-buffer", "-b", "mine")).out, "kept");
  assert.deepEqual(await made.clear(), { type: "cleared" }, "clearing twice does no harm");
});

Deno.test("a buffer that holds something newer by now is left alone", async () => {
  await using server = await TmuxServer.start();
  const tools = await server.tools();
  const first = await copied("first", tools);
  const second = await copied("second", tools);
  assert.deepEqual(await first.clear(), { type: "replaced" });
  assert.equal((await server.run("show-buffer", "-b", "foxden")).out, "second");
  assert.deepEqual(await second.clear(), { type: "cleared" });
});

Deno.test("tmux hands a text on to the terminal around it where that takes one, and what it handed on is overwritten", async () => {
  await using inner = await TmuxServer.start();
  await using outer = await TmuxServer.start();
  await outer.run("set-option", "-s", "set-clipboard", "on");
  await outer.run(
    ...["new-window", "env", "-u", "TMUX", "TERM=xterm-256color", "tmux", "-S", inner.socket, "attach"],
  );
  await until(async () => (await inner.run("list-clients")).out !== "");
  const made = await copied(TEXT, await inner.tools());
  assert.equal(made.route, 'tmux buffer "foxden" (and OSC 52)');
  const outside = async () => (await outer.run("show-buffer")).out;
  await until(async () => await outside() === TEXT);
  assert.deepEqual(await made.clear(), { type: "cleared" });
  await until(async () => await outside() === " ");
});

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!await holds()) {
    if (Date.now() > end) throw new Error("it never came to be so");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("a tmux that is gone is no clipboard", async () => {
  const server = await TmuxServer.start();
  const tools = await server.tools();
  await server[Symbol.asyncDispose]();
  const made = await copyText("x", tools);
  assert.deepEqual(made, { type: "none", why: "tmux does not answer, and there is no desktop" });
});

/** A folder with programs that keep a clipboard in a file. */
class Desktop implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async make(...names: readonly string[]): Promise<Desktop> {
    const desktop = new Desktop(await Deno.makeTempDir({ prefix: "foxden-clip-" }));
    for (const name of names) await desktop.#write(name);
    return desktop;
  }

  /** What such programs do, and what they were started with. */
  async #write(name: string): Promise<void> {
    const script = `#!/bin/sh
printf '%s\\n' "${name} $*" >> "${this.folder}/calls"
case "${name} $*" in
  *paste*|*-out*|*--output*) exec cat "${this.folder}/held" ;;
  *--clear*) : > "${this.folder}/held" ;;
  *) cat > "${this.folder}/held"; (sleep 30 &) ;;
esac
`;
    await Deno.writeTextFile(join(this.folder, name), script, { mode: 0o755 });
  }

  tools(set: Readonly<Record<string, string>>, os?: string): ClipboardTools {
    return toolsOf({ PATH: `${this.folder}:/usr/bin:/bin`, ...set }, os);
  }

  held = (): Promise<string> => Deno.readTextFile(join(this.folder, "held"));
  hold = (text: string): Promise<void> => Deno.writeTextFile(join(this.folder, "held"), text);
  calls = (): Promise<string> => Deno.readTextFile(join(this.folder, "calls"));

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

const NATIVE:
  readonly (readonly [name: string, tell: string, set: Readonly<Record<string, string>>, os: string])[] = [
    ["wl-copy", "wl-paste", { WAYLAND_DISPLAY: "wayland-1" }, "linux"],
    ["xclip", "xclip", { DISPLAY: ":1" }, "linux"],
    ["xsel", "xsel", { DISPLAY: ":1" }, "linux"],
    ["pbcopy", "pbpaste", {}, "darwin"],
  ];

for (const [name, tell, set, os] of NATIVE) {
  Deno.test(`a text goes to ${name} through its input, and out again only while it is there`, async () => {
    await using desktop = await Desktop.make(name, tell);
    const tools = desktop.tools(set, os);
    const made = await copied(TEXT, tools);
    assert.equal(made.route, name);
    assert.equal(await desktop.held(), TEXT);
    assert.ok(!(await desktop.calls()).includes("w0rd"), "a text stands in the words of a program");
    await desktop.hold("something newer");
    assert.deepEqual(await made.clear(), { type: "replaced" });
    assert.equal(await desktop.held(), "something newer");
    await desktop.hold(TEXT);
    assert.deepEqual(await made.clear(), { type: "cleared" });
    assert.equal(await desktop.held(), "");
  });
}

Deno.test("the clipboard of Windows is given UTF-16 with its mark", async () => {
  await using desktop = await Desktop.make("clip.exe");
  const made = await copied("é日", desktop.tools({ WSL_DISTRO_NAME: "Debian" }));
  assert.equal(made.route, "clip.exe");
  const bytes = await Deno.readFile(join(desktop.folder, "held"));
  assert.equal(new TextDecoder("utf-16le").decode(bytes), "é日");
  assert.deepEqual([...bytes.slice(0, 2)], [0xff, 0xfe]);
});

Deno.test("a program that fails is passed over for the next way", async () => {
  await using desktop = await Desktop.make("xsel");
  await Deno.writeTextFile(join(desktop.folder, "xclip"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  assert.equal((await copied("x", desktop.tools({ DISPLAY: ":1" }))).route, "xsel");
});

Deno.test("a desktop's program is not asked where its desktop is not there", async () => {
  await using desktop = await Desktop.make("xclip", "wl-copy", "pbcopy", "clip.exe");
  const made = await copyText("x", desktop.tools({ TERM: "screen" }));
  assert.deepEqual(made, { type: "none", why: "no desktop, no tmux" });
  await assert.rejects(desktop.calls());
});

Deno.test("a terminal that is known to take it is written to, and asked to clear it", async () => {
  const made = await copied("héllo", toolsOf({ TERM: "xterm-kitty" }));
  assert.equal(made.route, "OSC 52");
  assert.ok(made.isCertain);
  const text = new TextDecoder().decode(Uint8Array.fromBase64(made.sequence?.slice(7, -1) ?? ""));
  assert.equal(text, "héllo");
  assert.ok(made.sequence?.startsWith("\x1b]52;c;") && made.sequence.endsWith("\x07"));
  assert.deepEqual(await made.clear(), { type: "asked", sequence: "\x1b]52;c;\x07" });
});

Deno.test("of a terminal nobody knows it is not said that it takes a text", async () => {
  const made = await copied("x", toolsOf({ TERM: "xterm-256color" }));
  assert.equal(made.isCertain, false);
});

Deno.test("a terminal inside tmux or screen, or one of text alone, is not asked", () => {
  for (const term of ["screen", "screen-256color", "tmux-256color", "linux", "dumb", "vt100"]) {
    assert.equal(takesOsc52(toolsOf({ TERM: term }).env), "no", term);
  }
  assert.equal(takesOsc52(toolsOf({}).env), "no");
  assert.equal(takesOsc52(toolsOf({ TERM: "xterm-256color", STY: "1.pts" }).env), "no");
  assert.equal(takesOsc52(toolsOf({ TERM: "xterm-256color", TERM_PROGRAM: "vscode" }).env), "yes");
  assert.equal(takesOsc52(toolsOf({ TERM: "xterm-256color", WT_SESSION: "a" }).env), "yes");
});

Deno.test("FOXDEN_CLIPBOARD takes one way and no other", async () => {
  await using desktop = await Desktop.make("xclip");
  const tools = (way: string) => desktop.tools({ DISPLAY: ":1", TERM: "xterm-kitty", FOXDEN_CLIPBOARD: way });
  assert.equal((await copied("x", tools("auto"))).route, "xclip");
  assert.equal((await copied("x", tools("native"))).route, "xclip");
  assert.equal((await copied("x", tools("osc52"))).route, "OSC 52");
  assert.equal((await copied("x", tools("what?"))).route, "xclip");
  assert.deepEqual(await copyText("x", tools("none")), { type: "none", why: "FOXDEN_CLIPBOARD=none" });
  assert.deepEqual(await copyText("x", tools("tmux")), { type: "none", why: "FOXDEN_CLIPBOARD=tmux" });
});

Deno.test("over ssh without a way it is said so", async () => {
  const made = await copyText("x", toolsOf({ TERM: "linux", SSH_TTY: "/dev/pts/1" }));
  assert.deepEqual(made, { type: "none", why: "ssh without OSC 52" });
});
