// What somebody does who forges what a bundle says of the log and makes everything fit again, but for what others signed.
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '#main/audit/canonical-json';
import { pathText } from '#main/audit/log-proof';
import { createHashTree, leafHash } from '#main/audit/merkle';

const linesOf = (folder: string, file: string): string[] =>
  readFileSync(path.join(folder, 'data/audit', file), 'utf8')
    .trimEnd()
    .split('\n');

const edit = (file: string, from: RegExp | string, to: string) => (copy: string) => {
  const place = path.join(copy, 'data/audit', file);
  const text = readFileSync(place, 'latin1');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(place, changed, 'latin1');
};
/** Whoever has no key of the installation signs the checkpoint as it is now with one of his own. */
const OWN_KEY = `cd data/audit; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ../../../k.pem -subj /CN=x -days 9 -out installation.crt 2>/dev/null
  openssl dgst -sha256 -sign ../../../k.pem -out checkpoint.sig checkpoint.txt; cd ../..`;

/** Everything in the bundle is made to fit again, but for what others signed. */
export const LOG_FORGERIES: readonly (readonly [
  string,
  'before' | 'anchored' | 'later' | 'stamped',
  (copy: string) => string | void,
  string,
])[] = [
  ['an entry that tells another time', 'before', edit('entries.jsonl', /"at":"20\d\d/, '"at":"2019'), 'bundle.logEntry'],
  ['a step of a path', 'before', (copy) => flipPath(copy), 'bundle.logEntry'],
  ['a root in the checkpoint', 'before', edit('checkpoint.txt', /^([0-9a-f]{60})[0-9a-f]{4}$/m, '$10000'), 'bundle.logEntry'],
  [
    'a checkpoint of another hour, signed by another',
    'anchored',
    (copy) => (edit('checkpoint.txt', /T\d\d:/, 'T01:')(copy), OWN_KEY),
    'bundle.logSignature',
  ],
  [
    'a shorter log, signed by another',
    'anchored',
    (copy) => (edit('checkpoint.txt', /^[0-9a-f]{64}$/m, '0'.repeat(64))(copy), OWN_KEY),
    'bundle.logEntry',
  ],
  ['the entries of a message left out', 'before', (copy) => dropMessage(copy), 'bundle.logLacks'],
  ['an entry twice', 'before', (copy) => edit('entries.jsonl', /^(.*)\n/, '$1\n$1\n')(copy), 'bundle.logForm'],
  ['a file beside', 'before', (copy) => writeFileSync(path.join(copy, 'data/audit/more.txt'), 'x'), 'bundle.logForm'],
  [
    'another receipt in place of the anchor’s',
    'anchored',
    () => `cp data/messages/*-accettazione-*.eml data/audit/anchors/0001-accettazione-*.eml`,
    'bundle.logAnchor',
  ],
  ['the anchor of one log given for another size', 'later', edit('consistency.txt', /^\d+/, '3'), 'bundle.logConsistency'],
  ['the bridge left out', 'later', (copy) => rmSync(path.join(copy, 'data/audit/consistency.txt')), 'bundle.logAnchor'],
  ['a step of the bridge', 'later', edit('consistency.txt', /[0-9a-f]{4}\n$/, '0000\n'), 'bundle.logConsistency'],
  ['a false entry that nothing ends', 'later', (copy) => unended(copy), 'bundle.logForm'],
  ['a mark before the entries', 'before', (copy) => prepend(copy, 'entries.jsonl', '\u{feff}'), 'bundle.logForm'],
  ['a step too many that nothing ends', 'before', (copy) => append(copy, 'proofs/0.path', `L ${'0'.repeat(64)}`), 'bundle.logEntry'],
  ['a step of no side', 'before', (copy) => append(copy, 'proofs/0.path', `X ${'0'.repeat(64)}\n`), 'bundle.logEntry'],
  ['something beside the anchors', 'anchored', (copy) => append(copy, 'anchors/0009-altro.eml', 'x\n'), 'bundle.logAnchor'],
  ['something beside the stamps', 'stamped', (copy) => append(copy, 'timestamps/0009.txt', 'x\n'), 'bundle.logStamp'],
  [
    'a command in the place of a length',
    'later',
    (copy) => edit('consistency.txt', /^\d+/, `x[$(touch ${copy}/../commanded)0]+16`)(copy),
    'bundle.logConsistency',
  ],
  ['a bridge that leads nowhere', 'before', (copy) => bridgeToItself(copy), 'bundle.logConsistency'],
  ['an entry of later given an early number', 'before', (copy) => ownLog(copy, (seq) => (seq === 5 ? 2 : seq)), 'bundle.logEntry'],
  ['an entry of who read it', 'before', (copy) => ownLog(copy, (seq) => seq, 'message.opened'), 'bundle.logForeign'],
  ['the stamped lines', 'stamped', edit('timestamps/0001.txt', /T\d\d:/, 'T01:'), 'bundle.logStamp'],
];

function append(copy: string, file: string, text: string): void {
  appendFileSync(path.join(copy, 'data/audit', file), text);
}

function prepend(copy: string, file: string, text: string): void {
  const place = path.join(copy, 'data/audit', file);
  writeFileSync(place, Buffer.concat([Buffer.from(text), readFileSync(place)]));
}

function unended(copy: string): void {
  const stored = linesOf(copy, 'entries.jsonl').find((line) => line.includes('message.stored')) ?? '';
  append(copy, 'entries.jsonl', stored.replace(/"at":"20\d\d/, '"at":"2019').replace(/"seq":\d+/, '"seq":38'));
  append(copy, 'proofs/38.path', `L ${'0'.repeat(64)}\n`);
}

function bridgeToItself(copy: string): void {
  const [, , size, root] = linesOf(copy, 'checkpoint.txt');
  append(copy, 'consistency.txt', `${size}\n${root}\n`);
}

/** A log of the forger's own with the same entries of the messages: `told`, the number the entry at a place says it has. */
function ownLog(copy: string, told: (place: number) => number, last: string | null = null): string {
  const folder = path.join(copy, 'data/audit');
  const key = path.join(copy, '../own.pem');
  const certificate = execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-subj', '/CN=x', '-days', '9'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const fingerprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
  const entries = linesOf(copy, 'entries.jsonl').map((line, place) => {
    const entry = JSON.parse(line) as Record<string, unknown>;
    const data = entry['event'] === 'key.created' ? { certificate: fingerprint, publicKey: 'x' } : entry['data'];
    return { ...entry, data, seq: told(place) };
  });
  const [entry] = entries.slice(2);
  const { account, blob } = (entry?.data ?? {}) as Record<string, unknown>;
  if (last !== null) entries.push({ ...entry, data: { account, blob }, event: last, seq: entries.length } as never);
  const once = entries.filter(({ seq }, place) => entries.findLastIndex((other) => other.seq === seq) === place);
  const tree = createHashTree(entries.length);
  for (const one of entries) tree.add(leafHash(Buffer.from(canonicalJson(one))));
  rmSync(path.join(folder, 'proofs'), { recursive: true });
  mkdirSync(path.join(folder, 'proofs'));
  for (const one of once) append(copy, `proofs/${one.seq}.path`, pathText(tree, entries.length, entries.indexOf(one)));
  writeFileSync(path.join(folder, 'entries.jsonl'), once.map((one) => `${canonicalJson(one)}\n`).join(''));
  const [form, logId, , , time] = linesOf(copy, 'checkpoint.txt');
  const root = tree.root(0, entries.length).toString('hex');
  writeFileSync(path.join(folder, 'checkpoint.txt'), [form, logId, entries.length, root, time, ''].join('\n'));
  writeFileSync(path.join(folder, 'installation.crt'), certificate);
  const inventory = path.join(copy, 'data/manifest.json');
  const manifest = JSON.parse(readFileSync(inventory, 'utf8')) as { audit: object };
  writeFileSync(inventory, JSON.stringify({ ...manifest, audit: { ...manifest.audit, size: entries.length, root } }));
  return `openssl dgst -sha256 -sign ../own.pem -out data/audit/checkpoint.sig data/audit/checkpoint.txt`;
}

function flipPath(copy: string): void {
  const [first = ''] = readdirSync(path.join(copy, 'data/audit/proofs'));
  edit(`proofs/${first}`, /[0-9a-f]{4}\n/, '0000\n')(copy);
}

function dropMessage(copy: string): void {
  const lines = linesOf(copy, 'entries.jsonl');
  const blob = /"blob":"([0-9a-f]{64})"/.exec(lines.find((line) => line.includes('message.stored')) ?? '')?.[1] ?? '';
  const gone = lines.filter((line) => line.includes(blob));
  for (const line of gone) rmSync(path.join(copy, 'data/audit/proofs', `${/"seq":(\d+),"v"/.exec(line)?.[1]}.path`));
  writeFileSync(
    path.join(copy, 'data/audit/entries.jsonl'),
    lines
      .filter((line) => !gone.includes(line))
      .map((line) => `${line}\n`)
      .join(''),
  );
}
