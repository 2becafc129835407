/** The screen as Ink draws it: a line of text for each line of the window. Only lines that have changed are drawn anew. */
import { Box, Text } from "ink";
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
    <Box width={size.columns} height={size.rows} flexDirection="column" overflow="hidden">
      {lines.map((line, row) => <Line key={row} text={line} />)}
    </Box>
  );
}

const Line = memo(function Line({ text }: { readonly text: string }): ReactElement {
  return <Text wrap="truncate">{text}</Text>;
});
