import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those that take longest, so that none of them is the last to begin. Any order is right. */
const SLOW = [
  "commands/lab.test",
  "tui/keys.test",
  "machines/places.test",
  "commands/run.test",
  "setup/prepare.test",
  "setup/tasks.test",
  "grade/",
  "survival/",
  "machines/",
  "nodes/orphans.test",
  "commands/",
  "tui/",
  "nodes/",
];

/** The order in which test files begin. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = SLOW.findIndex((part) => moduleId.includes(`/test/${part}`));
      return place < 0 ? SLOW.length : place;
    };
    return [...files].sort(
      (one, other) => placeOf(one) - placeOf(other) || one.moduleId.localeCompare(other.moduleId),
    );
  }
}
