import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long for their size, which is all that is known of a file that never ran. */
const long = ['conformance/random', 'conformance/windows-random', 'skew/causes/many', 'join/as-of', 'e2e/window.test'];

/** Begins a project's tests with its longest, so that no worker has one left when the others are done. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map((file) => file.project.name))];
    return projects.flatMap((name) => {
      const its = sorted.filter((file) => file.project.name === name);
      return [...its.filter(isLong), ...its.filter((file) => !isLong(file))];
    });
  }
}

function isLong(file: TestSpecification): boolean {
  return long.some((name) => file.moduleId.includes(name));
}
