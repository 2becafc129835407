import assert from "node:assert/strict";
import { done } from "../../../cli/outcome.ts";
import type { Call } from "../../../cli/spec.ts";
import { type Leaf, TREE } from "../../../cli/tree.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { reduceForm } from "../../../tui/overlays/form.ts";
import { copyMenu } from "../../../tui/overlays/open.ts";
import { commandOf, type PaletteAct, paletteActs } from "../../../tui/palette/acts.ts";
import { COMMANDS } from "../../../tui/palette/commands.ts";
import { recordWords, rowUnder } from "../../../tui/palette/record.ts";
import { PLACES } from "../../../tui/places.ts";
import type { State } from "../../../tui/state.ts";
import { foxden } from "../../cli/memory_io.ts";
import { sampleView } from "../overlays/samples.ts";

/** What the command line makes of words: the whole of it runs, and stops where the command itself would begin. */
async function parsed(words: readonly string[]): Promise<Call & { readonly path: readonly string[] }> {
  const calls: (Call & { readonly path: readonly string[] })[] = [];
  const stopped = ({ load, ...leaf }: Leaf): Leaf => ({
    ...leaf,
    load: async () => {
      const spec = await load();
      return {
        ...spec,
        run: (call) => {
          calls.push({ ...call, path: spec.path });
          return Promise.resolve(done());
        },
      };
    },
  });
  const { code, stderr } = await foxden(words, { tree: { ...TREE, leaves: TREE.leaves.map(stopped) } });
  const [call] = calls;
  assert.ok(call && code === 0, `${words.join(" ")}: ${stderr}`);
  return call;
}

/** Every state that acts differ in. */
const VIEWS: readonly State[] = PLACES.flatMap(({ name: place }) => [
  sampleView({ place }),
  sampleView({ place, rows: [] }),
  sampleView({ place, query: '-deno title:"a \'b" host:x.example' }),
  sampleView({ place, query: "plain words" }),
  sampleView({
    place,
    rows: [{ id: "-dashed00000", isBranch: true, collection: "history", url: "-u", name: "-n" }],
  }),
]);

Deno.test("the command line understands every command of the palette, and with each choice of its form", async () => {
  const seen = new Set<string>();
  for (const view of VIEWS) {
    for (const act of paletteActs(view)) {
      for (const words of [...act.words ? [act.words] : [], ...wordsRun(act, view)]) {
        if (seen.has(words.join("\0"))) continue;
        seen.add(words.join("\0"));
        await assert.doesNotReject(parsed(words), words.join(" "));
      }
    }
  }
  assert.ok(seen.size > 100, String(seen.size));
});

/** The commands that an act runs, in each of the formats of a form. */
function wordsRun({ choice }: PaletteAct, view: State): readonly (readonly string[])[] {
  if (choice.type === "run") return [choice.words];
  if (choice.type !== "open" || choice.overlay.kind !== "form") return [];
  const form = choice.overlay;
  const counts = form.fields.map(({ choices }) => choices?.length ?? 1);
  return Array.from({ length: Math.max(...counts) }, (_, turns) => {
    let overlay = form;
    for (const [cursor] of form.fields.entries()) {
      for (let i = 0; i < turns && cursor > 0; i++) {
        const next = reduceForm({ ...overlay, cursor }, { type: "key", key: "right" }, view).overlay;
        if (next?.kind === "form") overlay = next;
      }
    }
    const { choice } = reduceForm(overlay, { type: "key", key: "enter" }, view);
    assert.ok(choice?.type === "run", JSON.stringify(choice));
    return choice.words;
  });
}

Deno.test("an export says the query, the format and the file to the command as they are", async () => {
  const view = sampleView({ query: "-deno 'pre host:github.com" });
  const act = paletteActs(view).find(({ title }) => title === "History: export filtered rows");
  assert.ok(act);
  const [words = []] = wordsRun(act, view);
  const { path, args, globals } = await parsed(words);
  assert.deepEqual(path, ["history", "export"]);
  assert.deepEqual(args, { query: ["-deno 'pre host:github.com"] });
  assert.equal(globals.format, "csv");
  assert.equal(globals.output, "history-2026-11-22.csv");
});

