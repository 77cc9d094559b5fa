/** The content of a chart as plain data, from which its picture, table and caption are made. */
export interface ChartPicture {
  /** For names of files. */
  readonly name: string;
  readonly title: string;
  /** Parameters, n, seed and version. */
  readonly caption: string;
  readonly kind: "lines" | "steps" | "bars" | "cells";
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly PicturePoint[];
}

export interface PicturePoint {
  /** The line that it is on; down in a map of cells. */
  readonly line: string;
  readonly x: number;
  /** End of a bar. */
  readonly xTo?: number;
  /** Undefined: no data, or over the time limit. */
  readonly y: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly n?: number;
  readonly censored?: boolean;
}
