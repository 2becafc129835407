/** Lists and details. */
import { PLACES } from "../../../tui/places.ts";
import type { Screen } from "./screens.ts";
import type { Tour } from "./tour.ts";

const on = (name: string, go: (tour: Tour) => Promise<unknown>, more: Partial<Screen> = {}): Screen => ({
  name,
  go: async (tour) => {
    await tour.open();
    await go(tour);
  },
  ...more,
});

/** Keys that lead to a place from the first one. */
const keysTo = (at: number): readonly string[] =>
  at < 9 ? [String(at + 1)] : ["9", "tab", "tab", ...Array.from({ length: at - 8 }, () => "j"), "tab"];

/** The row that a text is in: found with the filter, which is cleared again. */
export async function find(tour: Tour, text: string): Promise<void> {
  await tour.press("/");
  await tour.type(text);
  await tour.press("down", "up", "esc");
}

const places = PLACES.map(({ name }, at) => on(`place-${name}`, (tour) => tour.press(...keysTo(at))));
const details = PLACES.map(({ name }, at) =>
  on(`details-${name}`, async (tour) => {
    await tour.press(...keysTo(at));
    if (name === "bookmarks") await find(tour, "runbook");
    if (name === "tabs") await tour.press("j");
    await tour.press("tab");
  })
);

export const LIST_SCREENS: readonly Screen[] = [
  ...places,
  ...details,
  on("details-raw", (tour) => tour.press("2", "i", "tab")),
  on("details-raw-scrolled", (tour) => tour.press("2", "i", "tab", "ctrl-d")),
  on("details-visits", (tour) => tour.press("3", "]", "]", "tab")),
  on("details-put-away", (tour) => tour.press("2", "P")),
  on("sidebar", (tour) => tour.press("tab", "tab", "j", "j")),
  on("zoom-half", (tour) => tour.press("3", "+")),
  on("zoom-full", (tour) => tour.press("3", "+", "+")),
  on("folders-open", (tour) => tour.press("j", "l", "j", "l", "j", "j")),
  on("end-of-list", (tour) => tour.press("3", "G")),
  on("middle-of-list", (tour) => tour.press("3", ...Array.from({ length: 70 }, () => "j"))),
  on("marked", (tour) => tour.press("2", "space", "j", "j", "v", "j", "j", "j")),
  on("pending-key", (tour) => tour.press("g")),
  on("sorted", (tour) => tour.press("3", "s", "v")),
  on("revealed", (tour) => tour.press("2", "j", "x")),
  on("revealed-card", (tour) => tour.press("6", "x")),
  on("filter-open", (tour) => tour.press("3", "/")),
  on("filter-typing", async (tour) => {
    await tour.press("3", "/");
    await tour.type("deno");
  }),
  on("filter-kept", async (tour) => {
    await tour.press("3", "/");
    await tour.type("deno");
    await tour.press("enter", "j", "j");
  }),
  on("filter-no-match", async (tour) => {
    await tour.press("3", "/");
    await tour.type("zqxj");
  }),
  on("filter-fault", async (tour) => {
    await tour.press("3", "/");
    await tour.type("after:someday");
  }),
  on("filter-in-tree", async (tour) => {
    await tour.press("/");
    await tour.type("tag:ops");
    await tour.press("enter");
  }),
  on("hostile-titles", async (tour) => {
    await tour.press("/");
    await tour.type("tag:test");
    await tour.press("enter");
  }),
  on("hostile-title-details", async (tour) => {
    await find(tour, "hostile");
    await tour.press("tab");
  }),
  on("ascii-list", (tour) => tour.press("2", "space", "j"), { isAscii: true }),
  on("ascii-tree", (tour) => tour.press("j", "l"), { isAscii: true }),
  on("ascii-palette", (tour) => tour.press(":"), { isAscii: true }),
];
