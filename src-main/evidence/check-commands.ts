// The commands by which anybody re-checks a bundle with openssl and a hash tool (EVIDENCE §6, §13):
// the same lines stand in LEGGIMI.txt, README.txt and verifica.sh, and the tests run them from there.
// Every line is one command of bash that ends with 0 when what it checks holds.
import { CUSTODY, KEY_EVENTS } from './log-events.ts';

export type CheckableMessage = {
  readonly n: number;
  readonly path: string;
  /** Folder under data/derived/, "0002". */
  readonly folder: string;
  /** Seconds since 1970: the time the judgement is about. */
  readonly epoch: number;
  /** Null: the signature carries its content. */
  readonly signedPart: { readonly offset: number; readonly length: number } | null;
  readonly crlf: boolean;
  readonly daticertBase64: boolean;
  /** Sent message whose body, byte for byte, is inside this complete receipt; null: none, or not byte for byte. */
  readonly sent: string | null;
  /** Lists that spoke of this signer, with a time inside both their window and the certificate's. */
  readonly lists: readonly { readonly path: string; readonly epoch: number }[];
};

/** What data/audit/ holds besides the entries and the checkpoint. */
export type LogPlan = {
  /** Every message of the bundle has its entry. */
  readonly complete: boolean;
  /** The anchor is of a shorter log than the checkpoint: consistency.txt shows that it is its beginning. */
  readonly older: boolean;
  readonly anchors: readonly { readonly path: string; readonly name: string; readonly epoch: number; readonly daticertBase64: boolean }[];
  /** "data/audit/timestamps/0001". */
  readonly stamps: readonly string[];
};

/** `log` null: the bundle says nothing of the log. */
export type CheckPlan = { readonly messages: readonly CheckableMessage[]; readonly chain: boolean; readonly log: LogPlan | null };

/** Trust only what is named: openssl otherwise adds every root of the system (EVIDENCE §6). */
export const PREPARE: readonly string[] = [
  'export SSL_CERT_FILE=/dev/null SSL_CERT_DIR=$(mktemp -d)',
  'WORK=$(mktemp -d)',
  // What follows the header of a message, without the line breaks at its end, whose number a receipt does not keep.
  String.raw`body() { tr -d '\r' < "$1" | LC_ALL=C awk 'f{if($0==""){e=e"\n"}else{printf "%s%s\n",e,$0;e=""}} $0==""{f=1}'; }`,
];

/** --strict: a line that is no line of a manifest is a fault, not a warning. */
export const INTEGRITY: readonly string[] = [
  'sha256sum --strict -c tagmanifest-sha256.txt',
  'sha256sum --strict -c manifest-sha256.txt',
  'sha512sum --strict -c manifest-sha512.txt',
  'find data -type f | LC_ALL=C sort | diff - <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)',
  'cut -c131- manifest-sha512.txt | LC_ALL=C sort | diff - <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)',
  `find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | diff - <(cut -c67- tagmanifest-sha256.txt | LC_ALL=C sort)`,
  'openssl dgst -sha256 -r tagmanifest-sha256.txt',
];

export const TIMESTAMP: readonly string[] = [
  'openssl ts -verify -data tagmanifest-sha256.txt -in attest/root.tsr -CAfile attest/tsa-root.pem -untrusted attest/tsa-chain.pem -partial_chain',
  'openssl ts -reply -in attest/root.tsr -text',
];

export const INSTALLATION: readonly string[] = [
  'openssl x509 -in attest/installation.crt -pubkey -noout > "$WORK/pub.pem"',
  'openssl dgst -sha256 -verify "$WORK/pub.pem" -signature attest/root.sig tagmanifest-sha256.txt',
];

