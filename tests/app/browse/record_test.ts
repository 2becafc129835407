import assert from "node:assert/strict";
import { revealSecret, type ShownRecord, showRecord } from "../../../app/browse/record.ts";
import { SHELVES } from "../../../app/browse/shelves.ts";
import { listCards } from "../../../app/autofill/cards.ts";
import { listPasswords } from "../../../app/passwords.ts";
import { readAll } from "../../../app/read.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import { load, openFilled, rowsOf, TWIN_PASSWORD } from "./browse_support.ts";

const CACHED = { fresh: { mode: "cached" } } as const;

/** The value of a line. */
const valueOf = (shown: ShownRecord, label: string): unknown =>
  shown.tabs.flatMap(({ lines }) => lines).flatMap((line) =>
    line.kind === "field" && line.label === label ? [line.value] : []
  )[0];

const namesOf = ({ tabs }: ShownRecord): string[] => tabs.map(({ name }) => name);

const textOf = (shown: ShownRecord, tab: string): string =>
  shown.tabs.filter(({ name }) => name === tab).flatMap(({ lines }) => lines)
    .map((line) => "text" in line ? line.text : "").join("\n");

Deno.test("every row of every shelf can be shown, and no secret is in what is shown", async () => {
  await using account = await openFilled(30);
  const logins = await readAll(await listPasswords(account.app, CACHED));
  const cards = await readAll(await listCards(account.app, CACHED));
  const all = [...logins.map(({ record }) => record.password), ...cards.map(({ record }) => record.number)];
  // A short one may stand anywhere by chance.
  const secrets = all.filter(({ length }) => length > 5);
  assert.ok(secrets.length > 10);
  for (const shelf of SHELVES) {
    const table = await load(account.app, shelf);
    for (const row of rowsOf(table)) {
      const shown = await showRecord(account.app, shelf, table, row);
      const text = JSON.stringify(shown);
      assert.equal(
        secrets.find((secret) => text.includes(JSON.stringify(secret).slice(1, -1))),
        undefined,
        shelf,
      );
      assert.equal(shown.key, table.key(row));
      assert.notEqual(shown.title, "", shelf);
      assert.equal(shown.tabs[0]?.name, "Details");
      assert.ok(shown.tabs.every(({ lines }) => lines.length > 0), shelf);
    }
  }
});

Deno.test("a page shows its visits, newest first, and its record as it is", async () => {
  await using account = await openFilled(10);
  const table = await load(account.app, "history");
  const shown = await showRecord(account.app, "history", table, table.rowOf("other0000001"));
  assert.deepEqual(namesOf(shown), ["Details", "Raw", "Visits"]);
  assert.equal(shown.url, "https://Other.Example:80/A");
  assert.deepEqual(
    shown.tabs[2]?.lines.map((line) => line.kind === "field" && [line.label, line.value]),
    [["link", new Date("2026-01-05T03:00:00Z")], ["other", new Date("2026-01-01T07:00:00Z")]],
  );
  assert.match(textOf(shown, "Raw"), /^ {2}"histUri": "https:\/\/Other.Example:80\/A",$/m);
  assert.equal(valueOf(shown, "Id"), "other0000001");
});

Deno.test("logins say on how many others their password is used; secrets are masked and revealed when asked for", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "passwords");
  const row = table.rowOf("twin00000001");
  const shown = await showRecord(account.app, "passwords", table, row);
  assert.match(String(valueOf(shown, "Health")), /^used on 1 other login \(!\) {3}age \d+ days$/);
  assert.match(textOf(shown, "Raw"), /"password": "\*{12}"/);
  assert.deepEqual(
    shown.tabs[0]?.lines.find(({ kind }) => kind === "secret"),
    { kind: "secret", label: "Password", field: "password", isEmpty: false },
  );
  assert.equal(await revealSecret(account.app, "passwords", table, row, "password"), TWIN_PASSWORD);
  const isRefusal = (error: unknown) => isFoxdenError(error) && error.code === "usage.value";
  await assert.rejects(revealSecret(account.app, "passwords", table, row, "username"), isRefusal);
  const [card] = await readAll(await listCards(account.app, CACHED));
  const cards = await load(account.app, "cards");
  assert.equal(
    await revealSecret(account.app, "cards", cards, cards.rowOf(card!.id), "number"),
    card!.record.number,
  );
});

Deno.test("records that cannot be used say why, and those that were deleted that they were", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "records");
  const raw = async (key: string) => {
    const shown = await showRecord(account.app, "records", table, table.rowOf(key));
    return textOf(shown, "Raw");
  };
  assert.match(await raw("history/broken000001"), /This record cannot be used: histUri/);
  assert.match(await raw("history/gone00000001"), /This record was deleted/);
  const keys = await raw("crypto/keys");
  assert.match(keys, /"default": "\*{12}"/);
});
