// The check of a bundle by our own code (EVIDENCE §10): the steps that LEGGIMI.txt gives to an expert,
// with no database, and the verdict they come to. Messages are judged anew under the trust data at
// hand: what the bundle says of itself never counts as proof.
import { createHash, verify, X509Certificate } from 'node:crypto';
import type { BundleFile, BundleRefusal, BundleSource } from './bundle-source.ts';
import { readBagManifest } from './bag-manifest.ts';
import { claimFault, REPORTS } from './bundle-claims.ts';
import { derivedFault, derivedSums } from './bundle-derived.ts';
import { ANCHOR_FILE, judgeLog, LOG_FOLDER, type LogFacts, type LogState } from './bundle-log.ts';
import { compareSent, type BundleContents } from './bundle-sent.ts';
import { readInventory, type Inventory, type InventoryGap } from './inventory.ts';
import { certificatesIn } from '#main/trust/pem';
import { judgeStamp, type StampState } from './timestamp.ts';
import type { DescribedClaim } from '#main/verification/describe';
import type { SignedPieces } from '#main/verification/signed-pieces';
import type { Instant } from '#shared/model/ids';
import type { CheckStatus, Indication } from '#shared/model/verification-report';

export type BundleCheckId =
  | 'bundle.structure'
  | 'bundle.root'
  | 'bundle.manifests'
  | 'bundle.complete'
  | 'bundle.inventory'
  | 'bundle.attestation'
  | 'bundle.messages'
  /** What can be derived from the messages is what lies beside them. */
  | 'bundle.derived'
  /** Names, inventory, links and the answer say what the signed messages say. */
  | 'bundle.claims'
  /** The sent message is the one inside its complete receipts. */
  | 'bundle.sent'
  /** Of the log of the installation that made it, what it says of the messages. */
  | 'bundle.log'
  /** Of an ASiC-S container, its time-stamp over the bundle's ZIP. */
  | 'bundle.container';

/** `about`: the first file or recipient it is about, as the bundle names it; '' where it is about the whole. */
export type BundleCheck = {
  readonly id: BundleCheckId;
  readonly status: CheckStatus;
  readonly spec: string;
  readonly code: string;
  readonly about: string;
};

export type BundleVerdict = {
  /** SHA-256 of tagmanifest-sha256.txt; null when there is none. */
  readonly root: string | null;
  readonly indication: Exclude<Indication, 'notApplicable'>;
  /** The first check that decided against it. */
  readonly because: BundleCheckId | null;
  /** In the words of ETSI EN 319 102-1; null when passed. */
  readonly sub: string | null;
  readonly checks: readonly BundleCheck[];
  /** What the bundle itself says is missing, contrary or uncertain in it. */
  readonly missing: readonly InventoryGap[];
  /** SHA-256 of the certificate of the installation that signed the root; null where none did, or its signature does not hold. */
  readonly installation: string | null;
  /** What its log says; null where it carries none, or one that does not hold. */
  readonly log: LogFacts | null;
};

export type MessageVerdict = {
  readonly indication: Indication;
  readonly sub: string | null;
  /** Of the signed data where the signature is valid. */
  readonly claim: DescribedClaim;
};

/** Judges one message of the bundle; null when it cannot be judged, or taken to pieces. */
export type JudgeMessage = (
  bytes: Uint8Array,
  path: string,
) => Promise<{ readonly verdict: MessageVerdict | null; readonly pieces: SignedPieces | null }>;

const SPECS: Readonly<Record<BundleCheckId, string>> = {
  'bundle.structure': 'RFC 8493 §2.1',
  'bundle.root': 'RFC 8493 §2.2.1',
  'bundle.manifests': 'RFC 8493 §2.1.3',
  'bundle.complete': 'RFC 8493 §3',
  'bundle.inventory': 'EVIDENCE §3',
  'bundle.attestation': 'EVIDENCE §7',
  'bundle.messages': 'EVIDENCE §10',
  'bundle.derived': 'EVIDENCE §1',
  'bundle.claims': 'EVIDENCE §3',
  'bundle.sent': 'PEC-REFERENCE V9',
  'bundle.log': 'RFC 9162 §2.1',
  'bundle.container': 'ETSI EN 319 162-1',
};