export function messageCommands(message: CheckableMessage, chain: boolean): readonly string[] {
  const { path, folder, epoch } = message;
  const trust = trustAt(epoch, chain);
  const derived = `data/derived/${folder}`;
  return [
    `openssl cms -verify -in ${path} ${trust} -signer "$WORK/${folder}.pem" -out "$WORK/${folder}.mime"`,
    `openssl x509 -in "$WORK/${folder}.pem" -noout -subject -issuer -serial -dates -fingerprint -sha256 -ext subjectAltName,keyUsage,extendedKeyUsage`,
    ...(message.signedPart === null ? [] : exactBytes(message, derived, trust)),
    ...(message.daticertBase64 ? [daticert(folder, derived), attested(derived)] : []),
    ...(message.sent === null ? [] : [`cmp <(body ${message.sent}) <(body ${derived}/postacert.eml)`]),
    ...message.lists.flatMap((list) => revocation(list, derived, chain)),
  ];
}

function trustAt(epoch: number, chain: boolean): string {
  return `-CAfile data/trust/anchors.pem -partial_chain${chain ? ' -certfile data/trust/chain.pem' : ''} -purpose smimesign -attime ${epoch}`;
}

// Without trusting the mail reader of openssl. Bare LF is signed as CRLF, which openssl makes of it
// only without -binary (RFC 8551 §3.1.1).
function exactBytes({ path, signedPart, crlf }: CheckableMessage, derived: string, trust: string): readonly string[] {
  if (signedPart === null) return [];
  const { offset, length } = signedPart;
  // In this order nothing closes a pipe before its writer has ended (fails under pipefail).
  return [
    `head -c ${offset + length} ${path} | tail -c ${length} | cmp - ${derived}/signed-part.bin`,
    `openssl cms -verify ${crlf ? '-binary ' : ''}-inform DER -in ${derived}/smime.p7s -content ${derived}/signed-part.bin ${trust} -out /dev/null`,
  ];
}

/** The lines of the part that holds the certified data. */
const CERTIFIED = `awk 'tolower($0)~/name="?daticert\\.xml/{f=1} f&&/^\\r?$/{g=1;next} g&&/^--/{exit} g{print}'`;

function daticert(folder: string, derived: string): string {
  return `${CERTIFIED} "$WORK/${folder}.mime" | tr -d '\\r' | openssl base64 -d | cmp - ${derived}/daticert.xml`;
}

/** What it attests, of whom and of which message: the name of a file in the bundle is nobody's word. */
function attested(derived: string): string {
  return `grep -oE 'tipo="[a-z-]+"|<consegna>[^<]*|<msgid>[^<]*' ${derived}/daticert.xml || true`;
}

// A list fetched after the message is not yet valid at the message's time: so this is a step of its own.
function revocation({ path, epoch }: CheckableMessage['lists'][number], derived: string, chain: boolean): readonly string[] {
  const untrusted = chain ? ' -untrusted data/trust/chain.pem' : '';
  return [
    `openssl crl -in ${path} -noout -issuer -lastupdate -nextupdate`,
    `openssl verify -partial_chain -CAfile data/trust/anchors.pem${untrusted} -CRLfile ${path} -crl_check -purpose smimesign -attime ${epoch} ${derived}/signer.pem`,
  ];
}

const CHECKPOINT = 'data/audit/checkpoint.txt';
const CONSISTENCY = 'data/audit/consistency.txt';
const ENTRIES_FILE = 'data/audit/entries.jsonl';

/**
 * The log (EVIDENCE §13): the checkpoint's signature, every entry up to its root, an entry for every message, and what
 * holds the checkpoint fast. A node of the tree that several entries share is reckoned once. First of all that every
 * file has its form: whoever made them may have put anything there for bash to read.
 */
export function logCommands({ complete, older, anchors, stamps }: LogPlan, chain: boolean): readonly string[] {
  return [
    formOf(CHECKPOINT),
    onlyThese(older, anchors, stamps),
    'openssl x509 -in data/audit/installation.crt -pubkey -noout > "$WORK/log.pem"',
    `openssl dgst -sha256 -verify "$WORK/log.pem" -signature data/audit/checkpoint.sig ${CHECKPOINT}`,
    `cat ${CHECKPOINT}`,
    SAME_KEY,
    ...NODE,
    ...ENTRIES,
    ...(complete ? [EVERY_MESSAGE] : []),
    ...(older ? EARLIER : []),
    ...(anchors.length > 0 ? [anchorText(older)] : []),
    ...anchors.flatMap((anchor) => anchorCommands(anchor, chain)),
    ...stamps.flatMap((stem) => stampCommands(stem, older)),
  ];
}