Deno.test("the record under the cursor is shown by a command that says just that record", async () => {
  for (const { name: place } of PLACES) {
    const at = rowUnder(sampleView({ place }));
    const words = at && recordWords(at);
    assert.ok(words, place);
    const { args } = await parsed(words);
    assert.ok(Object.values(args).flat().every((arg) => arg !== undefined), place);
  }
  assert.ok(
    copyMenu(sampleView())?.items.some(({ aside }) => aside === "foxden history get -- -history00-1"),
  );
});

Deno.test("each act of the keys that means something here is in the palette, with its keys", () => {
  const titles = paletteActs(sampleView({ place: "passwords" }));
  const byAct = (name: string) => titles.find(({ choice }) => choice.type === "act" && choice.act === name);
  for (
    const name of [
      "record.open",
      "filter.open",
      "secret.toggle",
      "copy.main",
      "help.open",
      "mouse.toggle",
      "program.quit",
    ]
  ) {
    assert.ok(byAct(name), name);
  }
  assert.deepEqual(byAct("secret.toggle")?.keys, ["x"]);
  assert.equal(byAct("sync.stop"), undefined, "nothing is being synced");
  assert.equal(byAct("hit.next"), undefined, "no filter is set");
  assert.equal(titles.find(({ title }) => title === "Go to History")?.keys.join(), "3");
  assert.equal(titles.find(({ title }) => title === "Doctor: find out what is wrong")?.keys.join(), "D");
});

Deno.test("from the sidebar the record is still there to be copied", () => {
  const acts = paletteActs({ ...sampleView(), focus: "sidebar" });
  const copy = acts.find(({ choice }) => choice.type === "act" && choice.act === "copy.open");
  assert.deepEqual(copy?.keys, ["y"]);
});

Deno.test("on the first screen nothing is offered that needs an account", () => {
  const acts = paletteActs({ ...sampleView(), screen: "welcome", account: null });
  assert.ok(acts.every(({ choice }) => choice.type === "act"));
});

Deno.test("keys are those of the keymap in use", () => {
  const bindings = SHIPPED.bindings.map((each) =>
    each.act === "copy.main" ? { ...each, keys: ["ctrl-x"] } : each
  );
  const view = { ...sampleView(), keymap: { bindings, changed: [] } };
  const act = paletteActs(view).find(({ choice }) => choice.type === "act" && choice.act === "copy.main");
  assert.deepEqual(act?.keys, ["ctrl-x"]);
});

Deno.test("titles tell the acts apart", () => {
  for (const view of VIEWS) {
    const titles = paletteActs(view).map(({ title }) => title);
    assert.deepEqual(titles.filter((title, i) => titles.indexOf(title) !== i), []);
  }
});

Deno.test("offline nothing is offered that needs a server", () => {
  const view: State = { ...sampleView(), link: { state: "offline-wanted" } };
  const titles = paletteActs(view).map(({ title }) => title);
  assert.ok(!titles.includes("Account: quota"));
  assert.ok(!paletteActs(view).some(({ choice }) => choice.type === "act" && choice.act === "sync.start"));
});

Deno.test("a command that asks for a passphrase is given to be run in a shell, on this profile", () => {
  const view = sampleView({ profile: "work" });
  const act = paletteActs(view).find(({ title }) => title === "Backup: create");
  assert.ok(act?.choice.type === "open" && act.choice.overlay.kind === "question");
  assert.ok(act.choice.overlay.lines.includes("foxden backup create -p work"));
  assert.equal(commandOf(act, view), "foxden backup create -p work");
});

Deno.test("nothing that the palette runs changes the account", () => {
  const changing = /^(rm|set|add|edit|mv|put|wipe|restore|rename|send|decrypt)$/;
  for (const { words, choiceIn } of COMMANDS) {
    const choice = choiceIn(sampleView());
    if (choice.type === "run") assert.ok(!words.some((word) => changing.test(word)), words.join(" "));
  }
  assert.ok(COMMANDS.find(({ words }) => words[0] === "undo")?.words.includes("--list"));
});
