// A signed attachment inside a real archive: its verdict by the rules of plain signatures, the document
// it carries by address, and nothing of PEC in either (THREATS ATT-06).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answerBytes } from '#main/core/byte-answer';
import { createRouterClient } from '@orpc/server';
import { createNodeCore } from '#main/hosts/node/node-core';
import type { BlobHash } from '#shared/model/ids';
import { signedData } from '#tests/support/cms-builder';
import { PKI, SIGNED_AT } from '#tests/support/signed-mail';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-attachment-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const document = Buffer.from('%PDF-1.7 contratto');
const signer = { signers: [{ certificate: PKI.provider, signingTime: SIGNED_AT }], certificates: [PKI.provider, PKI.pinned] };
const once = signedData(document, { ...signer, embed: document });
const twice = signedData(once, { ...signer, embed: once });
const detached = signedData(document, signer);

function part(name: string, bytes: Uint8Array): readonly string[] {
  return [
    '--b',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ];
}

test('ATT-06 nested, detached, altered and broken: each its own verdict, and the document by address', async () => {
  const altered = Buffer.from(once);
  altered[altered.indexOf('contratto')] = 0x78;
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['contratto.pdf.p7m.p7m', twice],
    ['contratto.pdf', document],
    ['contratto.pdf.p7s', detached],
    ['altro.pdf.p7m', altered],
    ['rotto.p7m', Buffer.from('ciao')],
  ];
  const head = [
    'From: a@uno.example',
    'To: b@due.example',
    'Subject: Allegati',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
  ];
  const file = path.join(home, 'mail.eml');
  writeFileSync(file, [...head, ...files.flatMap(([name, bytes]) => part(name, bytes)), '--b--', ''].join('\r\n'));
  const core = await createNodeCore({
    folder: path.join(home, 'profile'),
    extraAnchors: [`-----BEGIN CERTIFICATE-----\n${PKI.pinned.der.toString('base64')}\n-----END CERTIFICATE-----\n`],
    note: () => undefined,
    offline: true,
  });
  try {
    const account = await core.archiveBox('Archivio');
    let hash: BlobHash | null = null;
    const { signal } = new AbortController();
    await core.importPaths([file], { account, signal, onStep: (step) => (hash = step.hash), onProgress: () => undefined });
    await core.idle();
    if (hash === null) throw new Error('not taken');
    const name: BlobHash = hash;
    const client = createRouterClient(core.router, { context: {} });
    const verdicts = async (section: string): Promise<readonly string[]> =>
      (await client.verification.attachment({ account, hash: name, part: section })).map(
        ({ form, conclusion }) => `${form} ${conclusion.indication}`,
      );
    const content = async (section: string): Promise<string | null> => {
      const answer = await answerBytes(core, `/bytes/${account}/${name}/content/${section}`, true);
      return answer === null ? null : `${answer.headers['content-type'] ?? ''} ${Buffer.from(answer.bytes).toString()}`;
    };
    expect({
      nested: [await verdicts('1'), await content('1')],
      plain: await content('2'),
      detached: await verdicts('3'),
      altered: await verdicts('4'),
      broken: [await verdicts('5'), await content('5')],
      look: (await core.message(account, name))?.look,
    }).toEqual({
      nested: [['cades passed', 'cades passed'], `application/octet-stream ${document.toString()}`],
      plain: null,
      detached: ['cades passed'],
      altered: ['cades failed'],
      broken: [['unsigned notApplicable'], null],
      look: 'ordinary',
    });
  } finally {
    await core.close();
  }
});
