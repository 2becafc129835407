/** All kinds of overlays in one: what an event does to the one that is there, and how it is drawn. */
import type { InputEvent } from "../input/events.ts";
import type { Look } from "../look/look.ts";
import type { Size, State } from "../state.ts";
import { reduceForm } from "./form.ts";
import { reduceHelp } from "./help.ts";
import { reduceMenu } from "./menu.ts";
import type { Overlay, OverlayStep } from "./overlay.ts";
import { reducePage } from "./page.ts";
import { reducePalette } from "./palette.ts";
import { reduceQuestion } from "./question.ts";
import { formLines } from "./views/form.ts";
import { helpOverlayLines } from "./views/help.ts";
import { menuLines } from "./views/menu.ts";
import { pageLines } from "./views/page.ts";
import { paletteLines } from "./views/palette.ts";
import { questionLines } from "./views/question.ts";

/**
 * What an event does to an overlay. The clock of the view is that of the event; a mouse event has its place relative to
 * the overlay's first cell, as it was drawn in {@link overlayRoom}.
 */
export function reduceOverlay(overlay: Overlay, event: InputEvent, view: State): OverlayStep {
  switch (overlay.kind) {
    case "help":
      return reduceHelp(overlay, event, view);
    case "palette":
      return reducePalette(overlay, event, view);
    case "menu":
      return reduceMenu(overlay, event, view);
    case "form":
      return reduceForm(overlay, event, view);
    case "page":
      return reducePage(overlay, event, view);
    case "question":
      return reduceQuestion(overlay, event, view);
  }
}

/** An overlay as lines that are all equally wide, with a frame; none where there is no room. */
export function overlayLines(overlay: Overlay, room: Size, look: Look, view: State): readonly string[] {
  switch (overlay.kind) {
    case "help":
      return helpOverlayLines(overlay, room, look, view);
    case "palette":
      return paletteLines(overlay, room, look, view);
    case "menu":
      return menuLines(overlay, room, look, view);
    case "form":
      return formLines(overlay, room, look, view);
    case "page":
      return pageLines(overlay, room, look, view);
    case "question":
      return questionLines(overlay, room, look, view);
  }
}
