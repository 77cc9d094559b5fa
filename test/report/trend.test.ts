import { describe, expect, test } from "vitest";
import { type TrendPoint, trendText } from "../../src/report/charts/trend.ts";

/** A line of values, each known to 5 up and down. */
const line = (values: readonly number[], name = ""): TrendPoint[] =>
  values.map((y, index) => ({
    ...{ x: 10 * (index + 1), line: name, y, low: y - 5, high: y + 5, text: String(y) },
  }));

const said = (...lines: TrendPoint[][]): string => trendText(lines.flat(), "delay");

describe("the sentence of a chart is made from its points", () => {
  test("it says where a line goes", () => {
    expect(said(line([10, 30, 60]))).toBe("up from 10 at delay 10 to 60 at delay 30.");
    expect(said(line([60, 30, 10]))).toBe("down from 60 at delay 10 to 10 at delay 30.");
    expect(said(line([10, 12, 11, 60]))).toBe(
      "about 10 up to delay 30, then up to 60 at delay 40.",
    );
  });

  test("it does not take chance for a way", () => {
    expect(said(line([10, 14, 8]))).toBe(
      "no change that the intervals show, 10 at delay 10 to 8 at delay 30.",
    );
  });

  test("it sees a top and a bottom inside", () => {
    expect(said(line([10, 80, 20]))).toBe(
      "from 10 at delay 10 up to 80 at delay 20, then down to 20 at delay 30.",
    );
    expect(said(line([90, 10, 50]))).toContain("down to 10 at delay 20, then up to 50");
  });

  test("it says from where on two lines are apart", () => {
    const one = line([10, 20, 30], "v 1");
    expect(said(one, line([10, 60, 90], "v 2"))).toContain("From delay 20 on the two are apart.");
    expect(said(one, line([11, 21, 31], "v 2"))).toContain("show no difference between the two");
    expect(said(one, line([90, 95, 99], "v 2"))).toContain("The two are apart everywhere.");
  });

  test("of figures without intervals it does not say that they are apart", () => {
    const known = (values: readonly number[], name: string) =>
      line(values, name).map((point) => ({ ...point, low: point.y, high: point.y }));
    const one = known([100, 100, 100], "v 1");
    const to = (values: readonly number[]) => said(one, known(values, "v 2"));
    expect(to([101, 110, 120])).toContain("From delay 20 on the two differ by more than 5 %.");
    expect(to([110, 110, 120])).toContain("The two differ by more than 5 % everywhere.");
    expect(to([101, 102, 103])).toContain("The two are alike within 5 %.");
  });
});
