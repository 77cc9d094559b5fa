import { Box } from "ink";
import type { ReactNode } from "react";
import { Dialogs } from "./dialogs/dialogs.tsx";
import { GAP, type Layout, type Panes } from "./layout.ts";
import { type Look, LookContext } from "./look.ts";
import type { Model } from "./model.ts";
import { PANES, type PaneName } from "./pane-names.ts";
import { ChartsPane } from "./panes/charts-pane.tsx";
import { Footer } from "./panes/footer.tsx";
import { Header } from "./panes/header.tsx";
import { NodesPane } from "./panes/nodes-pane.tsx";
import { OutputPane } from "./panes/output-pane.tsx";
import { TooSmall } from "./panes/too-small.tsx";
import { TrialsPane } from "./panes/trials-pane.tsx";

interface AppProps {
  readonly model: Model;
  readonly look: Look;
}

/** The whole screen for a model. It keeps nothing and decides nothing but which panes are shown. */
export function App({ model, look }: AppProps) {
  const { columns, rows } = model.view;
  return (
    <LookContext.Provider value={look}>
      <Box width={columns} height={rows} flexDirection="column">
        {model.layout.shape === "too-small" ? (
          <TooSmall columns={columns} rows={rows} />
        ) : (
          <Screen model={model} layout={model.layout} />
        )}
      </Box>
    </LookContext.Provider>
  );
}

type Shown = Exclude<Layout, { readonly shape: "too-small" }>;

function Screen({ model, layout }: { readonly model: Model; readonly layout: Shown }) {
  return (
    <>
      <Header snapshot={model.snapshot} size={layout.header} />
      <Body model={model} layout={layout} />
      <Footer model={model} width={layout.header.width} />
      <Dialogs model={model} />
    </>
  );
}

function Body({ model, layout }: { readonly model: Model; readonly layout: Shown }) {
  const pane = (name: PaneName): ReactNode => (
    <Pane name={name} model={model} panes={layout.panes} />
  );
  if (layout.shape === "wide") {
    return (
      <Box flexDirection="row">
        <Box flexDirection="column">
          {pane("trials")}
          {pane("output")}
        </Box>
        <Box width={GAP} />
        <Box flexDirection="column">
          {pane("nodes")}
          {pane("charts")}
        </Box>
      </Box>
    );
  }
  if (layout.shape === "banded") {
    return (
      <>
        {pane("trials")}
        {pane("output")}
        <Box flexDirection="row">
          {pane("nodes")}
          <Box width={GAP} />
          {pane("charts")}
        </Box>
      </>
    );
  }
  return PANES.map((name) => <Pane key={name} name={name} model={model} panes={layout.panes} />);
}

const COMPONENTS = {
  trials: TrialsPane,
  output: OutputPane,
  nodes: NodesPane,
  charts: ChartsPane,
} as const;

interface PaneProps {
  readonly name: PaneName;
  readonly model: Model;
  readonly panes: Panes;
}

function Pane({ name, model, panes }: PaneProps) {
  const size = panes[name];
  const Component = COMPONENTS[name];
  return size ? <Component model={model} size={size} /> : null;
}
