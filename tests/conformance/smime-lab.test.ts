// The S/MIME lab under policy smime/1: every case with its table of seven facts, no false accept, no
// false reject, and the variants of its README.
import { beforeAll, describe, expect, test } from 'vitest';
import { labTools, smimeLab, withLists } from '#tests/support/smime-lab';
import type { Lab, LabCase } from '#tests/support/smime-lab';
import { judgeFile } from '#main/verification/judge-file';
import type { JudgedDocument } from '#main/verification/describe';
import type { TrustMaterial } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import type { Instant } from '#shared/model/ids';

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  structure: { 'nested-only': 'nestedOnly' },
  integrity: { ok: 'valid', bad: 'invalid', none: 'absent' },
  time: { 'not-yet-valid': 'notYetValid' },
};
/** '-' in the table: not reached. */
const NOT_REACHED: Readonly<Record<string, string>> = {
  identity: 'none',
  chain: 'notChecked',
  time: 'unknown',
  revocation: 'unknown',
  algorithm: 'ok',
};

function expectedFacts({ expect: table }: LabCase): Record<string, string> {
  const told = Object.entries(table).filter(([, value]) => value !== '*');
  return Object.fromEntries(
    told.map(([fact, value]) => [fact, value === '-' ? (NOT_REACHED[fact] ?? '-') : (WORDS[fact]?.[value] ?? value)]),
  );
}

function factsOf({ signature }: JudgedDocument, wanted: Record<string, string>): Record<string, string> {
  const { structure, integrity, identity, chain, timeValidity, revocation, algorithm } = signature;
  const all: Record<string, string> = { structure, integrity, identity, chain, time: timeValidity, revocation, algorithm };
  return Object.fromEntries(Object.keys(wanted).map((fact) => [fact, all[fact] ?? '']));
}

