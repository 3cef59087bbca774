// RFC 3161 stamps from a local authority of openssl: what is believed of its answers, what the expert's
// commands say, and the ASiC-S container (EVI-12, EVIDENCE §7, §8).
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crcOfFile, writeStoredZip } from '#main/evidence/stored-zip';
import { judgeStamp, requestStamp } from '#main/evidence/timestamp';
import { postTimestamp } from '#main/trust/timestamp-post';
import { certificatesIn } from '#main/trust/pem';
import { asInstant } from '#shared/model/ids';
import { bash, commandBlocks, openDemoLab, plico, unpack, type EvidenceLab } from '#tests/support/evidence-lab';
import { startTimestampAuthority, type Misbehaviour, type TimestampServer } from '#tests/support/timestamp-authority';

let authority: TimestampServer;
beforeAll(async () => {
  authority = await startTimestampAuthority();
});
afterAll(() => authority.close());

const content = Buffer.from('the root of a bundle\n');
const digest = createHash('sha256').update(content).digest();
const now = (): ReturnType<typeof asInstant> => asInstant(Date.now());
const ask = (login: string | null = null): ReturnType<typeof requestStamp> =>
  requestStamp(
    postTimestamp,
    { url: authority.url, login, password: login === null ? null : 'word', root: null },
    digest,
    now(),
    new AbortController().signal,
  );

describe('a stamp', () => {
  test('is asked for with name and password, and holds for its content alone', async () => {
    const stamp = await ask('studio');
    const other = Buffer.from('the root of another bundle\n');
    const [root] = certificatesIn(Buffer.from(authority.root, 'latin1'));
    expect({
      login: authority.logins.at(-1),
      own: judgeStamp(stamp.response, content, stamp.root, stamp.chain, now()).state,
      top: Buffer.from(stamp.root).equals(root ?? Buffer.alloc(0)),
      other: judgeStamp(stamp.response, other, stamp.root, stamp.chain, now()),
    }).toEqual({ login: 'studio:word', own: 'holds', top: true, other: { state: 'wrong', code: 'imprint' } });
  });

  test.each<[Misbehaviour, string]>([
    ['otherDigest', 'timestamp: imprint'],
    ['refuse', 'timestamp: refused'],
    ['junk', 'timestamp: refused'],
    ['status', '503'],
  ])('an authority that answers with %s is not believed', async (mode, reason) => {
    authority.behave(mode);
    const failure = await ask().catch((error: unknown) => error);
    authority.behave('none');
    expect(failure).toMatchObject({ code: 'net.closed', values: { reason } });
  });

  test('an older answer played again has another nonce', async () => {
    await ask();
    authority.behave('replay');
    const failure = await ask().catch((error: unknown) => error);
    authority.behave('none');
    expect(failure).toMatchObject({ code: 'net.closed', values: { reason: 'timestamp: nonce' } });
  });

  test('a password never goes out without TLS to another machine', async () => {
    const signal = new AbortController().signal;
    const post = postTimestamp({ url: 'http://tsa.example/', login: 'a', password: 'b', body: new Uint8Array() }, signal);
    await expect(post).rejects.toMatchObject({ code: 'tls.required' });
  });
});

