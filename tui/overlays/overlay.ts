/**
 * What lies over the screen and takes the keys: help, palette, menus, questions, forms, pages of text.
 *
 * Each kind is a file of its own with its state, a pure function of its events, and a function that draws it as lines.
 * What comes of it is a {@link Choice}, as data; the reducer of the whole turns it into effects.
 */
import type { ActName } from "../keys/acts.ts";
import type { PlaceName } from "../places.ts";
import type { TextField } from "../text_field.ts";
import type { Told } from "../state.ts";

/** Keys of the place it was opened from, searchable. */
export interface HelpOverlay {
  readonly kind: "help";
  readonly field: TextField;
  readonly top: number;
  /** Lines about this terminal, below the keys. */
  readonly facts?: readonly string[];
}

/** Every act by its name, each beside the shell command that does the same. */
export interface PaletteOverlay {
  readonly kind: "palette";
  readonly field: TextField;
  readonly cursor: number;
  readonly top: number;
}

/** A list of things to choose from, by letter or by cursor. */
export interface MenuOverlay {
  readonly kind: "menu";
  readonly title: string;
  readonly items: readonly MenuItem[];
  readonly cursor: number;
  readonly top: number;
  /** Typing narrows the items, where they have no letters. */
  readonly field?: TextField;
}

export interface MenuItem {
  /** The key that takes it, where it has one. */
  readonly key?: string;
  readonly label: string;
  /** At the right, such as a count or a command. */
  readonly aside?: string;
  readonly choice: Choice;
}

/** Something is asked for, a line each. */
export interface FormOverlay {
  readonly kind: "form";
  readonly title: string;
  readonly about?: string;
  readonly fields: readonly FormField[];
  /** The field that takes the keys. */
  readonly cursor: number;
  readonly fault?: string;
  readonly then: FormPurpose;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly field: TextField;
  /** Shown as stars. */
  readonly isSecret?: boolean;
  /** Instead of being typed it is one of these, changed with left and right. */
  readonly choices?: readonly string[];
}

/** What a filled form is for. */
export type FormPurpose =
  | {
    readonly type: "export";
    readonly words: readonly string[];
    /** How much is written, such as `41 logins`, where that is known. */
    readonly count: string | null;
    /** A file of this name is there, and somebody has been told so: it may be replaced. */
    readonly replaces?: string;
  }
  | { readonly type: "unlock" };

/** Lines to read: a report of the doctor, what a command printed. */
export interface PageOverlay {
  readonly kind: "page";
  readonly title: string;
  readonly lines: readonly PageLine[];
  readonly top: number;
  readonly isLoading: boolean;
  /** What `R` does again, such as the examination of the doctor. */
  readonly again?: Choice;
}

export interface PageLine {
  readonly sign?: "ok" | "warn" | "error" | "skipped";
  readonly text: string;
  readonly isHeading?: boolean;
  /** Cells that it is indented by where it goes on in further lines. */
  readonly hang?: number;
}

/** A question with a key for each answer. Enter alone takes none that loses anything. */
export interface QuestionOverlay {
  readonly kind: "question";
  readonly title: string;
  readonly lines: readonly string[];
  readonly answers: readonly {
    readonly key: string;
    readonly label: string;
    readonly choice: Choice | null;
  }[];
  /** No key is taken before: one that is held must not answer. In ms by the local clock. */
  readonly fromMs: number;
}

export type Overlay =
  | HelpOverlay
  | PaletteOverlay
  | MenuOverlay
  | FormOverlay
  | PageOverlay
  | QuestionOverlay;

/** What is copied of a record. */
export type CopyWhat = "main" | "user" | "password" | "number" | "link" | "title" | "json" | "command";

/** What comes of an overlay. */
export type Choice =
  | { readonly type: "act"; readonly act: ActName }
  | { readonly type: "open"; readonly overlay: Overlay }
  | { readonly type: "place"; readonly place: PlaceName }
  | { readonly type: "sort"; readonly column: string; readonly isDescending: boolean }
  | { readonly type: "sort-default" }
  /** The whole text of the filter is this; empty: there is none. */
  | { readonly type: "filter"; readonly text: string }
  /** A facet, such as `host:github.com`, is added to the filter. */
  | { readonly type: "narrow"; readonly text: string }
  /** The list of values of a field, to choose one. */
  | { readonly type: "facet"; readonly field: string }
  | { readonly type: "copy"; readonly what: CopyWhat }
  | { readonly type: "copy-text"; readonly what: string; readonly text: string }
  | { readonly type: "open-urls"; readonly urls: readonly string[] }
  /** A foxden command runs in this process; its output is shown as a page, its failure told. */
  | {
    readonly type: "run";
    readonly title: string;
    readonly words: readonly string[];
    /** What was filled in for it, which comes up again with what is wrong where it fails. */
    readonly form?: FormOverlay;
  }
  | { readonly type: "examine" }
  | { readonly type: "edit-config" }
  | { readonly type: "sign-in" }
  /** The question whether an account shall be set up for Sync. */
  | { readonly type: "set-up" }
  | { readonly type: "unlock"; readonly passphrase: string };

/** What becomes of an overlay; `null` closes it. */
export interface OverlayStep {
  readonly overlay: Overlay | null;
  readonly choice?: Choice;
}

/** What is told to an open page while it fills. */
export interface PageFilled {
  readonly lines: readonly PageLine[];
  readonly isLoading: boolean;
  readonly failed?: Told;
}