describe.skipIf(!labTools)('S/MIME lab (needs bash and openssl)', () => {
  let lab: Lab;
  let now: Instant;
  beforeAll(async () => {
    lab = await smimeLab();
    now = asInstant(Date.now());
  }, 300_000);

  function judge(file: string, material: TrustMaterial = lab.material, judgedAt: Instant = now): JudgedDocument {
    const [document] = judgeFile(lab.read(file), {
      name: file,
      material,
      policy: 'smime/1',
      judgedAt,
      at: null,
      deep: false,
      content: null,
    });
    if (document === undefined) throw new Error('nothing judged');
    return document;
  }

  test('there are 111 cases', () => {
    expect(lab.cases.length).toBe(111);
  });

  test('every fact of every case is as the table says', () => {
    const wrong = lab.cases.flatMap((row) => {
      const wanted = expectedFacts(row);
      const found = factsOf(judge(row.file), wanted);
      return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ id: row.id, wanted, found }];
    });
    expect(wrong).toEqual([]);
  });

  test('no false accept, no false reject', () => {
    const wrong = lab.cases.flatMap(({ id, file, verdict }) => {
      const { indication, because } = judge(file).conclusion;
      const right =
        verdict === 'accept'
          ? indication === 'passed'
          : verdict === 'reject'
            ? indication === 'failed'
            : indication === 'passed' || indication === 'indeterminate';
      return right ? [] : [{ id, verdict, indication, because }];
    });
    expect(wrong).toEqual([]);
  });

  test('a named doubt is a note of the pass, or leaves it undecided', () => {
    const told = lab.cases
      .filter(({ verdict }) => verdict === 'warn')
      .map(({ id, file }) => {
        const { indication, sub, notes } = judge(file).conclusion;
        return [id, indication, sub ?? notes.join(' ')];
      });
    expect(told).toEqual([
      ['w12-embedded-equal', 'passed', 'message.structure'],
      ['w10-preamble-prefix-boundary', 'indeterminate', 'GENERIC'],
      ['w11-prefix-b-outer', 'indeterminate', 'GENERIC'],
      ['w01-sha1', 'passed', 'signature.algorithm'],
      ['w02-sha1-cert', 'passed', 'signature.algorithm'],
      ['w03-rsa1024', 'passed', 'signature.algorithm'],
      ['w04-noattr', 'passed', 'signature.attributes time.signing'],
      ['w05-nocerts', 'indeterminate', 'NO_SIGNING_CERTIFICATE_FOUND'],
      ['w06-missing-intermediate', 'indeterminate', 'NO_CERTIFICATE_CHAIN_FOUND'],
      ['w09-outer-subject-changed', 'passed', ''],
    ]);
  });

  test('lists of another time', () => {
    const lists = ['root', 'root2', 'interrev'];
    const variant = (file: string, names: readonly string[], at: Instant = now) =>
      judge(`msg/${file}.eml`, withLists(lab, [...names, ...lists]), at).signature.revocation;
    expect({
      stale: variant('a01-rsa2048-sha256', ['inter-stale']),
      forged: variant('a01-rsa2048-sha256', ['inter-forged']),
      before: variant('r18-revoked', ['inter-before']),
      both: variant('r18-revoked', ['inter-before', 'inter']),
      bothOtherOrder: variant('r18-revoked', ['inter', 'inter-before']),
    }).toEqual({ stale: 'unknown', forged: 'unknown', before: 'good', both: 'revoked', bothOtherOrder: 'revoked' });
  });

  test('judged in 2060 the time is still that of the signature', () => {
    expect(judge('msg/a01-rsa2048-sha256.eml', lab.material, asInstant(Date.UTC(2060, 0))).signature.timeValidity).toBe('ok');
  });

  test('a pool completes what the message lacks', () => {
    const certificate = (name: string) =>
      Buffer.from(
        lab
          .read(`pki/${name}.pem`)
          .toString('latin1')
          .replaceAll(/-----[^-]+-----|\s/g, ''),
        'base64',
      );
    const lists = ['root', 'inter', 'root2'];
    const withInter = withLists(lab, lists, [certificate('inter')]);
    const withBoth = withLists(lab, lists, [certificate('inter'), certificate('prov')]);
    expect([
      judge('msg/w06-missing-intermediate.eml', withInter).conclusion.indication,
      judge('msg/w05-nocerts.eml', withBoth).conclusion.indication,
    ]).toEqual(['passed', 'passed']);
  });

  test('SIG-39 one bit of the signed part anywhere: the integrity is gone', () => {
    const random = generator(20_261_122);
    const intact = lab.cases
      .filter(({ id, verdict }) => verdict === 'accept' && id !== 'a90-25mb')
      .flatMap(({ id, file }) => {
        const bytes = lab.read(file);
        const [start, end] = signedRange(bytes);
        // LF copies (a17, a41) are hashed as CRLF: a flip that makes or removes a line break may give the same canonical text only when it is none.
        return Array.from({ length: 10 }, () => {
          const copy = Buffer.from(bytes);
          const at = start + Math.floor(random() * (end - start));
          copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
          const [document] = judgeFile(copy, {
            name: id,
            material: lab.material,
            policy: 'smime/1',
            judgedAt: now,
            at: null,
            deep: false,
            content: null,
          });
          return document?.signature.integrity === 'valid' && document.conclusion.indication === 'passed' ? [`${id} at ${at}`] : [];
        }).flat();
      });
    expect(intact).toEqual([]);
  });

  test('cut off anywhere: never a pass, unless only the epilogue is gone', () => {
    const random = generator(7);
    const passed = lab.cases
      .filter(({ id, verdict }) => verdict === 'accept' && id !== 'a90-25mb')
      .flatMap(({ id, file }) => {
        const bytes = lab.read(file);
        return Array.from({ length: 10 }, () => Math.floor(random() * bytes.length)).flatMap((length) => {
          const [document] = judgeFile(bytes.subarray(0, length), {
            name: id,
            material: lab.material,
            policy: 'smime/1',
            judgedAt: now,
            at: null,
            deep: false,
            content: null,
          });
          return document?.conclusion.indication === 'passed' && length < lastContent(bytes) ? [`${id} at ${length}`] : [];
        });
      });
    expect(passed).toEqual([]);
  });
});

/** The signed part of a two-part multipart/signed of the lab, else the whole body. */
function signedRange(bytes: Buffer): [number, number] {
  const text = bytes.toString('latin1');
  const body = text.search(/\r?\n\r?\n/) + 2;
  const p7s =
    text.lastIndexOf('smime.p7s"; filename') >= 0 ? -1 : text.search(/\r?\n--[^\n]+\r?\nContent-Type: application\/(x-)?pkcs7-signature/);
  const first = /\n--[^\n]+\r?\n/g;
  first.lastIndex = body - 2;
  const opening = first.exec(text);
  return p7s > 0 && opening !== null ? [opening.index + opening[0].length, p7s] : [body + 2, bytes.length - 8];
}

/** Offset after the last byte that matters: the close delimiter, or the end of base64. */
function lastContent(bytes: Buffer): number {
  const text = bytes.toString('latin1').trimEnd();
  const close = text.lastIndexOf('--');
  return text.endsWith('--') ? text.length : close > 0 && text.includes('multipart/signed') ? close + 2 : text.length;
}

/** Park and Miller's generator: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
