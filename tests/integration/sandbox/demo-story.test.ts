// The demo's story through real SMTP and IMAP, checked by other people's tools: openssl judges every
// signature, xmllint every daticert.xml, and the receipts are counted against the rules by hand.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '#main/sandbox/sandbox';
import type { Sandbox } from '#main/sandbox/sandbox';
import type { Scenario } from '#main/sandbox/scenario';
import { playScenario, readFolder } from '#tests/support/sandbox-run';
import type { StoredMail } from '#tests/support/sandbox-run';

const DTD = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'daticert.dtd');
const NOW = Date.parse('2026-11-22T16:30:00Z');
const missing = ['openssl', 'xmllint'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);

let sandbox: Sandbox;
let scenario: Scenario;
let work: string;
let all: readonly StoredMail[];
let genuine: readonly StoredMail[];

beforeAll(async () => {
  work = mkdtempSync(path.join(tmpdir(), 'plico-story-'));
  sandbox = await startSandbox({ folder: null, now: () => NOW });
  scenario = await playScenario(sandbox);
  const addresses = [...sandbox.accounts, ...sandbox.otherAccounts].map((account) => account.address);
  const boxes = [];
  for (const address of addresses) boxes.push(...(await readFolder(sandbox, address)));
  all = boxes;
  const dropped = new Set(sandbox.troublemaker.dropped().map((drop) => drop.sha256));
  genuine = all.filter((mail) => !dropped.has(sha256(mail.bytes)) && header(mail, 'X-Ricevuta|X-Trasporto') !== null);
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(work, { recursive: true, force: true });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function header(mail: StoredMail, name: string): string | null {
  const head = mail.bytes.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  return new RegExp(`^(?:${name}): (.*(?:\r\n[ \t].*)*)$`, 'mi').exec(head)?.[1]?.replaceAll(/\r\n[ \t]/g, ' ') ?? null;
}

/** daticert.xml of the outermost message; null for an anomaly envelope. */
function daticert(mail: StoredMail): string | null {
  const text = mail.bytes.toString('latin1');
  const boundary = /^Content-Type: multipart\/mixed; boundary="([^"]+)"/m.exec(text)?.[1] ?? '';
  const part = text.split(`--${boundary}\r\n`).find((entry) => entry.startsWith('Content-Type: application/xml; name="daticert.xml"'));
  return part === undefined ? null : Buffer.from(part.split('\r\n\r\n')[1]?.split('\r\n--')[0] ?? '', 'base64').toString('utf8');
}

function element(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}

function kindOf(mail: StoredMail): string {
  const virus = header(mail, 'X-VerificaSicurezza') === null ? '' : ' virus';
  return `${header(mail, 'X-Ricevuta') ?? header(mail, 'X-Trasporto') ?? 'ordinary'}${virus}`;
}

test('every type of PEC-REFERENCE §1.3 is there, and enough mail for three accounts', () => {
  const kinds = new Set(genuine.map(kindOf));
  expect([...kinds].toSorted()).toEqual([
    'accettazione',
    'avvenuta-consegna',
    'errore',
    'errore-consegna',
    'errore-consegna virus',
    'non-accettazione',
    'non-accettazione virus',
    'posta-certificata',
    'preavviso-errore-consegna',
    'presa-in-carico',
    'rilevazione-virus',
  ]);
  const ofUsers = all.filter((mail) => sandbox.accounts.some((account) => account.address === mail.account));
  expect([sandbox.fresh, sandbox.accounts.length >= 3, ofUsers.length >= 40]).toEqual([true, true, true]);
});

test('notices between providers reach no user (PEC-REFERENCE §1.3)', () => {
  const between = genuine.filter((mail) => /^(presa-in-carico|rilevazione-virus)/.test(kindOf(mail)));
  expect(new Set(between.map((mail) => mail.account.split('@')[0]))).toEqual(new Set(['ricevute-servizio']));
});

