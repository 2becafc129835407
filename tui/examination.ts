/** The doctor's examination, shown as a page. */
import { examine } from "../app/doctor/doctor.ts";
import type { App } from "../app/open.ts";
import type { Stage } from "./effects.ts";
import { doctorLines } from "./overlays/doctor.ts";
import { toldOf } from "./told.ts";

/** Looks at everything foxden rests on, and fills the open page with what was found. */
export async function examination({ world, dispatch, state }: Stage, app: App, title: string): Promise<void> {
  try {
    const { columns } = state().size;
    const { findings } = await examine({
      app,
      env: world.env,
      terminal: { isInput: true, isOutput: true, columns, hasColor: world.flags.color !== "never" },
      build: world.build,
      deep: false,
      fix: false,
    });
    dispatch({ type: "page-filled", title, page: { lines: doctorLines(findings), isLoading: false } });
  } catch (error) {
    dispatch({ type: "page-filled", title, page: { lines: [], isLoading: false, failed: toldOf(error) } });
  }
}