describe('a bundle with a stamp', () => {
  let lab: EvidenceLab;
  let folder = '';
  let zip = '';
  beforeAll(async () => {
    lab = await openDemoLab();
    zip = path.join(lab.home, 'stamped.zip');
    const run = await plico(['export', lab.id('Memoria difensiva'), '--to', zip, '--tsa', authority.url, '--data', lab.profile]);
    expect(run).toMatchObject({ code: 0 });
    folder = await unpack(zip, path.join(lab.home, 'unpacked'));
  }, 180_000);
  afterAll(() => lab.close());

  test('verifies by the commands of LEGGIMI, and no longer when the root or the token changes', async () => {
    const [prepare, , timestamp] = commandBlocks(path.join(folder, 'LEGGIMI.txt'));
    const run = (): Promise<number> => bash(['set -euo pipefail', prepare, timestamp].join('\n'), folder).then(({ code }) => code);
    const outcomes: number[] = [await run()];
    for (const file of ['tagmanifest-sha256.txt', 'attest/root.tsr']) {
      const kept = readFileSync(path.join(folder, file));
      const spoilt = Buffer.from(kept);
      spoilt[spoilt.length - 20] = (spoilt[spoilt.length - 20] ?? 0) ^ 1;
      writeFileSync(path.join(folder, file), spoilt);
      outcomes.push(await run());
      writeFileSync(path.join(folder, file), kept);
    }
    expect(outcomes.map((code) => code === 0)).toEqual([true, false, false]);
  });

  test('EVI-12 in an ASiC-S container mimetype is first and stored, and openssl verifies the token over the ZIP', async () => {
    const target = path.join(lab.home, 'container.asics');
    const made = await plico([
      'export',
      lab.id('Memoria difensiva'),
      '--to',
      target,
      '--tsa',
      authority.url,
      '--asics',
      '--data',
      lab.profile,
    ]);
    const bytes = readFileSync(target);
    const nameLength = bytes.readUInt16LE(26);
    const root = path.join(lab.home, 'root.pem');
    writeFileSync(root, authority.root);
    const checked = await bash(
      `mkdir asic && cd asic && unzip -q '${target}' && ls && openssl ts -verify -token_in -in META-INF/timestamp.tst -data *.zip -CAfile '${root}' && unzip -tq *.zip`,
      lab.home,
    );
    const verify = async (file: string): Promise<string> => {
      const anchors = path.join(lab.profile, '..', 'sandbox-anchors.pem');
      const { stdout } = await plico(['verify', file, '--json', ...(existsSync(anchors) ? ['--trust', anchors] : [])]);
      const judged = JSON.parse(stdout.trim()) as { form: string; checks: { id: string; status: string; code: string }[] };
      const own = judged.checks.find(({ id }) => id === 'bundle.container');
      return `${judged.form} ${own?.status ?? 'none'}${own?.status === 'failed' ? ` ${own.code}` : ''}`;
    };
    const opened = await verify(target);
    // Another bundle under the same stamp: one byte of the object, with its CRC made good.
    const swapped = path.join(lab.home, 'swapped.asics');
    const object = readdirSync(path.join(lab.home, 'asic')).find((name) => name.endsWith('.zip')) ?? '';
    const spoilt = readFileSync(path.join(lab.home, 'asic', object));
    spoilt[11] = (spoilt[11] ?? 0) ^ 1;
    writeFileSync(path.join(lab.home, 'asic', object), spoilt);
    await writeStoredZip(
      swapped,
      ['mimetype', object, 'META-INF/timestamp.tst'].map((name) => {
        const file = path.join(lab.home, 'asic', name);
        return { name, size: statSync(file).size, crc32: crcOfFile(file), file, offset: 0 };
      }),
      () => undefined,
    );
    const refused = await verify(swapped);
    expect({
      opened,
      refused,
      code: made.code,
      first: bytes.toString('latin1', 30, 30 + nameLength),
      method: bytes.readUInt16LE(8),
      extra: bytes.readUInt16LE(28),
      content: bytes.toString('latin1', 30 + nameLength, 30 + nameLength + bytes.readUInt32LE(18)),
      objects: checked.stdout.split('\n').filter((line) => /^(mimetype|META-INF|.*\.zip)$/.test(line)).length,
      verified: checked.code,
    }).toEqual({
      opened: 'bundle passed',
      refused: 'bundle failed timestamp.imprint',
      code: 0,
      first: 'mimetype',
      method: 0,
      extra: 0,
      content: 'application/vnd.etsi.asic-s+zip',
      objects: 3,
      verified: 0,
    });
  });

  test('a bundle without its stamp is not written when the authority does not answer', async () => {
    const target = path.join(lab.home, 'none.zip');
    const run = await plico(['export', lab.id('Memoria difensiva'), '--to', target, '--tsa', 'http://127.0.0.1:1/', '--data', lab.profile]);
    const exists = await bash(`ls '${lab.home}' | grep -c '^none' || true`, lab.home);
    expect({ code: run.code, left: exists.stdout.trim() }).toEqual({ code: 3, left: '0' });
  });
});
