/** The least list that Ink can draw: as many strings as the first argument says, a `<Text>` for each row of the window, `j` and `k`. */
import { Box, render, Text, useInput, useWindowSize } from "ink";
import { type ReactElement, useState } from "react";

const ROWS = Number(Deno.args[0]);
const WORDS = ["deno", "sqlite", "forum", "recipes", "weather", "manual", "radio", "library"];

const lines = Array.from({ length: ROWS }, (_, at) => {
  const word = WORDS[at % WORDS.length] ?? "";
  return `today       ${word} ${at}`.padEnd(44) + `https://${word}.example/page/${at}`.padEnd(40) + (at % 40);
});

function List(): ReactElement {
  const { columns, rows } = useWindowSize();
  const [cursor, setCursor] = useState(0);
  useInput((input) => {
    const by = [...input].reduce((sum, key) => sum + (key === "j" ? 1 : key === "k" ? -1 : 0), 0);
    setCursor((at) => Math.max(0, Math.min(ROWS - 1, at + by)));
  });
  const top = Math.max(0, cursor - rows + 2);
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      <Text>{`bare ${cursor + 1}/${ROWS}`}</Text>
      {lines.slice(top, top + rows - 1).map((line, row) => (
        <Text key={row} inverse={top + row === cursor} wrap="truncate">
          {`${top + row === cursor ? ">" : " "} ${line}`.slice(0, columns).padEnd(columns)}
        </Text>
      ))}
    </Box>
  );
}

render(<List />, { alternateScreen: true, incrementalRendering: true, maxFps: 120, interactive: true });
