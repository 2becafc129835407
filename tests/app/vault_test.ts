import assert from "node:assert/strict";
import { dirname } from "node:path";
import {
  readVault,
  removeVault,
  type Secrets,
  vaultIsSealed,
  type VaultOptions,
  writeVault,
} from "../../app/vault.ts";
import { utf8 } from "../../core/bytes.ts";
import { seededRandom } from "../support/context.ts";
import { failsWith } from "../support/vectors.ts";
import { makeProfile, type TestProfile } from "./app_support.ts";

const hasModes = Deno.build.os !== "windows";
const random = seededRandom(11);

const secrets: Omit<Secrets, "version"> = {
  servers: {
    content: "https://a",
    authorization: "https://b",
    auth: "https://c",
    profile: "https://d",
    token: "https://e",
  },
  clientId: "f07d3a0000000001",
  uid: "0123456789abcdef0123456789abcdef",
  email: "ann@example.org",
  refreshToken: "5ec7e7".repeat(10),
  sessionToken: undefined,
  deviceId: "d1",
  syncKey: { kid: "1700000000123-AAECAwQFBgcICQoLDA0ODw", k: random(64) },
  mirrorKey: random(32),
  signedInAtMs: 1_700_000_000_123,
};

/** Options of a reader, and what it asked for and said. */
function reader(passphrase = "never asked for") {
  const said: string[] = [];
  let asked = 0;
  const options: VaultOptions = {
    passphrase: () => {
      asked++;
      return Promise.resolve(passphrase);
    },
    warn: (sentence) => {
      said.push(sentence);
      return Promise.resolve();
    },
  };
  return { options, said, asked: () => asked };
}

/** Puts a file where the vault should be. */
async function plant({ vaultPath }: TestProfile, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(vaultPath), { recursive: true, mode: 0o700 });
  await Deno.writeFile(vaultPath, typeof content === "string" ? utf8(content) : content, { mode: 0o600 });
}

/** The vault as JSON, with some members changed; undefined removes one. */
const vaultText = (change: object = {}): string => {
  const k = secrets.syncKey.k.toBase64({ alphabet: "base64url", omitPadding: true });
  const mirrorKey = secrets.mirrorKey.toBase64({ alphabet: "base64url", omitPadding: true });
  return JSON.stringify({ version: 1, ...secrets, syncKey: { ...secrets.syncKey, k }, mirrorKey, ...change });
};

Deno.test("secrets come back as they were kept, and no passphrase is asked for", async () => {
  await using profile = await makeProfile();
  const { options, said, asked } = reader();
  const bySession = { ...secrets, refreshToken: undefined, sessionToken: random(32), deviceId: undefined };
  for (const kept of [secrets, bySession]) {
    const written = await writeVault(profile.vaultPath, kept, random);
    assert.deepEqual(await readVault(profile.vaultPath, options), { version: 1, ...kept });
    assert.deepEqual(written, { version: 1, ...kept }, "what is in the file is given back");
  }
  assert.deepEqual([said, asked()], [[], 0]);
});

Deno.test("the file is its owner's alone, in a folder of the same kind", { ignore: !hasModes }, async () => {
  await using profile = await makeProfile();
  await writeVault(profile.vaultPath, secrets, random);
  const modes = [profile.vaultPath, dirname(profile.vaultPath)].map((path) =>
    (Deno.statSync(path).mode ?? 0) & 0o777
  );
  assert.deepEqual(modes, [0o600, 0o700]);
});

Deno.test("with a passphrase the file tells nothing, and opens with that passphrase alone", async () => {
  await using profile = await makeProfile();
  await writeVault(profile.vaultPath, secrets, random, "open sesame");
  const content = new TextDecoder().decode(await Deno.readFile(profile.vaultPath));
  for (const secret of [secrets.email, secrets.uid, "refreshToken", secrets.refreshToken ?? ""]) {
    assert.ok(!content.includes(secret));
  }
  const right = reader("open sesame");
  assert.deepEqual(await readVault(profile.vaultPath, right.options), { version: 1, ...secrets });
  assert.equal(right.asked(), 1);
  await failsWith(
    "crypto.wrong-passphrase",
    () => readVault(profile.vaultPath, reader("open, barley").options),
  );
});

