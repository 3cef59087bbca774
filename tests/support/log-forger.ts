// What somebody does who forges what a bundle says of the log and makes everything fit again, but for what others signed.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

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
  ['the stamped lines', 'stamped', edit('timestamps/0001.txt', /T\d\d:/, 'T01:'), 'bundle.logStamp'],
];

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