/** Five lines and nothing else; blanks become "_" so that none passes for the end of a line. */
function formOf(checkpoint: string): string {
  return `tr '\\n ' ' _' < ${checkpoint} | LC_ALL=C grep -axE 'pec-audit/1 [0-9a-f]{32} [1-9][0-9]{0,14} [0-9a-f]{64} [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z ' > "$WORK/form"`;
}

/** What no command below looks at is no anchor. */
function onlyThese(older: boolean, anchors: LogPlan['anchors'], stamps: LogPlan['stamps']): string {
  const files = [
    CHECKPOINT,
    'data/audit/checkpoint.sig',
    'data/audit/installation.crt',
    ENTRIES_FILE,
    ...(older ? [CONSISTENCY] : []),
    ...anchors.map(({ path }) => path),
    ...stamps.flatMap((stem) => ['.txt', '.tsr', '-root.pem', '-chain.pem'].map((end) => `${stem}${end}`)),
  ];
  return `find data/audit -type f ! -path 'data/audit/proofs/*' | LC_ALL=C sort | diff - <(printf '%s\\n' ${files.join(' ')} | LC_ALL=C sort)`;
}

/** Whoever signed the bundle, if anybody did, signed the log. */
const SAME_KEY =
  '[ ! -f attest/installation.crt ] || cmp <(openssl x509 -in attest/installation.crt -outform DER) <(openssl x509 -in data/audit/installation.crt -outform DER)';

/** Puts the hash of a node, given as 01 and its two children, into h. */
const NODE: readonly string[] = [
  'node() {',
  `  [ -f "$WORK/$1" ] || printf "$(sed 's/../\\\\x&/g' <<< "$1")" | openssl dgst -sha256 -r > "$WORK/$1"`,
  '  read -r h _ < "$WORK/$1"',
  '}',
];

const NUMBER = '[1-9][0-9]{0,14}';
const HEAD = `\\{"actor":\\{"profile":"p[0-9]+","session":"s[0-9a-z]+"\\},"at":"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"`;
const TAIL = `"prev":"[0-9a-f]{64}","seq":(0|${NUMBER}),"v":1\\}`;
const KEPT = `"data":\\{[ -~]*"blob":"[0-9a-f]{64}"[ -~]*\\},"event":"(${[...CUSTODY].join('|').replaceAll('.', '\\.')})"`;
const KEYS = [...KEY_EVENTS].join('|').replaceAll('.', '\\.');
const ENTRY = `${HEAD},(${KEPT}|"data":\\{[ -~]*\\},"event":"(log\\.created|${KEYS})"),${TAIL}`;
const BLOBS = `grep -oE '"blob":"[0-9a-f]{64}"' | cut -c9-72 | LC_ALL=C sort -u`;
const MESSAGES = `grep ' data/messages/' manifest-sha256.txt | cut -c1-64 | LC_ALL=C sort -u`;