describe.skipIf(missing.length > 0)('openssl and xmllint (skipped where one is not installed)', () => {
  test('openssl cms -verify accepts every genuine message with the pinned CA, at its time (SIG-01)', () => {
    const anchors = path.join(work, 'anchors.pem');
    writeFileSync(anchors, sandbox.pecAnchorsPem.join(''));
    const refused = genuine.filter((mail, index) => {
      const file = path.join(work, `${index}.eml`);
      writeFileSync(file, mail.bytes);
      const at = String(Math.floor(mail.internalDate / 1000));
      return (
        spawnSync('openssl', [
          'cms',
          '-verify',
          '-in',
          file,
          '-CAfile',
          anchors,
          '-partial_chain',
          '-purpose',
          'smimesign',
          '-attime',
          at,
          '-out',
          path.join(work, 'out'),
        ]).status !== 0
      );
    });
    expect(refused.map((mail) => header(mail, 'Subject'))).toEqual([]);
  });

  test('signingTime, Date, daticert time and INTERNALDATE are the same second', () => {
    const different = genuine.filter((mail, index) => {
      const printed = execFileSync('openssl', ['cms', '-cmsout', '-print', '-noout', '-in', path.join(work, `${index}.eml`)]).toString(
        'latin1',
      );
      const signed = Date.parse(/signingTime[^]*?UTCTIME:(.*)/.exec(printed)?.[1] ?? '');
      const xml = daticert(mail);
      const [day, month, year] = (xml === null ? null : element(xml, 'giorno'))?.split('/') ?? [];
      const zone = xml === null ? '' : (/<data zona="([+-]\d{4})">/.exec(xml)?.[1] ?? '');
      const certified = xml === null ? signed : Date.parse(`${year}-${month}-${day}T${element(xml, 'ora')}${zone}`);
      // An envelope is signed at acceptance and stored at delivery.
      const stored = kindOf(mail) === 'posta-certificata' && mail.internalDate > signed ? signed : mail.internalDate;
      return new Set([signed, Date.parse(header(mail, 'Date') ?? ''), certified, stored]).size !== 1;
    });
    expect(different.map((mail) => [header(mail, 'Date'), header(mail, 'Subject')])).toEqual([]);
  });

  test('every daticert.xml is valid against the grammar', () => {
    const files = genuine.flatMap((mail, index) => {
      const xml = daticert(mail);
      if (xml === null) return [];
      const file = path.join(work, `${index}.xml`);
      writeFileSync(file, xml);
      return [file];
    });
    const checked = spawnSync('xmllint', ['--noout', '--nonet', '--dtdvalid', DTD, ...files], { encoding: 'utf8' });
    expect([files.length > 60, checked.status, checked.stderr]).toEqual([true, 0, '']);
  });
});

test('signed data and outer header fields agree (PEC-REFERENCE V7)', () => {
  const odd = genuine.filter((mail) => {
    const xml = daticert(mail);
    if (xml === null) return kindOf(mail) !== 'errore';
    const msgid = element(xml, 'msgid')?.replace('&lt;', '<').replace('&gt;', '>');
    const tipo = /<postacert tipo="([^"]+)"/.exec(xml)?.[1];
    return tipo !== (header(mail, 'X-Ricevuta') ?? header(mail, 'X-Trasporto')) || msgid !== header(mail, 'X-Riferimento-Message-ID');
  });
  expect(odd.map(kindOf)).toEqual([]);
});

test('line ends are CRLF throughout', () => {
  expect(genuine.filter((mail) => /[^\r]\n|\r[^\n]/.test(mail.bytes.toString('latin1'))).map(kindOf)).toEqual([]);
});