const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const ROOT = 'tagmanifest-sha256.txt';
const NEEDED = ['bagit.txt', ROOT, 'manifest-sha256.txt', 'manifest-sha512.txt', 'data/manifest.json'];
const KEPT: ReadonlySet<string> = new Set([...NEEDED, REPORTS]);

/** Of the installation, where it signed. */
const SIGNED_BY = { certificate: 'attest/installation.crt', signature: 'attest/root.sig' } as const;

/** Of a time-stamp authority, where one was asked. */
const STAMPED_BY = { response: 'attest/root.tsr', root: 'attest/tsa-root.pem', chain: 'attest/tsa-chain.pem' } as const;
const ATTESTED: ReadonlySet<string> = new Set<string>([...Object.values(SIGNED_BY), ...Object.values(STAMPED_BY)]);

type Sums = { readonly sha256: string; readonly sha512: string };
type Contents = {
  readonly sums: ReadonlyMap<string, Sums>;
  readonly kept: ReadonlyMap<string, Uint8Array>;
  readonly verdicts: ReadonlyMap<string, MessageVerdict | null>;
  /** Of receipts of anchors of the log. */
  readonly anchors: ReadonlyMap<string, MessageVerdict | null>;
  /** By path, what should lie under data/derived/; null for a message that cannot be taken to pieces. */
  readonly derived: ReadonlyMap<string, ReadonlyMap<string, readonly string[]> | null>;
  /** By path, what a message says as digests. */
  readonly said: ReadonlyMap<string, BundleContents>;
};

export function refusedBundle(code: BundleRefusal): BundleVerdict {
  return conclude(null, [check('bundle.structure', 'failed', `bundle.${code}`)]);
}

/** The verdict on a bundle that came in a container, with what the container's own stamp says. */
export function inContainer(verdict: BundleVerdict, stamp: StampState): BundleVerdict {
  const { root, checks } = verdict;
  if (stamp.state === 'holds') return { ...verdict, checks: [...checks, check('bundle.container', 'passed', '')] };
  return { ...verdict, ...conclude(root, [...checks, check('bundle.container', 'failed', `timestamp.${stamp.code}`)]) };
}

/** `now`: time of judgement of a time-stamp. */
export async function verifyBundle(
  source: Extract<BundleSource, { state: 'open' }>,
  judge: JudgeMessage,
  now: Instant,
): Promise<BundleVerdict> {
  let contents: Contents;
  try {
    contents = await readContents(source.files, judge);
  } catch {
    return refusedBundle('unreadable');
  }
  const { sums, kept } = contents;
  const lacking = NEEDED.find((path) => !kept.has(path));
  const structure = lacking === undefined && textOf(kept, 'bagit.txt') === BAGIT;
  const inventory = readInventory(kept.get('data/manifest.json') ?? new Uint8Array());
  const { sub: messagesSub, ...messages } = checkMessages(contents, inventory);
  const attestation = checkAttestation(contents, now);
  const certificate = attestation.status === 'passed' ? kept.get(SIGNED_BY.certificate) : undefined;
  const log = logOf(contents, inventory);
  const checks = [
    structure
      ? check('bundle.structure', 'passed', 'bundle.wellFormed')
      : check('bundle.structure', 'failed', 'bundle.malformed', lacking ?? 'bagit.txt'),
    checkRoot(contents),
    checkManifests(contents),
    checkComplete(contents),
    checkInventory(contents, inventory),
    attestation,
    messages,
    checkDerived(contents),
    checkClaims(contents, inventory, messages.status),
    checkSent(contents, inventory, messages.status),
    checkLog(log),
  ];
  return {
    ...conclude(sums.get(ROOT)?.sha256 ?? null, checks, messagesSub),
    missing: inventory?.missing ?? [],
    installation: certificate === undefined ? null : digest('sha256', new X509Certificate(certificate).raw),
    log: log.state === 'holds' ? log.facts : null,
  };
}

