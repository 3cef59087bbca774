// `npm test`: brings what the suites need, runs the static gate, then every suite, and prints the
// count last. `npm test unit browser` runs some of them. Nothing is left running.
import { availableParallelism } from 'node:os';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { printCheck, runChecks } from './check.ts';
import { findChromium } from './find-chromium.ts';
import { ROOT } from './source-files.ts';
import { killRunning, runSuite } from './suite-process.ts';
import { installMissing } from './system-packages.ts';
import { readPlaywright, readVitest, type Counts } from './test-report.ts';

const BUDGET_MS = 25 * 60_000;
const RESULTS = path.join(ROOT, 'test-results');

/** In the order in which a fault is cheapest to find. Pure suites share one run and both cores. */
const STEPS: readonly { readonly name: string; readonly projects: readonly string[] }[] = [
  { name: 'unit', projects: ['unit', 'property', 'conformance'] },
  { name: 'electron', projects: ['electron'] },
  { name: 'integration', projects: ['integration'] },
  { name: 'interop', projects: ['interop'] },
];

const startedAt = Date.now();

function left(): number {
  return Math.max(1_000, BUDGET_MS - (Date.now() - startedAt));
}

function heading(text: string): void {
  process.stdout.write(`\n== ${text} (at ${Math.round((Date.now() - startedAt) / 1000)} s)\n`);
}

const NOTHING: Counts = { passed: 0, failed: 0, failures: [], skips: [] };

function add(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    failures: [...one.failures, ...other.failures],
    skips: [...one.skips, ...other.skips],
  };
}

function failure(what: string): Counts {
  return { passed: 0, failed: 1, failures: [what], skips: [] };
}

async function staticGate(): Promise<Counts> {
  heading('check');
  const results = await runChecks([], printCheck);
  const failures = results.filter((result) => !result.passed).map((result) => `check: ${result.name}`);
  return { passed: results.length - failures.length, failed: failures.length, failures, skips: [] };
}

function hasTests(project: string): boolean {
  const folder = path.join(ROOT, 'tests', project);
  return existsSync(folder) && readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.test\.tsx?$/.test(name));
}

async function vitest(name: string, projects: readonly string[]): Promise<Counts> {
  const present = projects.filter(hasTests);
  if (present.length === 0) return NOTHING;
  heading(present.join(', '));
  const report = path.join(RESULTS, `${name}.json`);
  const argv = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...present.flatMap((project) => ['--project', project]),
    // Vitest would leave one core to others.
    `--maxWorkers=${Math.max(2, availableParallelism())}`,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return judge(name, await runSuite(argv, left()), () => readVitest(report));
}

async function browser(): Promise<Counts> {
  if (!hasTests('browser')) return NOTHING;
  heading('browser');
  const executable = await findChromium();
  if (executable === null) {
    return {
      ...NOTHING,
      skips: [{ file: 'tests/browser', title: 'all of it: no Chromium on this machine (set PLICO_CHROMIUM, or install one)' }],
    };
  }
  const built = await runSuite(['scripts/build.ts', 'renderer'], left());
  if (built.code !== 0) return failure('browser: the renderer does not build');
  const report = path.join(RESULTS, 'browser.json');
  const env = { PLICO_CHROMIUM: executable, PLICO_BROWSER_REPORT: report };
  return judge('browser', await runSuite(['node_modules/@playwright/test/cli.js', 'test'], left(), env), () => readPlaywright(report));
}

function judge(name: string, end: Awaited<ReturnType<typeof runSuite>>, read: () => Counts): Counts {
  let counts: Counts;
  try {
    counts = read();
  } catch {
    counts = failure(`${name}: ended without a report`);
  }
  if (end.timedOut) counts = add(counts, failure(`${name}: stopped, ${BUDGET_MS / 60_000} minutes are over`));
  else if (end.code !== 0 && counts.failed === 0)
    counts = add(counts, failure(`${name}: ended with code ${end.code ?? 'none'} (an error outside the tests, see above)`));
  for (const command of end.leftovers) counts = add(counts, failure(`${name}: left a process behind: ${command}`));
  return counts;
}

function print(counts: Counts, without: readonly string[]): void {
  if (counts.skips.length > 0) {
    process.stdout.write('\nskipped:\n');
    const grouped = Map.groupBy(counts.skips, (skip) => `${skip.file}: ${skip.title}`);
    for (const [line, same] of grouped) process.stdout.write(`  ${line}${same.length > 1 ? ` (${same.length})` : ''}\n`);
  }
  for (const line of without) process.stdout.write(`${line}\n`);
  if (counts.failures.length > 0) {
    process.stdout.write('\nfailed:\n');
    for (const line of counts.failures) process.stdout.write(`  ${line}\n`);
  }
  process.stdout.write(`\n${Math.round((Date.now() - startedAt) / 1000)} s\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skips.length} skipped\n`);
}

async function main(names: readonly string[]): Promise<number> {
  const known = ['check', ...STEPS.map((step) => step.name), 'browser'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`no suite "${unknown}"; known: ${known.join(', ')}\n`);
    return 64;
  }
  const wanted = (name: string): boolean => names.length === 0 || names.includes(name);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const { missing, why } = installMissing((line) => process.stderr.write(`plico: ${line}\n`));
  const without = missing.map((one) => `without ${one.programs[0] ?? ''} (${why}): no ${one.needed}`);
  for (const line of without) process.stderr.write(`plico: ${line}\n`);

  let counts = NOTHING;
  if (wanted('check')) counts = add(counts, await staticGate());
  for (const step of STEPS) if (wanted(step.name)) counts = add(counts, await vitest(step.name, step.projects));
  if (wanted('browser')) counts = add(counts, await browser());
  print(counts, without);
  return counts.failed === 0 ? 0 : 1;
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      killRunning();
      process.exit(130);
    });
  }
  process.exitCode = await main(process.argv.slice(2));
}
