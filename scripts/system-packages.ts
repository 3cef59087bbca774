// Programs of the system that some suites need. On Debian as root they are installed; elsewhere it
// is said which suites are left out for want of them.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type SystemProgram = {
  /** Any of these proves that it is there. */
  readonly programs: readonly string[];
  readonly debian: readonly string[];
  /** What cannot run without it. */
  readonly needed: string;
};

export const SYSTEM_PROGRAMS: readonly SystemProgram[] = [
  { programs: ['dovecot'], debian: ['dovecot-imapd', 'dovecot-lmtpd'], needed: 'interop tests against a real IMAP server' },
  { programs: ['postfix'], debian: ['postfix'], needed: 'interop tests against a real SMTP server' },
  { programs: ['openssl'], debian: ['openssl'], needed: 'signatures made and judged by another implementation' },
  { programs: ['xmlsec1'], debian: ['xmlsec1'], needed: 'second opinion on XML signatures' },
  { programs: ['xmllint'], debian: ['libxml2-utils'], needed: 'validity of daticert.xml against its DTD' },
  { programs: ['pdftotext'], debian: ['poppler-utils'], needed: 'tests that read the PDF reports back' },
  { programs: ['chromium', 'chromium-browser', 'google-chrome'], debian: ['chromium'], needed: 'browser tests in the newest engine' },
];

// Servers live in sbin, which is not on the path of an ordinary user.
const EXTRA_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin'];
const APT_MS = 5 * 60_000;
const POLICY = '/usr/sbin/policy-rc.d';

/** Full path of a program, or null. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...EXTRA_FOLDERS];
  for (const folder of folders) {
    try {
      const file = path.join(folder, name);
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not here
    }
  }
  return null;
}

export function missingPrograms(): readonly SystemProgram[] {
  return SYSTEM_PROGRAMS.filter((one) => !one.programs.some((name) => findProgram(name) !== null));
}

/** Installs what is missing where that is possible; answers what is still missing, and why. */
export function installMissing(say: (line: string) => void): { readonly missing: readonly SystemProgram[]; readonly why: string } {
  const missing = missingPrograms();
  if (missing.length === 0) return { missing, why: '' };
  if (!existsSync('/etc/debian_version') || findProgram('apt-get') === null) return { missing, why: 'not a Debian system' };
  if (process.getuid?.() !== 0) return { missing, why: 'installing needs root' };
  const names = missing.flatMap((one) => one.debian);
  say(`installing system packages: ${names.join(' ')}`);
  const failure = withoutServices(() => aptGet(['update', '-qq']) ?? aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names]));
  return { missing: missingPrograms(), why: failure ?? 'the packages do not bring the program' };
}

/** The servers are started by the tests alone: the system's own start is refused while installing. */
function withoutServices<T>(work: () => T): T {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

/** Null when it worked, else one line. */
function aptGet(argv: readonly string[]): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', argv, { env, timeout: APT_MS, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return null;
  const line = done.stderr.split('\n').find((text) => text.startsWith('E:')) ?? `apt-get ${argv[0] ?? ''} did not finish`;
  return line.replace(/^E: /, '');
}
