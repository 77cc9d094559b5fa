import { Lines } from "../lines.tsx";
import { useLook } from "../look.ts";
import type { Size } from "../layout.ts";
import type { Model } from "../model.ts";
import { paneTitle } from "./pane-title.ts";

export function ChartsPane({ model, size }: { readonly model: Model; readonly size: Size }) {
  const { glyphs } = useLook();
  const title = paneTitle({ name: "Elapsed", notes: [], focused: model.view.focus === "charts", width: size.width, glyphs });
  return <Lines rows={[title]} width={size.width} height={size.height} />;
}