test('the receipts of each dispatch are those its expected status needs', () => {
  /** By hand from PEC-REFERENCE §1.9 and §4.3. */
  const needed: Readonly<Record<string, readonly (readonly string[])[]>> = {
    accepted: [[]],
    ordinary: [[]],
    refused: [[]],
    delivered: [['avvenuta-consegna'], ['avvenuta-consegna', 'preavviso-errore-consegna']],
    deliveredLate: [['avvenuta-consegna', 'preavviso-errore-consegna', 'preavviso-errore-consegna']],
    delayed: [['preavviso-errore-consegna']],
    expired: [['preavviso-errore-consegna'], ['preavviso-errore-consegna', 'preavviso-errore-consegna']],
    failed: [['errore-consegna']],
  };
  const wrong = scenario.expectedDispatches.flatMap((dispatch) => {
    const receipts = genuine.filter(
      (mail) =>
        mail.account === dispatch.account &&
        header(mail, 'X-Riferimento-Message-ID') === dispatch.msgid &&
        header(mail, 'X-Ricevuta') !== null,
    );
    const general = receipts.map(kindOf).filter((kind) => /accettazione/.test(kind));
    const refused = dispatch.recipients.some((recipient) => recipient.status === 'refused');
    const problems = general.length === 1 && general[0]?.startsWith('non-') === refused ? [] : [`${dispatch.subject}: ${general.join()}`];
    return [
      ...problems,
      ...dispatch.recipients.flatMap((recipient) => {
        const about = receipts
          .filter((mail) => element(daticert(mail) ?? '', 'consegna') === recipient.address)
          .map((mail) => header(mail, 'X-Ricevuta') ?? '')
          .toSorted();
        return needed[recipient.status]?.some((set) => set.join() === about.join()) === true
          ? []
          : [`${dispatch.subject} ${recipient.address} ${recipient.status}: ${about.join()}`];
      }),
    ];
  });
  expect(wrong).toEqual([]);
});

test('to whom a complete, brief or concise receipt is due (PEC-REFERENCE §1.8)', () => {
  const extents = (id: string): unknown => {
    const msgid = scenario.steps.flatMap((step) => (step.kind === 'submit' && step.id === id ? [step.msgid] : []))[0];
    return genuine
      .filter((mail) => kindOf(mail) === 'avvenuta-consegna' && header(mail, 'X-Riferimento-Message-ID') === msgid)
      .map((mail) => {
        const text = mail.bytes.toString('latin1');
        return [
          element(daticert(mail) ?? '', 'consegna'),
          /<ricevuta tipo="(\w+)"/.exec(daticert(mail) ?? '')?.[1],
          text.includes('name="postacert.eml"'),
          text.includes('.hash"'),
        ];
      });
  };
  expect([extents('offerta-gara'), extents('ordinanza'), extents('conferenza-servizi')]).toEqual([
    [
      ['comune@pec-due.example', 'completa', true, false],
      ['studio.rossi@pec-uno.example', 'sintetica', false, false],
      ['urp@enti.pec-due.example', 'sintetica', false, false],
    ],
    [
      ['ditta@pec-due.example', 'breve', true, true],
      ['cliente.a@pec-uno.example', 'breve', true, true],
    ],
    [['studio.rossi@pec-uno.example', 'sintetica', false, false]],
  ]);
});

test('one forgery of each kind lies in a mailbox, found again by its SHA-256', () => {
  const stored = new Set(all.map((mail) => sha256(mail.bytes)));
  const drops = sandbox.troublemaker.dropped();
  expect([drops.map((drop) => drop.label).toSorted(), drops.filter((drop) => !stored.has(drop.sha256))]).toEqual([
    sandbox.troublemaker.kinds.map((kind) => kind.label).toSorted(),
    [],
  ]);
});

test('what the provider saves in Sent is what was submitted, byte for byte', async () => {
  const sent = await readFolder(sandbox, 'ditta@pec-due.example', 'Posta inviata');
  const submitted = scenario.steps.flatMap((step) =>
    step.kind === 'submit' && step.account.address === 'ditta@pec-due.example' ? [step] : [],
  );
  expect(sent.map((mail) => [sha256(mail.bytes), mail.flags])).toEqual(submitted.map((step) => [sha256(step.bytes), ['\\Seen']]));
  expect([await readFolder(sandbox, 'studio.rossi@pec-uno.example', 'Sent'), submitted.map((step) => step.sentCopy)]).toEqual([
    [],
    submitted.map(() => 'provider'),
  ]);
});

test('mail to an ordinary recipient leaves the sandbox', () => {
  expect(sandbox.outside().map((mail) => mail.to)).toEqual(['geometra.neri@posta.example.org']);
});
