// One project per suite, so that scripts/test.ts can run and count them apart. Path aliases come
// from package.json `imports`; `electron` is never the real one here.
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const SECOND = 1_000;

type Suite = { readonly name: string; readonly testTimeout: number; readonly fileParallelism: boolean };

const SUITES: readonly Suite[] = [
  { name: 'unit', testTimeout: 20 * SECOND, fileParallelism: true },
  { name: 'property', testTimeout: 120 * SECOND, fileParallelism: true },
  { name: 'conformance', testTimeout: 120 * SECOND, fileParallelism: true },
  // Real sockets, processes and disks, which mostly wait.
  { name: 'integration', testTimeout: 180 * SECOND, fileParallelism: true },
  // One file at a time, or the machine is measured and not the code.
  { name: 'interop', testTimeout: 300 * SECOND, fileParallelism: false },
  { name: 'electron', testTimeout: 120 * SECOND, fileParallelism: false },
];

const alias = { electron: path.join(import.meta.dirname, 'tests/support/fake-electron.ts') };

export default defineConfig({
  test: {
    projects: SUITES.map((suite) => ({
      // Components are rendered to text in unit tests; JSX is compiled as in the app.
      oxc: { jsx: { runtime: 'automatic' } },
      resolve: { alias },
      test: {
        name: suite.name,
        include: [`tests/${suite.name}/**/*.test.{ts,tsx}`],
        pool: 'forks',
        environment: 'node',
        // Vitest 5 clears recorded calls before each test by default; what beforeAll recorded counts.
        clearMocks: false,
        testTimeout: suite.testTimeout,
        hookTimeout: suite.testTimeout,
        teardownTimeout: 20 * SECOND,
        fileParallelism: suite.fileParallelism,
        css: { modules: { classNameStrategy: 'non-scoped' } },
      },
    })),
  },
});