/** The files one after the other, each read once; messages judged on the way. */
async function readContents(files: readonly BundleFile[], judge: JudgeMessage): Promise<Contents> {
  const sums = new Map<string, Sums>();
  const kept = new Map<string, Uint8Array>();
  const verdicts = new Map<string, MessageVerdict | null>();
  const anchors = new Map<string, MessageVerdict | null>();
  const derived = new Map<string, ReadonlyMap<string, readonly string[]> | null>();
  const said = new Map<string, BundleContents>();
  for (const file of files) {
    const bytes = await file.read();
    sums.set(file.path, { sha256: digest('sha256', bytes), sha512: digest('sha512', bytes) });
    if (ANCHOR_FILE.test(file.path)) {
      anchors.set(file.path, (await judge(bytes, file.path)).verdict);
      continue;
    }
    if (KEPT.has(file.path) || ATTESTED.has(file.path) || file.path.startsWith(LOG_FOLDER)) kept.set(file.path, bytes);
    if (!/^data\/messages\/[^/]+\.eml$/.test(file.path)) continue;
    const { verdict, pieces } = await judge(bytes, file.path);
    verdicts.set(file.path, verdict);
    if (pieces !== null) said.set(file.path, { own: pieces.own, original: pieces.original });
    derived.set(file.path, pieces === null ? null : derivedSums(file.path, bytes, pieces));
  }
  return { sums, kept, verdicts, anchors, derived, said };
}

function checkRoot({ sums, kept }: Contents): BundleCheck {
  const listed = readBagManifest(kept.get(ROOT) ?? new Uint8Array(), 64);
  if (listed === null || listed.size === 0) return check('bundle.root', 'failed', 'bundle.manifestForm', ROOT);
  const wrong = [...listed].find(([path, sha256]) => sums.get(path)?.sha256 !== sha256);
  const own = [...sums.keys()].filter((path) => !path.startsWith('data/') && !path.startsWith('attest/') && path !== ROOT);
  const extra = own.find((path) => !listed.has(path));
  if (wrong !== undefined) return check('bundle.root', 'failed', sums.has(wrong[0]) ? 'bundle.digest' : 'bundle.missing', wrong[0]);
  if (extra !== undefined) return check('bundle.root', 'failed', 'bundle.added', extra);
  return check('bundle.root', 'passed', 'bundle.unchanged');
}

function checkManifests({ sums, kept }: Contents): BundleCheck {
  for (const [name, digits] of [
    ['sha256', 64],
    ['sha512', 128],
  ] as const) {
    const listed = readBagManifest(kept.get(`manifest-${name}.txt`) ?? new Uint8Array(), digits);
    if (listed === null) return check('bundle.manifests', 'failed', 'bundle.manifestForm', `manifest-${name}.txt`);
    for (const [path, stated] of listed) {
      const found = sums.get(path);
      if (found !== undefined && found[name] !== stated) return check('bundle.manifests', 'failed', 'bundle.digest', path);
    }
  }
  return check('bundle.manifests', 'passed', 'bundle.unchanged');
}

function checkComplete({ sums, kept }: Contents): BundleCheck {
  const payload = [...sums.keys()].filter((path) => path.startsWith('data/'));
  for (const [name, digits] of [
    ['sha256', 64],
    ['sha512', 128],
  ] as const) {
    const listed = readBagManifest(kept.get(`manifest-${name}.txt`) ?? new Uint8Array(), digits);
    if (listed === null) return check('bundle.complete', 'notRun', 'bundle.manifestForm');
    const gone = [...listed.keys()].find((path) => !sums.has(path));
    if (gone !== undefined) return check('bundle.complete', 'failed', 'bundle.missing', gone);
    const added = payload.find((path) => !listed.has(path));
    if (added !== undefined) return check('bundle.complete', 'failed', 'bundle.added', added);
  }
  return check('bundle.complete', 'passed', 'bundle.whole');
}

