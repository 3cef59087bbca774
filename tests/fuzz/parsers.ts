// `npm run fuzz parsers -- --seconds N [--seed S]`: changed messages, CMS structures, certificates, lists
// and daticert.xml through everything that reads them. Told as a fault: an exception that escapes, a
// verdict better than that of the unchanged input, an input that takes over a second. Each is written
// to a file whose name says how to make it again; it belongs into tests/fixtures afterwards.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mutate, seededRandom } from '#tests/support/random';
import type { Random } from '#tests/support/random';
import {
  certificationPart,
  certificationText,
  DELIVERY,
  HEADERS,
  judge,
  MATERIAL,
  NOW,
  ORIGINAL,
  originalPart,
  PKI,
  SIGNED_AT,
  signedMail,
  signedPart,
  materialOf,
} from '#tests/support/signed-mail';
import { signedData } from '#tests/support/cms-builder';
import { ocspResponse, revocationList } from '#tests/support/test-pki';
import { parseMessage, walkEntities } from '#main/mime/parse';
import { readCertification } from '#main/pec/daticert';
import { judgeFile } from '#main/verification/judge-file';

/** Null: as it should be. */
type Target = { readonly name: string; readonly run: (random: Random) => { readonly input: Uint8Array; readonly fault: string | null } };

const SLOW_MS = 1_000;
const part = signedPart({});
const cms = signedData(part, {
  signers: [{ certificate: PKI.provider, signingTime: SIGNED_AT }],
  certificates: [PKI.provider, PKI.pinned],
});
const receipt = signedMail({ header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)] });
const document = signedData(Buffer.from('contenuto'), {
  signers: [{ certificate: PKI.provider }],
  certificates: [PKI.provider, PKI.pinned],
  embed: Buffer.from('contenuto'),
});
const list = revocationList(
  PKI.pinned,
  [{ serial: PKI.provider.serial, at: SIGNED_AT - 1000, reason: 1 }],
  SIGNED_AT - 1000,
  NOW + 1_000_000,
);
const response = ocspResponse({
  issuer: PKI.pinned,
  serial: PKI.provider.serial,
  status: 'good',
  thisUpdate: SIGNED_AT - 1000,
  nextUpdate: NOW + 1_000_000,
});
const xml = Buffer.from(certificationText(DELIVERY));
const fingerprint = createHash('sha256').update(PKI.provider.der).digest('hex');
const shown = JSON.stringify(judge(receipt).facts.certification);

const TARGETS: readonly Target[] = [
  {
    name: 'mime',
    run(random) {
      const input = mutate(receipt, random);
      const { root } = parseMessage(input);
      const outside = [...walkEntities(root)].some(({ range }) => range.start < 0 || range.end > input.length || range.start > range.end);
      return { input, fault: outside ? 'range outside the message' : null };
    },
  },
  {
    name: 'message',
    run(random) {
      const input = mutate(receipt, random);
      const report = judge(input);
      const better = report.conclusion.indication === 'passed' && JSON.stringify(report.facts.certification) !== shown;
      return { input, fault: better ? 'passed with other values' : null };
    },
  },
  {
    name: 'cms',
    run(random) {
      const changed = mutate(cms, random);
      const report = judge(signedMail({ cms: () => changed }));
      const [signer] = report.facts.signers;
      const other =
        report.conclusion.indication === 'passed' && (signer?.certificate?.fingerprint !== fingerprint || signer.signingTime !== SIGNED_AT);
      return { input: changed, fault: other ? 'passed with another signer or time' : null };
    },
  },
  {
    name: 'document',
    run(random) {
      const input = mutate(document, random);
      const documents = judgeFile(input, {
        name: 'x.p7m',
        material: MATERIAL,
        policy: 'pec/1',
        judgedAt: NOW,
        at: null,
        deep: true,
        content: null,
      });
      return { input, fault: documents.length === 0 ? 'nothing judged' : null };
    },
  },
  {
    name: 'certificate',
    run(random) {
      const input = mutate(PKI.provider.der, random);
      const report = judge(signedMail({ certificates: [{ ...PKI.provider, der: input }, PKI.pinned] }));
      // Junk behind an unchanged certificate is another member of the bag: the signer must be the one we know.
      const passed = report.conclusion.indication === 'passed' && report.facts.signers[0]?.certificate?.fingerprint !== fingerprint;
      return { input, fault: passed ? 'passed with another certificate' : null };
    },
  },
  {
    name: 'list',
    run(random) {
      const input = mutate(list, random);
      const { revocation } = judge(signedMail(), materialOf({ crls: [input] })).facts.signers[0] ?? {};
      return { input, fault: revocation?.state === 'good' ? 'a changed list says good' : null };
    },
  },
  {
    name: 'response',
    run(random) {
      const input = mutate(response, random);
      const changed = !Buffer.from(input).equals(response);
      const { revocation } = judge(signedMail(), materialOf({ ocspResponses: [input] })).facts.signers[0] ?? {};
      // Outside the signed data only the wrapper is left, and it says nothing.
      return { input, fault: changed && revocation?.state === 'revoked' ? 'a changed response says revoked' : null };
    },
  },
  {
    name: 'daticert',
    run(random) {
      const input = mutate(xml, random);
      readCertification(input);
      return { input, fault: null };
    },
  },
];

function main(): number {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const seconds = Number(values.seconds);
  const seed = values.seed === undefined ? Math.floor(performance.timeOrigin) % 2_147_483_646 : Number(values.seed);
  const random = seededRandom(seed);
  const folder = path.join(tmpdir(), 'plico-fuzz');
  const counts = new Map<string, number>();
  let faults = 0;
  process.stderr.write(`seed ${seed}, ${seconds} s\n`);
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end && faults < 100; round += 1) {
    const target = TARGETS[round % TARGETS.length];
    if (target === undefined) break;
    const fault = runOnce(target, random);
    counts.set(target.name, (counts.get(target.name) ?? 0) + 1);
    if (fault === null) continue;
    faults += 1;
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${target.name}-${seed}-${round}.bin`);
    if (fault.input !== null) writeFileSync(file, fault.input);
    process.stdout.write(`${target.name}: ${fault.what}: ${file}\n`);
  }
  for (const [name, count] of counts) process.stdout.write(`${name.padEnd(12)} ${count}\n`);
  process.stdout.write(`${faults} faults\n`);
  return faults === 0 ? 0 : 1;
}

function runOnce(target: Target, random: Random): { what: string; input: Uint8Array | null } | null {
  const started = performance.now();
  try {
    const { input, fault } = target.run(random);
    const took = performance.now() - started;
    if (fault !== null) return { what: fault, input };
    return took > SLOW_MS ? { what: `${took.toFixed(0)} ms`, input } : null;
  } catch (cause) {
    return { what: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), input: null };
  }
}

process.exitCode = main();
