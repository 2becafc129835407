import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { isFoxdenError } from "../../../core/errors.ts";
import { concat, utf8 } from "../../../core/bytes.ts";
import { openBackup } from "../../../app/backup/open.ts";
import { failsWith, flipBit } from "../../support/vectors.ts";
import { framesOf, inFolder, KEYS, live, readBackup, withPassphrase, write } from "./backup_support.ts";

/** Two chunks: the first one is full, and ends within a record. */
const LONG = { forms: [live("a", "x".repeat(1_600_000)), live("b")], history: [live("c"), live("d")] };

/** Runs a test on the bytes of a sound backup. */
async function onSound(
  run: (sound: Uint8Array<ArrayBuffer>, outcome: (bytes: Uint8Array) => Promise<string>) => Promise<void>,
  isPlain = false,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, LONG, isPlain ? { key: { kind: "plaintext" } } : {});
    const sound = await Deno.readFile(path);
    await run(sound, async (bytes) => {
      await Deno.writeFile(path, bytes);
      return await outcomeOf(path);
    });
  });
}

/** `sound`, or the code of what was wrong. */
async function outcomeOf(path: string, keys = KEYS): Promise<string> {
  try {
    await readBackup(path, keys);
    return "sound";
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    assert.doesNotMatch(error.message, /xxx|title/, "no message quotes a record");
    return error.code;
  }
}

Deno.test("no bit of the head can change without notice", async () => {
  await onSound(async (sound, outcome) => {
    assert.equal(await outcome(sound), "sound");
    for (let at = 0; at < 31 + 32 + 5; at++) {
      for (const bit of [0, 3, 7]) {
        const isKeys = at >= 15 && at < 31 + 32;
        const wanted = isKeys ? "crypto.wrong-passphrase" : "findings.backup";
        assert.equal(await outcome(flipBit(sound, at, bit)), wanted, `bit ${bit} of byte ${at}`);
      }
    }
  });
});

Deno.test("no bit of the chunks can change without notice", async () => {
  await onSound(async (sound, outcome) => {
    const places = framesOf(sound).flatMap(({ from, to }) => [from, from + 2, from + 5, to - 16, to - 1]);
    for (const at of places) assert.equal(await outcome(flipBit(sound, at)), "findings.backup", `byte ${at}`);
    const at = fc.integer({ min: 31 + 32, max: sound.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.nat(7), async (at, bit) => {
        assert.equal(await outcome(flipBit(sound, at, bit)), "findings.backup");
      }),
      { numRuns: 200 },
    );
  });
});

Deno.test("whatever is cut off is missed", async () => {
  for (const isPlain of [false, true]) {
    await onSound(async (sound, outcome) => {
      const frames = isPlain ? [] : framesOf(sound);
      const lengths = [
        ...Array.from({ length: 80 }, (_, i) => i),
        ...frames.flatMap(({ from, to }) => [from, from + 1, from + 5, to - 1]),
        ...Array.from({ length: 60 }, (_, i) => sound.length - 1 - i * (i < 30 ? 1 : 9973)),
      ];
      for (const length of lengths) {
        assert.equal(await outcome(sound.slice(0, length)), "findings.backup", `${length} bytes are left`);
      }
    }, isPlain);
  }
});

Deno.test("whatever is appended is noticed", async () => {
  for (const isPlain of [false, true]) {
    await onSound(async (sound, outcome) => {
      const tails = [utf8("\n"), utf8("x"), utf8('["a",1,null,7,{}]\n'), sound, sound.subarray(31 + 32)];
      for (const tail of tails) assert.equal(await outcome(concat(sound, tail)), "findings.backup");
    }, isPlain);
  }
});

Deno.test("chunks that change places, come twice, are left out or are of another backup are noticed", async () => {
  await onSound(async (sound, outcome) => {
    const head = sound.subarray(0, 31 + 32);
    const chunks = framesOf(sound).map(({ from, to }) => sound.subarray(from, to));
    const [one, two, ...rest] = chunks;
    assert.ok(one && two && rest.length === 0, "there are two chunks");
    await inFolder(async (folder) => {
      await write(join(folder, "other"), LONG, { random: (length) => new Uint8Array(length).fill(3) });
      const other = await Deno.readFile(join(folder, "other"));
      const [foreign] = framesOf(other).map(({ from, to }) => other.subarray(from, to));
      const last = one.slice();
      last[0] = 1;
      const orders = [[two, one], [one, one, two], [one, two, two], [two], [one], [last], [foreign, two]];
      for (const order of orders) {
        const bytes = concat(head, ...order.map((chunk) => chunk ?? assert.fail()));
        assert.equal(await outcome(bytes), "findings.backup");
      }
    });
    assert.equal(await outcome(concat(head, one, two)), "sound");
  });
});

