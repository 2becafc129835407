/** Overlays as they are when they come up. Those that need something under the cursor are null where nothing is. */
import type { Choice, FormOverlay, HelpOverlay, PageLine, PageOverlay, PaletteOverlay } from "./overlay.ts";
import { exportFormFor, exportsOf } from "../palette/exports.ts";
import type { State } from "../state.ts";
import { EMPTY_FIELD } from "../text_field.ts";

export { copyMenu } from "./copy_menu.ts";
export { facetMenu, facetValues } from "./facet_menu.ts";
export { openQuestion } from "./question_open.ts";
export { sortMenu } from "./sort_menu.ts";

/** @param facts lines about this terminal, below the keys */
export const openHelp = (facts: readonly string[] = []): HelpOverlay => (
  { kind: "help", field: EMPTY_FIELD, top: 0, facts }
);

export const openPalette = (): PaletteOverlay => ({ kind: "palette", field: EMPTY_FIELD, cursor: 0, top: 0 });

/** Where what is shown is written to; null where nothing is there to be written. */
export function exportForm(view: State): FormOverlay | null {
  const [made] = exportsOf(view, view.place);
  return made ? exportFormFor(made, view.nowMs) : null;
}

/** The passphrase of a sealed profile is asked for. */
export const openUnlock = (isWrong: boolean): FormOverlay => ({
  kind: "form",
  title: "Passphrase",
  about: "The secrets of this profile are sealed with a passphrase.",
  fields: [{ name: "passphrase", label: "Passphrase", field: EMPTY_FIELD, isSecret: true }],
  cursor: 0,
  ...isWrong ? { fault: "That was not the passphrase." } : {},
  then: { type: "unlock" },
});

/** A page to read. @param again what `R` does */
export const openPage = (
  title: string,
  lines: readonly PageLine[],
  { isLoading = false, again }: { readonly isLoading?: boolean; readonly again?: Choice } = {},
): PageOverlay => ({
  kind: "page",
  title,
  lines,
  top: 0,
  isLoading,
  ...again === undefined ? {} : { again },
});