function checkInventory({ sums, verdicts }: Contents, inventory: Inventory | null): BundleCheck {
  const INVENTORY = 'data/manifest.json';
  if (inventory === null) return check('bundle.inventory', 'failed', 'bundle.inventoryForm', INVENTORY);
  const { files, messages } = inventory;
  const listed = new Set(files.map(({ path }) => path));
  const odd =
    files.find(({ path, sha256, sha512 }) => sums.get(path)?.sha256 !== sha256 || sums.get(path)?.sha512 !== sha512)?.path ??
    messages.find(({ path, sha256 }) => sums.get(path)?.sha256 !== sha256 || !path.endsWith(`-${sha256.slice(0, 16)}.eml`))?.path ??
    [...sums.keys()].find((path) => path.startsWith('data/') && path !== INVENTORY && !listed.has(path));
  if (odd !== undefined) return check('bundle.inventory', 'failed', 'bundle.inventoryDiffers', odd);
  const all = messages.length === verdicts.size && new Set(messages.map(({ path }) => path)).size === verdicts.size;
  return all
    ? check('bundle.inventory', 'passed', 'bundle.inventoryFits')
    : check('bundle.inventory', 'failed', 'bundle.inventoryDiffers', INVENTORY);
}

// The signature ties the bundle to the key in it, to nobody's name: worth as much as what is known of
// that key. The time-stamp is judged under the authority in the bundle, as openssl judges it.
function checkAttestation({ kept }: Contents, now: Instant): BundleCheck {
  const signed = kept.has(SIGNED_BY.signature) || kept.has(SIGNED_BY.certificate);
  const stamped = kept.has(STAMPED_BY.response);
  if (!signed && !stamped) return check('bundle.attestation', 'notApplicable', 'bundle.notSigned');
  if (signed && !installationSigned(kept)) return check('bundle.attestation', 'failed', 'bundle.signatureWrong', SIGNED_BY.signature);
  if (stamped && !stampHolds(kept, now)) return check('bundle.attestation', 'failed', 'bundle.timestampWrong', STAMPED_BY.response);
  return check('bundle.attestation', 'passed', stamped ? 'bundle.stamped' : 'bundle.signed');
}

function installationSigned(kept: Contents['kept']): boolean {
  try {
    const { publicKey } = new X509Certificate(kept.get(SIGNED_BY.certificate) ?? new Uint8Array());
    return verify('sha256', kept.get(ROOT) ?? new Uint8Array(), publicKey, kept.get(SIGNED_BY.signature) ?? new Uint8Array());
  } catch {
    return false;
  }
}

function stampHolds(kept: Contents['kept'], now: Instant): boolean {
  const [root] = certificatesIn(kept.get(STAMPED_BY.root) ?? new Uint8Array());
  const chain = certificatesIn(kept.get(STAMPED_BY.chain) ?? new Uint8Array());
  if (root === undefined) return false;
  const state = judgeStamp(kept.get(STAMPED_BY.response) ?? new Uint8Array(), kept.get(ROOT) ?? new Uint8Array(), root, chain, now);
  return state.state === 'holds';
}

// What was proven at export must still be proven. What was not may be anything: the bundle says so itself.
function checkMessages({ verdicts }: Contents, inventory: Inventory | null): BundleCheck & { readonly sub: string | null } {
  if (inventory === null) return { ...check('bundle.messages', 'notRun', 'bundle.inventoryForm'), sub: null };
  const proven = inventory.messages
    .filter(({ indication }) => indication === 'passed')
    .map(({ path }) => ({ path, verdict: verdicts.get(path) ?? null }));
  const refused = proven.find(({ verdict }) => verdict?.indication === 'failed' || verdict?.indication === 'notApplicable');
  if (refused !== undefined)
    return { ...check('bundle.messages', 'failed', 'bundle.notProvenAnyMore', refused.path), sub: refused.verdict?.sub ?? 'NO_SIGNATURE' };
  const open = proven.find(({ verdict }) => verdict?.indication !== 'passed');
  if (open !== undefined)
    return { ...check('bundle.messages', 'indeterminate', 'bundle.cannotDecide', open.path), sub: open.verdict?.sub ?? 'GENERIC' };
  return { ...check('bundle.messages', 'passed', 'bundle.proven'), sub: null };
}

function checkDerived({ sums, derived }: Contents): BundleCheck {
  const fault = derivedFault(sums, derived);
  if (fault === null) return check('bundle.derived', 'passed', 'bundle.derivedFits');
  return check('bundle.derived', fault.state, fault.state === 'failed' ? 'bundle.derivedDiffers' : 'bundle.derivedUnread', fault.about);
}

