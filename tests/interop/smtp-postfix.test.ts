// Submission to a real Postfix with TLS and AUTH: every odd message arrives as it was built, once for
// each recipient, and refusals are told apart (SND-03, SND-05, SND-06, NET).
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeMessage } from '#main/outbox/compose-message';
import { createSubmitter } from '#main/smtp/submit';
import { asInstant } from '#shared/model/ids';
import { oddMessages } from '#tests/support/odd-messages';
import { postfixMissing, startPostfix, type Postfix } from '#tests/support/postfix';
import { tlsIdentities } from '#tests/support/tls-identities';

const SENDER = { login: 'anna@pec.example', password: 'canary-4c1d' };
const submitter = createSubmitter({ connectMs: 10_000, greetingMs: 10_000, silenceMs: 20_000 });

const CLOCK = { now: () => asInstant(Date.UTC(2026, 10, 22, 10, 0, 0)) };

function odd(n: number, text: string, file: Uint8Array = new Uint8Array()): Uint8Array {
  return composeMessage(
    {
      to: [{ name: 'Comune di Forlì', address: `uno${n}@due.example` }],
      cc: [{ name: '', address: `due${n}@tre.example` }],
      subject: `Prova ${n} – è così`,
      text,
      html: null,
      receipt: 'complete',
      files: file.length === 0 ? [] : [{ name: 'allegato è.bin', type: 'application/octet-stream', bytes: file }],
      inReplyTo: null,
      references: [],
    },
    { address: SENDER.login, name: 'Anna', messageId: `<odd-${n}@pec.example>` },
    CLOCK,
  );
}

describe.skipIf(postfixMissing !== null)(`against Postfix${postfixMissing === null ? '' : ` (left out: ${postfixMissing})`}`, () => {
  let postfix: Postfix;
  beforeAll(async () => {
    postfix = await startPostfix(
      await tlsIdentities(),
      SENDER,
      oddMessages.flatMap(({ to, cc }) => [...to, ...cc].map(({ address }) => address)),
    );
  });
  afterAll(() => postfix?.stop());

  async function arrived(address: string): Promise<readonly Buffer[]> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = postfix.delivered(address);
      if (found.length > 0) return found;
      await pause(50);
    }
    return [];
  }

  test.each(oddMessages.map((message, n) => [message.title, n, message] as const))(
    'SND-05 SND-06 %s: arrives as it was built',
    async (_title, n, { to, cc, subject, text, html, files }) => {
      const bytes = composeMessage(
        { to, cc, subject, text, html, receipt: 'complete', files, inReplyTo: null, references: [] },
        { address: SENDER.login, name: 'Anna', messageId: `<odd-${n}@pec.example>` },
        CLOCK,
      );
      const people = [...to, ...cc].map(({ address }) => address);
      const endpoint = n % 2 === 0 ? postfix.smtps : postfix.submission;
      expect(await submitter.submit(endpoint, SENDER, { from: SENDER.login, to: people }, bytes)).toMatchObject({ state: 'submitted' });
      for (const address of people) {
        const found = (await arrived(address)).map((one) => Buffer.from(one.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'));
        // Postfix puts its own fields on top and leaves the rest alone.
        expect(found.map((one) => one.subarray(-bytes.length).equals(Buffer.from(bytes)))).toEqual([true]);
        expect(found[0]?.subarray(0, -bytes.length).toString('latin1')).toMatch(
          new RegExp(`^Return-Path: <${SENDER.login}>\\r\\n[\\s\\S]*Received: `),
        );
      }
    },
    60_000,
  );

  test('a wrong password, another sender, and a larger message than allowed are told apart', async () => {
    const bytes = odd(90, 'x');
    const envelope = { from: SENDER.login, to: ['x@due.example'] };
    await expect(submitter.submit(postfix.smtps, { ...SENDER, password: 'wrong' }, envelope, bytes)).rejects.toMatchObject({
      code: 'smtp.auth',
    });
    expect(await submitter.submit(postfix.smtps, SENDER, { ...envelope, from: 'altri@pec.example' }, bytes)).toMatchObject({
      state: 'refused',
      code: 553,
    });
    const large = odd(91, 'x', Buffer.alloc(45_000_000));
    await expect(submitter.submit(postfix.smtps, SENDER, envelope, large)).rejects.toMatchObject({
      code: 'smtp.refused',
      values: { fault: 'tooLarge' },
    });
    expect(postfix.delivered('x@due.example')).toEqual([]);
  });
});
