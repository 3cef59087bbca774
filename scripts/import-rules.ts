// Who may import whom: the table of ARCHITECTURE §2 and of RENDERER §2 as data. check-imports.ts
// holds it against the real import graph; a folder that is not named here may not hold code.

export type FolderRule = {
  /** Folder or single file (without suffix), from the root. The longest one that fits a file counts. */
  readonly folder: string;
  /** Folders or files (without suffix) it may import beside itself. */
  readonly may: readonly string[];
  /** Pure folders take time, randomness and the outside world as arguments. */
  readonly pure: boolean;
  /** Built-in modules of Node: all, or these alone. */
  readonly node: 'any' | readonly string[];
};

const MODEL = 'src-shared/model';
const TEXT = 'src-shared/text';
const CONTRACT = 'src-shared/contract';
const PORTS = 'src-main/ports';
const PURE = ['src-main/mime', 'src-main/pec', 'src-main/verification', 'src-main/xml'];
const STORAGE = ['src-main/archive', 'src-main/store'];

function pure(folder: string, may: readonly string[], node: readonly string[] = []): FolderRule {
  return { folder, may, pure: true, node };
}

function acting(folder: string, may: readonly string[]): FolderRule {
  return { folder, may, pure: false, node: 'any' };
}

/** Runs in the browser engine: no built-in module of Node at all. */
function screen(folder: string, may: readonly string[]): FolderRule {
  return { folder, may, pure: false, node: [] };
}

const ADAPTER = [MODEL, PORTS];
/** A host starts the core and the parsing processes, whose entry lies with their protocol. */
const PARSER = ['src-main/ingest/parser-child', 'src-main/ingest/parser-frames', 'src-main/ingest/parser-protocol'];
const HOST = [MODEL, TEXT, CONTRACT, PORTS, 'src-main/core', ...PARSER];
const SERVICE = [MODEL, TEXT, PORTS, ...PURE, ...STORAGE];

export const FOLDER_RULES: readonly FolderRule[] = [
  pure(MODEL, []),
  pure(CONTRACT, [MODEL]),
  pure(TEXT, [MODEL]),

  pure(PORTS, [MODEL]),
  pure('src-main/mime', [MODEL]),
  pure('src-main/pec', [MODEL, 'src-main/mime']),
  pure('src-main/xml', [MODEL]),
  // Trust material is data, and its type lies with the port that brings it.
  pure('src-main/verification', [MODEL, PORTS, 'src-main/mime', 'src-main/pec', 'src-main/xml'], ['node:crypto']),

  // An attachment that is an invoice: out of its envelope, through the safe reader, into fields.
  pure('src-main/invoice', [MODEL, 'src-main/pec/xml-elements', 'src-main/verification/cms', 'src-main/verification/cms-file']),

  acting('src-main/store', [MODEL]),
  // Both files of a profile are opened by one driver, and a transaction spans them (DECISIONS §Storage).
  acting('src-main/archive', [MODEL, 'src-main/store']),

  acting('src-main/imap', [...ADAPTER, 'src-main/tls']),
  acting('src-main/smtp', [...ADAPTER, 'src-main/tls']),
  acting('src-main/tls', ADAPTER),
  acting('src-main/web', [...ADAPTER, 'src-main/mime/raster-picture']),
  acting('src-main/trust', [...ADAPTER, 'src-main/web/public-address']),
  acting('src-main/secrets', ADAPTER),
  acting('src-main/log', ADAPTER),

  // What a message says in words is read in the same jail as the rest of it.
  acting('src-main/ingest', [
    MODEL,
    PORTS,
    ...PURE,
    ...STORAGE,
    'src-main/audit',
    'src-main/search/text',
    'src-main/table',
    'src-main/invoice',
    'src-main/trust/signer-history',
  ]),
  acting('src-main/sync', [MODEL, PORTS, ...STORAGE, 'src-main/ingest']),
  acting('src-main/audit', SERVICE),
  acting('src-main/accounts', [...SERVICE, 'src-main/table/csv-records']),
  acting('src-main/search', SERVICE),
  acting('src-main/search/text', [MODEL, ...PURE]),
  acting('src-main/office', [...SERVICE, 'src-main/audit']),
  acting('src-main/risk', SERVICE),
  // What a provider takes lies with its preset.
  acting('src-main/outbox', [...SERVICE, 'src-main/ingest', 'src-main/audit', 'src-main/accounts/presets']),
  // One message per row: planned here, sent by the outbox.
  acting('src-main/bulk', [...SERVICE, 'src-main/ingest', 'src-main/outbox']),
  // Read in the same jail as mail; the form alone is known elsewhere.
  acting('src-main/table', [MODEL]),
  pure('src-main/notification-l53', [MODEL, TEXT, 'src-main/outbox/finding']),
  // A time-stamp is judged under the authority it names, in the form trust data has everywhere.
  acting('src-main/evidence', [...SERVICE, 'src-main/ingest', 'src-main/audit', 'src-main/trust/material', 'src-main/trust/pem']),

  // Nobody imports it but hosts and tests; of pec it knows the words alone.
  acting('src-main/sandbox', [MODEL, 'src-main/mime', 'src-main/pec/vocabulary']),
  acting('src-main/core', ['src-main', 'src-shared']),
  // The demonstration boxes, for both hosts.
  acting('src-main/hosts/demo', [MODEL, PORTS, 'src-main/core', 'src-main/sandbox']),
  acting('src-main/hosts/node', [...HOST, 'src-main/hosts/demo', 'src-main/sandbox', 'src-main/verification/describe']),
  // Both hosts keep the profile in the same place.
  acting('src-main/hosts/electron', [...HOST, 'src-main/hosts/demo', 'src-main/hosts/node/profile-folder']),

  screen('src-renderer/theme', []),
  screen('src-renderer/ui', [TEXT, `${MODEL}/ids`, 'src-renderer/theme']),
  screen('src-renderer/marks', ['src-shared', 'src-renderer/theme', 'src-renderer/ui']),
  screen('src-renderer/client', ['src-shared', 'src-renderer/ui', 'src-renderer/marks']),
  screen('src-renderer/commands', ['src-shared', 'src-renderer/theme', 'src-renderer/ui', 'src-renderer/marks', 'src-renderer/client']),
  // Each feature folder is a room of its own: see ROOMS.
  screen('src-renderer/features', [
    'src-shared',
    'src-renderer/theme',
    'src-renderer/ui',
    'src-renderer/marks',
    'src-renderer/client',
    'src-renderer/commands',
  ]),
  screen('src-renderer/app', ['src-shared', 'src-renderer']),
  screen('src-renderer/styles.d', []),

  acting('scripts', ['src-shared', 'src-main', 'tests/support']),
  acting('tests', ['src-shared', 'src-main', 'src-renderer', 'scripts']),
];

