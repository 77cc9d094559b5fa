/** The parts of jStat that are used; the package has no types of its own. */
declare module "jstat" {
  interface Distribution {
    /** The quantile of a probability. */
    inv(probability: number, ...parameters: number[]): number;
    /** The probability of a value or less. */
    cdf(value: number, ...parameters: number[]): number;
  }
  const jstat: {
    readonly jStat: Readonly<Record<"beta" | "binomial" | "studentt" | "normal", Distribution>>;
  };
  export default jstat;
}
