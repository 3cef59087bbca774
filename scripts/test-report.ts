// Counts of one suite, read from the JSON that Vitest and Playwright write. What cannot be read
// counts as a failure: a suite that died must not look like one that passed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

export type Skip = { readonly file: string; readonly title: string };
export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly skips: readonly Skip[];
};

type VitestReport = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

export function readVitest(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const failures: string[] = [];
  const skips: Skip[] = [];
  let passed = 0;
  for (const result of report.testResults) {
    const name = path.relative(ROOT, result.name);
    for (const one of result.assertionResults) {
      if (one.status === 'passed') passed += 1;
      else if (one.status === 'failed') failures.push(`${name}: ${one.fullName.trim()}`);
      else skips.push({ file: name, title: one.fullName.trim() });
    }
    // A file that does not load has no tests to count.
    if (result.status === 'failed' && !result.assertionResults.some((one) => one.status === 'failed')) {
      failures.push(`${name}: ${(result.message ?? 'did not run').split('\n')[0] ?? ''}`);
    }
  }
  return { passed, failed: failures.length, failures, skips };
}

type PlaywrightSuite = {
  readonly title: string;
  readonly file?: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
};
type PlaywrightReport = { readonly suites: readonly PlaywrightSuite[]; readonly errors?: readonly { readonly message?: string }[] };

export function readPlaywright(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport;
  const failures: string[] = (report.errors ?? []).map((error) => `tests/browser: ${(error.message ?? 'error').split('\n')[0] ?? ''}`);
  const skips: Skip[] = [];
  let passed = 0;
  const visit = (suite: PlaywrightSuite, titles: readonly string[], name: string): void => {
    for (const spec of suite.specs ?? []) {
      const title = [...titles, spec.title].join(' ');
      for (const one of spec.tests) {
        if (one.status === 'expected') passed += 1;
        else if (one.status === 'skipped') {
          const why = one.annotations?.find((note) => note.type === 'skip')?.description;
          skips.push({ file: name, title: why === undefined ? title : `${title} (${why})` });
        } else failures.push(`${name}: ${title}`);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title], name);
  };
  for (const suite of report.suites) visit(suite, [], `tests/browser/${suite.file ?? suite.title}`);
  return { passed, failed: failures.length, failures, skips };
}