/**
 * In the page these are types alone: zod builds its checks with `new Function`, which Trusted Types forbid there.
 * `but`: files of the folder without zod.
 */
export const TYPES_ONLY_IN_PAGE = { from: 'src-renderer', folder: 'src-shared/contract', but: ['src-shared/contract/assets'] } as const;

/** What nobody may import from outside, whatever the table says: only the named ones may. */
export const CLOSED: readonly { readonly folder: string; readonly openTo: readonly string[] }[] = [
  { folder: 'src-main/sandbox', openTo: ['src-main/hosts', 'tests', 'scripts'] },
  { folder: 'src-main/hosts', openTo: ['tests', 'scripts'] },
];

/** Folders whose direct subfolders do not import each other. */
export const ROOMS: readonly string[] = ['src-renderer/features'];

/** The only homes of each package. A package that is not here is imported by nobody. */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['src-main/store/connection', 'src-main/store/database', 'src-main/store/sqlite-driver.d', 'tests'],
  'better-sqlite3-multiple-ciphers': ['src-main/store/connection', 'tests'],
  imapflow: ['src-main/imap', 'tests'],
  nodemailer: ['src-main/smtp', 'tests'],
  'smtp-server': ['src-main/sandbox', 'tests'],
  'node-forge': ['src-main/sandbox', 'tests'],
  '@kenjiuno/msgreader': ['src-main/ingest/msg-file'],
  'iconv-lite': ['src-main/mime', 'tests'],
  saxes: ['src-main/pec', 'src-main/xml', 'tests'],
  'libxml2-wasm': ['src-main/xml', 'tests'],
  '@napi-rs/keyring': ['src-main/secrets', 'tests'],
  htmlparser2: ['src-main/ingest/remote-pictures'],
  yauzl: ['src-main/ingest', 'src-main/evidence', 'src-main/search/text', 'src-main/table', 'tests'],
  'csv-parse': ['src-main/table', 'tests'],
  'read-excel-file': ['src-main/table', 'tests'],
  'write-excel-file': ['src-main/bulk', 'tests'],
  pdfkit: ['src-main/evidence/pdf'],
  '@embedpdf/pdfium': ['src-main/search/text'],
  ws: ['src-main/hosts/node', 'tests'],
  electron: ['src-main/hosts/electron', 'tests'],
  zod: ['src-shared/contract', 'src-main/accounts', 'src-main/core', 'tests'],
  '@orpc/contract': ['src-shared/contract', 'src-main/core', 'src-renderer/client', 'tests'],
  '@orpc/server': ['src-main/core', 'src-main/hosts', 'tests'],
  '@orpc/client': ['src-renderer/client', 'tests'],
  '@orpc/tanstack-query': ['src-renderer/client'],
  '@tanstack/react-query': ['src-renderer', 'tests'],
  react: ['src-renderer', 'tests'],
  'react-dom': ['src-renderer', 'tests'],
  'react-aria-components': ['src-renderer/ui', 'src-renderer/commands', 'src-renderer/features', 'src-renderer/app'],
  'lucide-react': ['src-renderer'],
  zustand: ['src-renderer/app', 'tests'],
  // Mail HTML is sanitised in one place (DECISIONS §Screen).
  'squire-rte': ['src-renderer/features/compose'],
  dompurify: ['src-renderer/features/reading', 'tests'],

  // Tools and second opinions.
  '@axe-core/playwright': ['tests'],
  'axe-core': ['tests'],
  '@playwright/test': ['tests', 'playwright.config'],
  '@sparticuz/chromium': ['scripts/find-chromium'],
  '@electron/asar': ['tests'],
  '@electron/fuses': ['tests'],
  'fast-check': ['tests'],
  mailparser: ['tests'],
  pkijs: ['tests'],
  vitest: ['tests', 'vitest.config'],
  vite: ['scripts', 'vite.config'],
  '@vitejs/plugin-react': ['vite.config'],
  'oxc-parser': ['scripts'],
  scslre: ['scripts'],
};

/** Names that reach the clock, chance or the outside world; pure folders do not use them. */
export const IMPURE_GLOBALS: readonly string[] = [
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'WebSocket',
  'XMLHttpRequest',
  'localStorage',
  'navigator',
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
];
