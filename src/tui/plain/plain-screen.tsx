import { Box, Text } from "ink";
import type { Model } from "../model.ts";
import { plainLines } from "./plain-lines.ts";

/** The lines one below the other; Ink's screen-reader mode writes them as they are. */
export function PlainScreen({ model }: { readonly model: Model }) {
  return (
    <Box flexDirection="column">
      <Text>{plainLines(model).join("\n")}</Text>
    </Box>
  );
}
