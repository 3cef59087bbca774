// The static gate, the same on every machine: format, types, lint, imports, citations, sizes, supply
// chain, unused code. All at once, each with its time; `npm run check lint types` runs some of them.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { checkCitations } from './check-citations.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkImports } from './check-imports.ts';
import { checkLicences } from './check-licences.ts';
import { checkLock } from './check-lock.ts';
import { checkSizes } from './check-sizes.ts';
import { ROOT, ROOT_FILES, SOURCE_FOLDERS } from './source-files.ts';

export type CheckResult = { readonly name: string; readonly passed: boolean; readonly output: string; readonly seconds: number };

type Check = { readonly name: string; run(): Promise<{ readonly passed: boolean; readonly output: string }> };

/** A tool of node_modules as it is found by npm; never a shell. */
function tool(name: string, script: string, ...argv: readonly string[]): Check {
  const run: Check['run'] = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', script), ...argv], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NO_COLOR: '1' },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', (error) => resolve({ passed: false, output: `${script} does not start: ${error.message}` }));
      child.on('close', (code) => resolve({ passed: code === 0, output }));
    });
  return { name, run };
}

function rule(name: string, faults: () => readonly string[]): Check {
  return {
    name,
    async run() {
      const found = await Promise.resolve().then(faults);
      return { passed: found.length === 0, output: found.join('\n') };
    },
  };
}

// oxlint and oxfmt are given names: without them they would walk node_modules.
const CODE = [...SOURCE_FOLDERS, ...ROOT_FILES];

const CHECKS: readonly Check[] = [
  tool('types', 'typescript/bin/tsc', '-p', '.'),
  tool('lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...CODE),
  tool('types:shared', 'typescript/bin/tsc', '-p', 'src-shared'),
  tool('types:renderer', 'typescript/bin/tsc', '-p', 'src-renderer'),
  tool('types:browser-tests', 'typescript/bin/tsc', '-p', 'tests/browser'),
  tool('types:renderer-tests', 'typescript/bin/tsc', '-p', 'tests/unit/renderer'),
  tool('format', 'oxfmt/bin/oxfmt', '--check', ...CODE),
  tool('unused', 'knip/bin/knip.js', '--no-progress'),
  rule('imports', checkImports),
  rule('citations', checkCitations),
  rule('expressions', checkExpressions),
  rule('sizes', checkSizes),
  rule('lock', checkLock),
  rule('licences', checkLicences),
];

/** Runs the named checks, or all, and reports each as it ends. */
export async function runChecks(names: readonly string[], report: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const waiting = CHECKS.filter(
    (check) => names.length === 0 || names.some((name) => check.name === name || check.name.startsWith(`${name}:`)),
  );
  const results: CheckResult[] = [];
  const next = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { passed, output } = await check
        .run()
        .catch((error: unknown) => ({ passed: false, output: error instanceof Error ? error.message : String(error) }));
      const result = { name: check.name, passed, output: output.trim(), seconds: (performance.now() - startedAt) / 1000 };
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, next));
  return results;
}

export function printCheck(result: CheckResult): void {
  process.stdout.write(`${result.passed ? 'ok  ' : 'FAIL'} ${result.name.padEnd(22)}${result.seconds.toFixed(1).padStart(6)} s\n`);
  if (!result.passed) process.stdout.write(`${result.output.replaceAll(/^/gm, '     ')}\n`);
}

async function main(names: readonly string[]): Promise<number> {
  const known = CHECKS.map((check) => check.name);
  const unknown = names.find((name) => !known.some((one) => one === name || one.startsWith(`${name}:`)));
  if (unknown !== undefined) {
    process.stderr.write(`no check "${unknown}"; known: ${known.join(', ')}\n`);
    return 64;
  }
  const results = await runChecks(names, printCheck);
  const failed = results.filter((result) => !result.passed).map((result) => result.name);
  process.stdout.write(failed.length === 0 ? `all ${results.length} checks passed\n` : `failed: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
