/** The screen as Ink draws it: a line of text for each line of the window. Only lines that have changed are drawn anew. */
import { Box, Text, Transform } from "ink";
import { memo, type ReactElement } from "react";
import type { Size } from "./state.ts";

interface ScreenProps {
  readonly size: Size;
  /** As many as the window has, each as wide as it is. */
  readonly lines: readonly string[];
}

/** The whole screen. */
export function Screen({ size, lines }: ScreenProps): ReactElement {
  return (
    <Box width={size.columns} height={size.rows} flexDirection="column">
      {lines.map((line, row) => <Line key={row} text={line} />)}
    </Box>
  );
}

const BLANK = " ";

/** A line is as wide as it has to be: Ink is given a blank to lay out, which is most of its work for a text, and writes the line. */
const Line = memo(function Line({ text }: { readonly text: string }): ReactElement {
  return (
    <Transform transform={() => text}>
      <Text>{BLANK}</Text>
    </Transform>
  );
});