const ENTRIES: readonly string[] = [
  // None that is in another form, that nothing ends, or that speaks of something else.
  `[ "$(LC_ALL=C grep -acvxE '${ENTRY}' ${ENTRIES_FILE})" = 0 ]`,
  `tail -c 1 ${ENTRIES_FILE} | cmp - <(echo)`,
  `comm -23 <(cat ${ENTRIES_FILE} | ${BLOBS}) <(${MESSAGES}) | (! grep .)`,
  `[ "$(find data/audit/proofs -type f -exec cat {} + | LC_ALL=C grep -acvxE '[LR] [0-9a-f]{64}')" = 0 ]`,
  '# RFC 9162 §2.1.3.2: ogni voce, dal suo posto fino alla radice / every entry, from its place up to the root',
  `SIZE=$(sed -n 3p ${CHECKPOINT} | LC_ALL=C grep -xE '${NUMBER}'); ROOT=$(sed -n 4p ${CHECKPOINT}); WRONG=0`,
  'while IFS= read -r E; do',
  '  N=${E##*\\"seq\\":}; N=${N%%,*}',
  "  case $N in '' | 0?* | *[!0-9]*) N=$SIZE ;; esac",
  `  h=$( (printf '\\000'; printf '%s' "$E") | openssl dgst -sha256 -r | cut -d' ' -f1 )`,
  '  f=$N; s=$((SIZE - 1)); side=',
  '  while read -r side x; do',
  '    if [ $s = 0 ]; then x=; fi',
  '    if [ $((f % 2)) = 1 ] || [ $f = $s ]; then',
  '      here=L; node "01$x$h"',
  '      while [ $((f % 2)) = 0 ] && [ $f != 0 ]; do f=$((f / 2)); s=$((s / 2)); done',
  '    else here=R; node "01$h$x"; fi',
  '    if [ "$side" != $here ]; then h=; fi',
  '    f=$((f / 2)); s=$((s / 2))',
  '  done < "data/audit/proofs/$N.path"',
  '  [ "$s $h$side" = "0 $ROOT" ] || { WRONG=1; echo "NON SUPERATO / FAILED: entry $N"; }',
  `done < ${ENTRIES_FILE}`,
  '[ "$WRONG" = 0 ]',
  // Each entry once, with its path, and nothing else.
  `diff <(sed -n 's/.*"seq":\\([0-9]*\\),"v":1}$/\\1.path/p' ${ENTRIES_FILE} | LC_ALL=C sort) <(find data/audit/proofs -type f | cut -c19- | LC_ALL=C sort)`,
  // Whose log it is: its first entry has the id of the checkpoint, and the key that signed was announced in it.
  `grep -F "\\"logId\\":\\"$(sed -n 2p ${CHECKPOINT})\\"" ${ENTRIES_FILE} | grep '"event":"log.created","prev":"[0-9a-f]*","seq":0,"v":1}$'`,
  `grep -E '"event":"(${KEYS})","prev":"[0-9a-f]*","seq":[0-9]*,"v":1\\}$' ${ENTRIES_FILE} | grep -F "\\"certificate\\":\\"$(openssl x509 -in data/audit/installation.crt -outform DER | openssl dgst -sha256 -r | cut -c1-64)\\""`,
];

/** Prints the digests of messages without an entry. */
const EVERY_MESSAGE = `comm -23 <(${MESSAGES}) <(grep '"event":"message.stored","prev":"[0-9a-f]*","seq":[0-9]*,"v":1}$' ${ENTRIES_FILE} | ${BLOBS}) | (! grep .)`;

/** That the log of the anchor is the beginning of the checkpoint's (RFC 9162 §2.1.4.2). */
const EARLIER: readonly string[] = [
  '# RFC 9162 §2.1.4.2: il registro ancorato ne è l’inizio / the anchored log is its beginning',
  `[ "$(LC_ALL=C grep -acvxE '[0-9a-f]{64}' ${CONSISTENCY})" = 1 ]`,
  `tail -c 1 ${CONSISTENCY} | cmp - <(echo)`,
  `OLDER=$(sed -n 1p ${CONSISTENCY} | LC_ALL=C grep -xE '${NUMBER}')`,
  '[ "$OLDER" -lt "$SIZE" ]',
  'f=$((OLDER - 1)); s=$((SIZE - 1)); skip=3',
  'while [ $((f % 2)) = 1 ]; do f=$((f / 2)); s=$((s / 2)); done',
  `if [ $f = 0 ]; then a=$(sed -n 2p ${CONSISTENCY}); else a=$(sed -n 3p ${CONSISTENCY}); skip=4; fi`,
  'b=$a',
  'while read -r c; do',
  '  if [ $s = 0 ]; then a=; fi',
  '  if [ $((f % 2)) = 1 ] || [ $f = $s ]; then',
  '    node "01$c$a"; a=$h; node "01$c$b"; b=$h',
  '    while [ $((f % 2)) = 0 ] && [ $f != 0 ]; do f=$((f / 2)); s=$((s / 2)); done',
  '  else node "01$b$c"; b=$h; fi',
  '  f=$((f / 2)); s=$((s / 2))',
  `done < <(tail -n +$skip ${CONSISTENCY})`,
  `[ "$s $a $b" = "0 $(sed -n 2p ${CONSISTENCY}) $ROOT" ]`,
];

