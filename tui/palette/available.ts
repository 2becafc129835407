/** Which acts of the keys mean anything at this moment. */
import { secretFieldOf } from "../../app/browse/record.ts";
import type { ActName } from "../keys/acts.ts";
import { placeOf } from "../places.ts";
import { listOf, type State } from "../state.ts";
import { cellText, rowUnder } from "./record.ts";

/** Columns that no table has, since they are secret. */
const SECRET: ReadonlySet<string> = new Set(["password", "number"]);

/** Whether an act would do something now; those that are not named here always do. */
export function isAvailable(view: State, act: ActName): boolean {
  if (view.screen !== "main") return true;
  const list = listOf(view, view.place);
  const place = placeOf(view.place);
  const at = rowUnder(view);
  switch (act) {
    case "record.open":
    case "copy.open":
    case "mark.toggle":
    case "mark.range":
    case "mark.all":
      return at !== null;
    case "copy.main":
      return at !== null && (SECRET.has(place.copied) || cellText(at, place.copied) !== "");
    case "record.raw":
      return at !== null && at.table.source(at.row) !== null;
    case "record.browse":
      return at !== null && place.link !== undefined && cellText(at, place.link) !== "";
    case "secret.toggle":
      return at !== null && secretFieldOf(view.place) !== undefined;
    case "branch.fold":
    case "branch.unfold":
      return place.isTree;
    case "filter.clear":
      return list.filter.field.text !== "";
    case "hit.next":
    case "hit.previous":
      return list.filter.query !== null;
    case "facets.open":
      return list.table !== null && list.size > 0 && place.facets.length > 0;
    case "sort.open":
      return list.table !== null && list.size > 0;
    case "sync.start":
      return view.link.state !== "offline-wanted" && view.link.state !== "syncing";
    case "sync.stop":
      return view.link.state === "syncing";
    default:
      return true;
  }
}
