// `plico account`: add, list, test, remove. Passwords come from a prompt, from
// PLICO_PASSWORD_<ACCOUNT>, or from standard input; never from the command line.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { presetFor } from '#main/core/account-presets';
import type { Endpoint } from '#main/ports';
import { cliText } from '#shared/text/cli';
import { AppError } from '#shared/model/app-error';
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore, findAccount, loopbackRootsFile } from '#main/hosts/node/node-core';
import { textOption } from '#main/hosts/node/arguments';
import { freeServer, importTable, setCare, showHealth } from '#main/hosts/node/account-care';
import { readSecret } from '#main/hosts/node/read-secret';
import { table } from '#main/hosts/node/terminal';
import type { Command, CommandContext } from '#main/hosts/node/cli';

export const command: Command = {
  usage: [
    'plico account add ADDRESS [--login L] [--imap HOST:PORT] [--smtp HOST:PORT] [--root-certificate FILE] [--password-stdin] [--no-test]',
    'plico account list | health | test ADDRESS | remove ADDRESS',
    'plico account set ADDRESS [--expires DATE] [--password-changed DATE] [--password-lifetime 0|90|180]',
    'plico account import FILE.csv [--no-test]',
    'plico account free-space ADDRESS --before DATE [--confirm COUNT]: without --confirm it only says what would go from the server.',
    '--root-certificate: one more TLS root, for a server on 127.0.0.1 only.',
  ].join('\n'),
  options: {
    login: { type: 'string' },
    imap: { type: 'string' },
    smtp: { type: 'string' },
    label: { type: 'string' },
    'root-certificate': { type: 'string' },
    'password-stdin': { type: 'boolean' },
    'no-test': { type: 'boolean' },
    expires: { type: 'string' },
    'password-changed': { type: 'string' },
    'password-lifetime': { type: 'string' },
    before: { type: 'string' },
    confirm: { type: 'string' },
  },
  async run(context) {
    const [action, address] = context.positionals;
    switch (action) {
      case 'add':
        return add(context, required(address));
      case 'list':
        return list(context);
      case 'health':
        return showHealth(context);
      case 'set':
        return setCare(context, required(address));
      case 'import':
        return importTable(context, address);
      case 'free-space':
        return freeServer(context, required(address));
      case 'test':
        return test(context, required(address));
      case 'remove':
        return remove(context, required(address));
      default:
        throw new UsageError('say add, list, health, set, import, free-space, test or remove');
    }
  },
};

function required(address: string | undefined): string {
  if (address === undefined || !address.includes('@')) throw new UsageError('name the address of the mailbox');
  return address;
}

async function add(context: CommandContext, address: string): Promise<number> {
  const { values, terminal, folder } = context;
  const preset = await presetFor(address);
  const imap = endpoint(textOption(values, 'imap')) ?? preset?.imap ?? null;
  const smtp = endpoint(textOption(values, 'smtp')) ?? preset?.smtp ?? null;
  if (imap === null) throw new UsageError(`the provider of ${address} is not known: add --imap HOST:PORT and --smtp HOST:PORT`);
  const password = await readPassword(context, address);
  await keepRoot(folder, textOption(values, 'root-certificate'));
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const login = textOption(values, 'login') ?? address;
    const id = await core.addAccount(
      { address, label: textOption(values, 'label'), imap, smtp, credentials: { login, password } },
      { test: values['no-test'] !== true },
    );
    terminal.document({ account: id, address });
    terminal.line(`${terminal.paint('✓', 'good')} ${address}`);
    return 0;
  } finally {
    await core.close();
  }
}

async function list({ terminal, folder, language }: CommandContext): Promise<number> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const accounts = core.accounts();
    for (const account of accounts) terminal.object(account);
    const words = cliText(language);
    if (accounts.length === 0) terminal.line(words.noBoxes);
    for (const line of table(
      accounts.map(({ address, label, provider, health }) => [address, label, provider, words.boxStates[health.state]]),
    ))
      terminal.line(line);
    return 0;
  } finally {
    await core.close();
  }
}

async function test({ terminal, folder }: CommandContext, address: string): Promise<number> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const account = findAccount(core, address);
    await core.testAccount(account);
    terminal.document({ account, result: 'ok' });
    terminal.line(`${terminal.paint('✓', 'good')} ${address}`);
    return 0;
  } finally {
    await core.close();
  }
}

async function remove({ terminal, folder }: CommandContext, address: string): Promise<number> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    await core.removeAccount(findAccount(core, address));
    terminal.document({ removed: address });
    terminal.line(address);
    return 0;
  } finally {
    await core.close();
  }
}

function endpoint(text: string | null): Endpoint | null {
  if (text === null) return null;
  const match = /^([^:\s]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2] ?? 0);
  if (match?.[1] === undefined || port < 1 || port > 65_535) throw new UsageError(`"${text}" is not HOST:PORT`);
  return { host: match[1], port, security: port === 143 || port === 587 || port === 25 ? 'starttls' : 'tls' };
}

/** Kept by this host beside the profile; the adapters take it for literal loopback addresses only. */
async function keepRoot(folder: string, file: string | null): Promise<void> {
  if (file === null) return;
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('input.file', { values: { file }, cause: error });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await appendFile(loopbackRootsFile(folder), `${pem.trim()}\n`, { mode: 0o600 });
}

/** PLICO_PASSWORD_ANNA_VERDI_STUDIO_EXAMPLE for anna.verdi@studio.example. */
export function passwordVariable(address: string): string {
  return `PLICO_PASSWORD_${address.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

function readPassword({ values }: CommandContext, address: string): Promise<string> {
  const variable = passwordVariable(address);
  return readSecret({
    variable,
    fromStdin: values['password-stdin'] === true,
    option: '--password-stdin',
    prompt: `Password for ${address}: `,
  });
}
