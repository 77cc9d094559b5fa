/** In the order of the tab key. */
export const PANES = ["trials", "output", "nodes", "charts"] as const;
export type PaneName = (typeof PANES)[number];
