// The `plico` command line (CLI.md is its contract). This file only reads the arguments and hands
// over; each command is a file in commands/.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AppError } from '#shared/model/app-error';
import { textFor } from '#shared/text/catalogue';
import { cliText, systemLanguage } from '#shared/text/cli';
import { errorText } from '#shared/text/wording';
import { createTerminal, type Terminal } from './terminal.ts';
import { profileFolder } from './profile-folder.ts';
import { UsageError } from './usage-error.ts';

export type CommandContext = {
  readonly terminal: Terminal;
  readonly folder: string;
  readonly language: 'it' | 'en';
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
};

/** Exit code: 0 done, 1 something is bad, 2 something undecided, 3 not done, 64 wrong usage. */
export type Command = {
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  run(context: CommandContext): Promise<number>;
};

const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  demo: () => import('./commands/demo.ts'),
  sandbox: () => import('./commands/sandbox.ts'),
  serve: () => import('./commands/serve.ts'),
  account: () => import('./commands/account.ts'),
  sync: () => import('./commands/sync.ts'),
  import: () => import('./commands/import.ts'),
  list: () => import('./commands/list.ts'),
  search: () => import('./commands/search.ts'),
  show: () => import('./commands/show.ts'),
  verify: () => import('./commands/verify.ts'),
  trust: () => import('./commands/trust.ts'),
  export: () => import('./commands/export.ts'),
  audit: () => import('./commands/audit.ts'),
  hold: () => import('./commands/hold.ts'),
  retention: () => import('./commands/retention.ts'),
  erase: () => import('./commands/erase.ts'),
  send: () => import('./commands/send.ts'),
  backup: () => import('./commands/backup.ts'),
  restore: () => import('./commands/restore.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

const GENERAL = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  offline: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Read by node-core.ts. */
const OFFLINE = 'PLICO_OFFLINE';
const USAGE = 64;
const NOT_DONE = 3;

export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`plico <command> [options]\n\nCommands: ${Object.keys(COMMANDS).join(', ')}\nplico <command> --help says more.\n`);
    return name === undefined ? USAGE : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return wrongUsage(`unknown command "${name}"; known: ${Object.keys(COMMANDS).join(', ')}`);
  const { command } = await load();

  let parsed: { readonly values: CommandContext['values']; readonly positionals: readonly string[] };
  try {
    parsed = parseArgs({ args: rest, options: { ...GENERAL, ...command.options }, allowPositionals: true });
  } catch (error) {
    return wrongUsage(`${error instanceof Error ? error.message : 'bad arguments'}\n${command.usage}`);
  }
  if (parsed.values['help'] === true) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  const language =
    parsed.values['lang'] === 'en' || parsed.values['lang'] === 'it'
      ? parsed.values['lang']
      : systemLanguage(process.env['LC_ALL'] ?? process.env['LANG'] ?? '');
  const terminal = createTerminal({ json: parsed.values['json'] === true });
  // Every command that opens a profile obeys it; no revocation data is fetched then.
  if (parsed.values['offline'] === true) process.env[OFFLINE] = '1';
  const data = parsed.values['data'];
  const context: CommandContext = {
    terminal,
    folder: profileFolder(typeof data === 'string' ? data : null),
    language,
    positionals: parsed.positionals,
    values: parsed.values,
  };
  try {
    return await command.run(context);
  } catch (error) {
    if (error instanceof UsageError) return wrongUsage(`${error.message}\n${command.usage}`);
    terminal.progressEnd();
    if (error instanceof AppError) {
      process.stderr.write(`plico: ${failureText(language, error, context.folder)}\n`);
      return NOT_DONE;
    }
    throw error;
  }
}

/** The screen's sentence, but where a terminal has no list to look at and no keychain to unlock. */
function failureText(language: 'it' | 'en', error: AppError, folder: string): string {
  const words = cliText(language);
  if (error.code === 'notFound' && typeof error.values['what'] === 'string') return words.notFound(error.values['what']);
  if (error.code === 'secret.unavailable') return words.keyMissing(folder);
  if (error.code === 'secret.wrong' && 'keyFile' in error.values) return words.keyOther(folder);
  return errorText(textFor(language), error);
}

function wrongUsage(message: string): number {
  process.stderr.write(`plico: ${message}\n`);
  return USAGE;
}

if (import.meta.main) {
  // A closed pipe (`plico list | head`) is the reader's choice, not a fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : NOT_DONE));
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`plico: internal fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = NOT_DONE;
  }
}