// Under authorities that prove nothing there is nothing to hold it against.
function checkClaims({ kept, verdicts }: Contents, inventory: Inventory | null, messages: CheckStatus): BundleCheck {
  if (inventory === null || messages !== 'passed') return check('bundle.claims', 'notRun', 'bundle.cannotDecide');
  const judged = new Map(
    [...verdicts].map(([path, verdict]) => [path, { claim: verdict?.indication === 'passed' ? verdict.claim : null }]),
  );
  const fault = claimFault(inventory, kept.get(REPORTS) ?? null, judged);
  return fault === null ? check('bundle.claims', 'passed', 'bundle.claimsFit') : check('bundle.claims', 'failed', fault.code, fault.about);
}

// Nobody signs the sender's copy: what shows it to be the one that was sent is the original inside a receipt.
function checkSent({ said, verdicts }: Contents, inventory: Inventory | null, messages: CheckStatus): BundleCheck {
  if (inventory === null || messages !== 'passed') return check('bundle.sent', 'notRun', 'bundle.cannotDecide');
  const claims = new Map([...verdicts].map(([path, verdict]) => [path, verdict?.indication === 'passed' ? verdict.claim : null]));
  const found = compareSent(inventory, said, claims);
  switch (found.state) {
    case 'differs':
      return check('bundle.sent', 'failed', 'bundle.sentDiffers', found.about);
    case 'notCompared':
      return check('bundle.sent', found.some ? 'passed' : 'notApplicable', 'bundle.sentNotCompared', found.about);
    case 'same':
      return check('bundle.sent', 'passed', 'bundle.sentSame');
    case 'none':
      return check('bundle.sent', 'notApplicable', 'bundle.noSent');
  }
}

function logOf({ sums, kept, anchors }: Contents, inventory: Inventory | null): LogState {
  const told = new Set(inventory?.missing.flatMap(({ what, state, n }) => (what === 'registro' && state === 'notLogged' ? [n] : [])));
  return judgeLog({
    files: new Map([...kept].filter(([path]) => path.startsWith(LOG_FOLDER))),
    anchors: new Map(
      [...anchors].map(([path, verdict]) => [
        path,
        verdict === null
          ? null
          : {
              indication: verdict.indication,
              carries: verdict.claim.receipt === 'acceptance' || verdict.claim.receipt === 'delivery',
              subject: verdict.claim.subject,
              time: verdict.claim.time,
            },
      ]),
    ),
    messages: (inventory?.messages ?? []).map(({ n, path }) => ({ path, sha256: sums.get(path)?.sha256 ?? '', owed: !told.has(n) })),
    inventory: inventory?.audit ?? null,
    signer: kept.get(SIGNED_BY.certificate) ?? null,
  });
}

function checkLog(log: LogState): BundleCheck {
  if (log.state === 'none') return check('bundle.log', 'notApplicable', 'bundle.logNone');
  if (log.state !== 'holds') return check('bundle.log', log.state, log.code, log.about);
  return check('bundle.log', 'passed', log.facts.anchored === null ? 'bundle.logHolds' : 'bundle.logAnchored');
}

function check(id: BundleCheckId, status: CheckStatus, code: string, about = ''): BundleCheck {
  return { id, status, spec: SPECS[id], code, about };
}

/** `messagesSub`: why the messages decided, if it was they. */
function conclude(root: string | null, checks: readonly BundleCheck[], messagesSub: string | null = null): BundleVerdict {
  const failed = checks.find(({ status }) => status === 'failed');
  const decisive = failed ?? checks.find(({ status }) => status === 'indeterminate');
  const rest = { root, checks, missing: [], installation: null, log: null };
  if (decisive === undefined) return { ...rest, indication: 'passed', because: null, sub: null };
  const sub = decisive.id === 'bundle.messages' ? messagesSub : 'FORMAT_FAILURE';
  return { ...rest, indication: failed === undefined ? 'indeterminate' : 'failed', because: decisive.id, sub };
}

function digest(algorithm: 'sha256' | 'sha512', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function textOf(kept: ReadonlyMap<string, Uint8Array>, path: string): string {
  return Buffer.from(kept.get(path) ?? new Uint8Array()).toString('latin1');
}
