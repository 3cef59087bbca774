// Many accounts from one table, a CSV. Each row is taken or refused with the reason; nothing is guessed silently.
import type { Endpoint } from '#main/ports';
import { csvRecords } from '#main/table/csv-records';
import { PRESETS, presetForDomain } from './presets.ts';

export type CsvAccount = {
  readonly address: string;
  readonly label: string | null;
  readonly login: string;
  /** Null: asked for later. */
  readonly password: string | null;
  readonly imap: Endpoint;
  readonly smtp: Endpoint | null;
};

export type CsvRow =
  | { readonly line: number; readonly ok: true; readonly account: CsvAccount }
  | { readonly line: number; readonly ok: false; readonly problem: CsvProblem; readonly field: string };

export type CsvProblem = 'missing' | 'invalid' | 'duplicate' | 'unknownProvider' | 'columns';

const MOST_ROWS = 10_000;
const LIMITS = { records: MOST_ROWS + 1, recordCharacters: 64 * 1024 };

const COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    address: 'address',
    indirizzo: 'address',
    email: 'address',
    casella: 'address',
    pec: 'address',
    label: 'label',
    nome: 'label',
    etichetta: 'label',
    descrizione: 'label',
    login: 'login',
    utente: 'login',
    user: 'login',
    username: 'login',
    password: 'password',
    provider: 'provider',
    gestore: 'provider',
    imap: 'imap',
    imap_host: 'imap',
    server_imap: 'imap',
    imap_port: 'imap_port',
    porta_imap: 'imap_port',
    smtp: 'smtp',
    smtp_host: 'smtp',
    server_smtp: 'smtp',
    smtp_port: 'smtp_port',
    porta_smtp: 'smtp_port',
  }),
);

/**
 * The first line names the columns, in Italian or English; `address` is needed. Lines are numbered as
 * an editor shows them. `known`: addresses that exist already.
 */
export function readAccountsCsv(text: string, known: ReadonlySet<string> = new Set()): readonly CsvRow[] {
  const { records, brokenAt } = csvRecords(text, LIMITS);
  const header = records[0];
  if (header === undefined) return [{ line: brokenAt ?? 1, ok: false, problem: 'columns', field: 'address' }];
  const names = header.cells.map(
    (cell) =>
      COLUMNS.get(
        cell
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_'),
      ) ?? '',
  );
  if (!names.includes('address')) return [{ line: header.line, ok: false, problem: 'columns', field: 'address' }];
  const seen = new Set([...known].map((address) => address.toLowerCase()));
  const rows = records
    .slice(1, MOST_ROWS + 1)
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }): CsvRow => {
      const row = readRow(new Map(names.map((name, index) => [name, cells[index]?.trim() ?? ''])), line);
      if (!row.ok) return row;
      const key = row.account.address.toLowerCase();
      if (seen.has(key)) return { line, ok: false, problem: 'duplicate', field: 'address' };
      seen.add(key);
      return row;
    });
  return brokenAt === null ? rows : [...rows, { line: brokenAt, ok: false, problem: 'invalid', field: 'address' }];
}

function readRow(cells: ReadonlyMap<string, string>, line: number): CsvRow {
  const cell = (name: string): string => cells.get(name) ?? '';
  const refuse = (problem: CsvProblem, field: string): CsvRow => ({ line, ok: false, problem, field });
  const address = cell('address');
  if (address === '') return refuse('missing', 'address');
  if (!/^[^\s@"<>,;]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(address)) return refuse('invalid', 'address');
  const preset = cell('provider') === '' ? presetForDomain(address.slice(address.indexOf('@') + 1)) : presetNamed(cell('provider'));
  if (cell('provider') !== '' && preset === null) return refuse('unknownProvider', 'provider');
  const imap = endpoint(cell('imap'), cell('imap_port'), 993) ?? preset?.imap ?? null;
  const smtp = endpoint(cell('smtp'), cell('smtp_port'), 465) ?? preset?.smtp ?? null;
  if (imap === 'invalid') return refuse('invalid', 'imap');
  if (smtp === 'invalid') return refuse('invalid', 'smtp');
  if (imap === null) return refuse('missing', 'imap');
  if (preset?.notes.includes('loginIsUserId') === true && cell('login') === '') return refuse('missing', 'login');
  return {
    line,
    ok: true,
    account: {
      address,
      label: cell('label') === '' ? null : cell('label'),
      login: cell('login') === '' ? address : cell('login'),
      password: cell('password') === '' ? null : cell('password'),
      imap: plain(imap),
      smtp: smtp === null ? null : plain(smtp),
    },
  };
}

function presetNamed(name: string): (typeof PRESETS)[number] | null {
  const wanted = name.toLowerCase();
  return PRESETS.find((preset) => preset.id === wanted || preset.name.toLowerCase() === wanted) ?? null;
}

/** "host" or "host:port"; null when empty. Port 143 and 587 mean STARTTLS, all others TLS from the start. */
function endpoint(host: string, portText: string, usual: number): Endpoint | 'invalid' | null {
  if (host === '') return null;
  const [name = '', inHost] = host.split(':');
  const port = Number(portText === '' ? (inHost ?? usual) : portText);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(name) || !Number.isInteger(port) || port < 1 || port > 65_535) return 'invalid';
  return { host: name.toLowerCase(), port, security: port === 143 || port === 587 ? 'starttls' : 'tls' };
}

function plain({ host, port, security }: Endpoint): Endpoint {
  return { host, port, security };
}