Deno.test("rounds that nobody would choose are refused before anything is computed, and others do not open", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, {}, { key: { kind: "passphrase", passphrase: "right" } });
    const sound = await Deno.readFile(path);
    const withRounds = (rounds: number) => {
      const bytes = sound.slice();
      new DataView(bytes.buffer).setUint32(11, rounds);
      return Deno.writeFile(path, bytes);
    };
    const asked: string[] = [];
    const keys = withPassphrase("right");
    const counted = {
      ...keys,
      passphrase: (path: string) => {
        asked.push(path);
        return keys.passphrase(path);
      },
    };
    for (const rounds of [0, 1, 99_999, 10_000_001, 0xffffffff]) {
      await withRounds(rounds);
      await failsWith("findings.backup", () => openBackup(path, counted));
    }
    assert.deepEqual(asked, [], "nobody was asked for a passphrase");
    await withRounds(100_000);
    await failsWith("crypto.wrong-passphrase", () => openBackup(path, counted));
    await Deno.writeFile(path, flipBit(sound, 15));
    await failsWith("crypto.wrong-passphrase", () => openBackup(path, counted));
    assert.deepEqual(asked, [path, path]);
    const chunk = framesOf(sound)[0] ?? assert.fail();
    await Deno.writeFile(path, flipBit(sound, chunk.to - 1));
    assert.equal(await outcomeOf(path, counted), "findings.backup");
  });
});

Deno.test("a backup of a newer foxden, and what is none, are told apart from damage", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "backup");
    await write(path, LONG);
    const newer = await Deno.readFile(path);
    newer.set([2, 0xfd], 8);
    const plainer = utf8('{"foxden":"backup","version":2,"shape":"unheard of"}\n');
    for (const bytes of [newer, plainer]) {
      await Deno.writeFile(path, bytes);
      assert.match((await failsWith("failed.backup-version", () => readBackup(path))).message, /newer/);
    }
    for (const text of ["\x89PNG\r\n\x1a\n and so on", '{"title": "another JSON"}', "x", "<!DOCTYPE html>"]) {
      await Deno.writeFile(path, utf8(text));
      assert.match((await failsWith("failed.backup-version", () => readBackup(path))).message, /no backup/);
    }
  });
});

Deno.test("a plain backup that was changed by hand, or by chance, is not taken for what was written", async () => {
  await onSound(async (sound, outcome) => {
    const text = new TextDecoder().decode(sound);
    const edits: [string | RegExp, string][] = [
      ['"title":"b"', '"title":"B"'],
      [/\["b".*\n/, ""],
      [/(\["c".*\n)(\["d".*\n)/, "$2$1"],
      [/(\["d".*\n)/, "$1$1"],
      ['"collection":"history"', '"collection":"forms"'],
      ['"collection":"history"', '"collection":"prefs"'],
      [/\{"collection":"history".*\n/, ""],
      [/"modified":5.55/, '"modified":5.56'],
      ["ada@", "eve@"],
      ['"tombstones":0', '"tombstones":1'],
      ['"records":2', '"records":3'],
      [/\n$/, "\r\n"],
      ["\n", "\n\n"],
      [/\{"manifest".*\n/, ""],
      [/(\{"manifest".*\n)/, "$1$1"],
    ];
    for (const [from, to] of edits) {
      const edited = text.replace(from, to);
      assert.notEqual(edited, text, String(from));
      assert.equal(await outcome(utf8(edited)), "findings.backup", `${from} becomes ${to}`);
    }
    const head = [...Array(400).keys()];
    const tail = [...Array(600).keys()].map((i) => sound.length - 1 - i);
    for (const at of [...head, ...tail].filter((_, i) => i % 4 === 0)) {
      const found = await outcome(flipBit(sound, at, at % 7));
      assert.match(found, /^findings\.backup$/, `byte ${at}`);
    }
  }, true);
});
