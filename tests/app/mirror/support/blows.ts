/** What may befall a file of SQLite's: at random, and just where it would hurt without being noticed. */
import fc from "fast-check";

/** Something that befalls a file. Numbers below one are parts of what there is to choose from. */
export type Blow =
  | {
    readonly kind: "flip" | "burst" | "swap" | "repeat";
    readonly where: Where;
    readonly at: number;
    readonly mask: number;
  }
  | { readonly kind: "cut"; readonly at: number }
  | {
    readonly kind: "exchange" | "double";
    readonly at: number;
    readonly one: number;
    readonly other: number;
  }
  | { readonly kind: "id" | "beside an id"; readonly at: number; readonly by: number; readonly mask: number };

/** Most of a file are boxes, whose damage is the easiest to find: half of the blows go elsewhere. */
type Where = "anywhere" | "tables";

/** Every part is as likely as any other. */
export const part = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);

const where = fc.constantFrom<Where>("anywhere", "tables", "tables");
const mask = fc.integer({ min: 1, max: 255 });
const bit = fc.nat(7).map((n) => 1 << n);

export const blows: fc.Arbitrary<Blow> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("flip" as const), where, at: part, mask }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("burst", "swap", "repeat"), where, at: part, mask }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), at: part }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("exchange", "double"), at: part, one: part, other: part }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("id" as const), at: part, by: fc.nat(11), mask: bit }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("beside an id" as const),
      at: part,
      by: fc.integer({ min: -8, max: 24 }),
      mask: bit,
    }),
  },
);

const PAGE = 16_384;

/** The file after a blow. @param ids of records, some of which are looked up */
export function struck(sound: Uint8Array, blow: Blow, ids: readonly string[]): Uint8Array {
  if (blow.kind === "cut") return sound.slice(0, Math.floor(blow.at * sound.length));
  const bytes = sound.slice();
  if ("where" in blow) strikePlace(bytes, sound, blow);
  else if ("by" in blow) strikeId(bytes, blow, ids);
  else strikePointers(bytes, blow);
  return bytes;
}

function strikePlace(
  bytes: Uint8Array,
  sound: Uint8Array,
  { kind, where, at, mask }: Extract<Blow, { readonly where: Where }>,
): void {
  const position = target(bytes, where, at);
  if (kind === "flip") bytes[position] = (bytes[position] ?? 0) ^ mask;
  if (kind === "burst") bytes.fill(mask, position, position + 1 + mask % 64);
  if (kind === "flip" || kind === "burst") return;
  const here = Math.floor(position / PAGE) * PAGE;
  const there = Math.floor(mask / 256 * sound.length / PAGE) * PAGE;
  bytes.set(sound.subarray(there, there + PAGE), here);
  if (kind === "swap") bytes.set(sound.subarray(here, here + PAGE), there);
}

function target(bytes: Uint8Array, where: Where, at: number): number {
  if (where === "anywhere") return Math.floor(at * bytes.length);
  const pages = pagesOfTypes(bytes, [2, 5, 10, 13]);
  const offset = at * pages.length;
  return (pages[Math.floor(offset)] ?? 0) + Math.floor(offset % 1 * PAGE);
}

/** Where pages begin whose first byte says that they are nodes of a tree, or of its leaves alone. */
function pagesOfTypes(bytes: Uint8Array, types: readonly number[]): number[] {
  const starts = Array.from({ length: bytes.length / PAGE }, (_, i) => i * PAGE);
  return starts.filter((start) => types.includes(bytes[start] ?? 0));
}

/** The cells of a leaf are found through a list of pointers: two of them change places, or one is there twice. */
function strikePointers(
  bytes: Uint8Array,
  { kind, at, one, other }: Extract<Blow, { readonly one: number }>,
): void {
  const view = new DataView(bytes.buffer);
  const leaves = pagesOfTypes(bytes, [10, 13]).filter((start) => view.getUint16(start + 3) > 1);
  const leaf = leaves[Math.floor(at * leaves.length)] ?? 0;
  const cells = view.getUint16(leaf + 3);
  const [left, right] = [one, other].map((each) => leaf + 8 + 2 * Math.floor(each * cells));
  const pointer = view.getUint16(left ?? 0);
  if (kind === "exchange") view.setUint16(left ?? 0, view.getUint16(right ?? 0));
  view.setUint16(right ?? 0, pointer);
}

/** One of the places where an id stands: in the table of rows or in an index, with numbers before and behind it. */
function strikeId(
  bytes: Uint8Array,
  { kind, at, by, mask }: Extract<Blow, { readonly by: number }>,
  ids: readonly string[],
): void {
  const text = new TextDecoder("latin1").decode(bytes);
  const places = ids.flatMap((id) =>
    [...text.matchAll(new RegExp(RegExp.escape(id), "g"))].map(({ index }) => index)
  );
  const length = ids[0]?.length ?? 0;
  const position = (places[Math.floor(at * places.length)] ?? 0) + (kind === "id" ? by % length : by);
  bytes[position] = (bytes[position] ?? 0) ^ mask;
}