/** Words that a provider signed: whose log, how long, and its root. */
function anchorText(older: boolean): string {
  const [file, size, root] = older ? [CONSISTENCY, 1, 2] : [CHECKPOINT, 3, 4];
  return `ANCHOR="ANCORA pec-audit/1 log=$(sed -n 2p ${CHECKPOINT} | cut -c1-8) n=$(sed -n ${size}p ${file}) sha256=$(sed -n ${root}p ${file})"`;
}

function anchorCommands({ path, name, epoch, daticertBase64 }: LogPlan['anchors'][number], chain: boolean): readonly string[] {
  const signed = `"$WORK/anchor-${name}.mime"`;
  const data = `"$WORK/anchor-${name}.xml"`;
  const decoded = daticertBase64 ? " | tr -d '\\r' | openssl base64 -d" : '';
  return [
    `openssl cms -verify -in ${path} ${trustAt(epoch, chain)} -signer "$WORK/anchor-${name}.pem" -out ${signed}`,
    `openssl x509 -in "$WORK/anchor-${name}.pem" -noout -subject -ext subjectAltName`,
    `${CERTIFIED} ${signed}${decoded} | tr -s '\\r\\n\\t ' ' ' > ${data}`,
    // A receipt, and these words are all its subject ends with: others may carry them anywhere.
    `grep -oE '<postacert [^>]*tipo="(accettazione|avvenuta-consegna)"' ${data}`,
    `grep -oE "<oggetto>(<!\\[CDATA\\[)?[^<]*$ANCHOR ?(\\]\\]>)? ?</oggetto>" ${data}`,
    `grep -oE '<giorno>[^<]*|<ora>[^<]*' ${data}`,
  ];
}

function stampCommands(stem: string, older: boolean): readonly string[] {
  const same = older
    ? `diff <(sed -n 3,4p ${stem}.txt) <(sed -n 1,2p ${CONSISTENCY})`
    : `diff <(sed -n 2,4p ${stem}.txt) <(sed -n 2,4p ${CHECKPOINT})`;
  return [
    formOf(`${stem}.txt`),
    `openssl ts -verify -data ${stem}.txt -in ${stem}.tsr -CAfile ${stem}-root.pem -untrusted ${stem}-chain.pem -partial_chain`,
    `[ "$(sed -n 2p ${stem}.txt)" = "$(sed -n 2p ${CHECKPOINT})" ]`,
    same,
    `openssl ts -reply -in ${stem}.tsr -text`,
  ];
}

/** The script of the same commands, piece by piece: stops at the first that fails, names it, and ends with 0 only at its end. */
export function* checkScript({ messages, chain, log }: CheckPlan): Generator<string> {
  const block = (title: string, commands: readonly string[]): string => [`\necho '== ${title}'`, ...commands, ''].join('\n');
  yield [
    '#!/usr/bin/env bash',
    '# LEGGIMI.txt, README.txt. bash verifica.sh',
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    `trap 'echo "NON SUPERATO / FAILED: $BASH_COMMAND" >&2' ERR`,
    ...PREPARE,
    block('1', INTEGRITY),
    `if [ -f attest/root.tsr ]; then${block('2', TIMESTAMP)}fi`,
    `if [ -f attest/root.sig ]; then${block('3', INSTALLATION)}fi\n`,
  ].join('\n');
  for (const message of messages) yield `${block(`4 ${message.path}`, messageCommands(message, chain))}\n`;
  if (log !== null) yield `${block('5 data/audit', logCommands(log, chain))}\n`;
  yield `echo 'SUPERATO / PASSED'\n`;
}