Deno.test("whether the file is sealed can be told without opening it", async () => {
  await using profile = await makeProfile();
  assert.equal(await vaultIsSealed(profile.vaultPath), undefined);
  await writeVault(profile.vaultPath, secrets, random);
  assert.equal(await vaultIsSealed(profile.vaultPath), false);
  await writeVault(profile.vaultPath, secrets, random, "open sesame");
  assert.equal(await vaultIsSealed(profile.vaultPath), true);
});

Deno.test("nobody is signed in where there is no file, and removing one makes it so", async () => {
  await using profile = await makeProfile();
  const { options } = reader();
  assert.equal(await readVault(profile.vaultPath, options), undefined);
  assert.equal(await removeVault(profile.vaultPath), false);
  await writeVault(profile.vaultPath, secrets, random);
  assert.equal(await removeVault(profile.vaultPath), true);
  assert.equal(await readVault(profile.vaultPath, options), undefined);
});

Deno.test("a damaged file is told by its path, and not a word of it is quoted", async () => {
  await using profile = await makeProfile();
  await plant(profile, vaultText());
  assert.ok(await readVault(profile.vaultPath, reader().options), "as it stands it is good");
  const damaged: (string | Uint8Array)[] = [
    "",
    vaultText().slice(0, -1),
    "[]",
    "null",
    Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d),
    ...Object.keys(secrets).filter((name) => !["refreshToken", "sessionToken", "deviceId"].includes(name))
      .map((name) => vaultText({ [name]: undefined })),
    vaultText({ version: "1" }),
    vaultText({ uid: "0123" }),
    vaultText({ mirrorKey: "AAAA" }),
    vaultText({ syncKey: { kid: "x", k: "AAAA" } }),
    vaultText({ sessionToken: "AAAA" }),
    vaultText({ refreshToken: 5 }),
  ];
  for (const content of damaged) {
    await plant(profile, content);
    const error = await failsWith("failed.vault", () => readVault(profile.vaultPath, reader().options));
    assert.deepEqual(error.details, { path: profile.vaultPath });
    assert.match(error.message, /damaged/);
    assert.ok(!error.message.includes(secrets.refreshToken ?? "") && error.cause === undefined);
  }
});

Deno.test("a file of another version is told as such, whatever that version keeps in it", async () => {
  await using profile = await makeProfile();
  for (
    const content of [vaultText({ version: 2 }), vaultText({ version: 0 }), '{"version":2,"accounts":[]}']
  ) {
    await plant(profile, content);
    const error = await failsWith(
      "failed.vault-version",
      () => readVault(profile.vaultPath, reader().options),
    );
    assert.match(error.message, /another version/);
    assert.deepEqual(error.details, { path: profile.vaultPath });
  }
});

Deno.test("a sealed file that lost its end does not open", async () => {
  await using profile = await makeProfile();
  await writeVault(profile.vaultPath, secrets, random, "open sesame");
  await plant(profile, (await Deno.readFile(profile.vaultPath)).slice(0, -1));
  await failsWith(
    "crypto.wrong-passphrase",
    () => readVault(profile.vaultPath, reader("open sesame").options),
  );
});

Deno.test(
  "a file or folder open to others is closed, and that is said once",
  { ignore: !hasModes },
  async () => {
    await using profile = await makeProfile();
    const { vaultPath } = profile;
    const folder = dirname(vaultPath);
    await writeVault(vaultPath, secrets, random);
    const cases: [number, number, string][] = [[0o644, 0o700, vaultPath], [0o600, 0o755, folder], [
      0o640,
      0o750,
      vaultPath,
    ]];
    for (const [fileMode, folderMode, named] of cases) {
      await Deno.chmod(vaultPath, fileMode);
      await Deno.chmod(folder, folderMode);
      const { options, said } = reader();
      assert.ok(await readVault(vaultPath, options));
      await readVault(vaultPath, options);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? "", /^warning: other users could read /);
      assert.ok(said[0]?.includes(`read ${named};`));
      const modes = [vaultPath, folder].map((path) => (Deno.statSync(path).mode ?? 0) & 0o777);
      assert.deepEqual(modes, [0o600, 0o700]);
    }
  },
);

Deno.test(
  "secrets in a file that others can read, and that cannot be closed to them, are not used",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    const path = `/proc/${Deno.pid}/status`;
    const { options, said, asked } = reader();
    const error = await failsWith("failed.file", () => readVault(path, options));
    assert.deepEqual(error.details, { path });
    assert.match(error.message, /cannot be changed/);
    assert.deepEqual([said, asked()], [[], 0], "nothing is said to be closed that is not");
  },
);
