import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<html></html>");

let charts = 0;

/**
 * A plot as the text of an SVG element. Colours follow the page; `label` is for screen readers.
 */
export function svg(label: string, options: Plot.PlotOptions): string {
  charts += 1;
  const plot = Plot.plot({
    width: 760,
    height: 320,
    marginLeft: 56,
    marginRight: 220,
    marginBottom: 40,
    grid: true,
    ...options,
    className: `chart-${charts}`,
    document: document as never,
  });
  // The types of a browser's document are not loaded here.
  const element = plot as unknown as SvgElement;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  element.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return element.outerHTML.replace(/(\d+\.\d\d)\d+/g, "$1");
}

interface SvgElement {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
}
