// `plico verify --json` against the corpus as its index was written down by other means (openssl).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, runCli } from '#tests/support/run-cli';
import { sharedFolder } from '#tests/support/shared-folder';
import { PKI, signedMail } from '#tests/support/signed-mail';

type IndexRow = {
  readonly file: string;
  readonly kind: string;
  readonly type: string;
  readonly signature: string;
  readonly daticert_tipo: string;
};
type Judged = {
  readonly file: string;
  readonly claim: { readonly kind: string; readonly receipt: string | null };
  readonly signature: { readonly integrity: string };
  readonly conclusion: { readonly indication: string; readonly sub: string | null };
};

const corpus = path.join(sharedFolder ?? '', 'pec', 'corpus');

const TIPO: Readonly<Record<string, string>> = {
  acceptance: 'accettazione',
  nonAcceptance: 'non-accettazione',
  delivery: 'avvenuta-consegna',
  deliveryError: 'errore-consegna',
  deliveryTimeoutWarning: 'preavviso-errore-consegna',
};

function signatureOf(row: IndexRow): string {
  if (row.signature === 'valid') return 'passed';
  return row.signature === 'none' ? 'none' : 'not passed';
}

/** As the index writes types: a receipt by its tipo, the others by their kind. */
function typeOf({ claim }: Judged): string {
  if (claim.receipt !== null) return TIPO[claim.receipt] ?? claim.receipt;
  switch (claim.kind) {
    case 'transportEnvelope':
      return 'posta-certificata';
    case 'anomalyEnvelope':
      return 'busta di anomalia';
    default:
      return claim.kind;
  }
}

describe.skipIf(sharedFolder === null)('the corpus (needs ../shared)', () => {
  const rows = sharedFolder === null ? [] : (JSON.parse(readFileSync(path.join(corpus, 'index.json'), 'utf8')) as readonly IndexRow[]);

  test.each([
    ['pec', []],
    ['derived', []],
    ['synthetic', ['--trust', path.join(corpus, 'synthetic')]],
  ])('%s: signature of every row, type by daticert.xml where it is valid', async (folder, options) => {
    const { stdout } = await runCli(['verify', '--json', ...options, path.join(corpus, folder)]);
    const judged = new Map(jsonLines(stdout).map((line) => [`${folder}/${String(line['file'])}`, line as unknown as Judged]));
    const expected = rows.filter((row) => row.file.startsWith(`${folder}/`) && row.file.endsWith('.eml'));
    expect(expected.length).toBeGreaterThan(2);
    const table = expected.map((row) => {
      const found = judged.get(row.file);
      if (found === undefined) return `${row.file}: not judged`;
      const { indication, sub } = found.conclusion;
      const isRem = row.type.startsWith('REM');
      const signature =
        row.signature === 'none'
          ? found.signature.integrity === 'absent'
            ? 'none'
            : found.signature.integrity
          : indication === 'passed'
            ? 'passed'
            : 'not passed';
      if (isRem) return `${row.file}: ${indication} ${String(sub)}`;
      const type = row.signature === 'valid' && row.daticert_tipo !== '' ? typeOf(found) : '*';
      return `${row.file}: ${signature}, ${type}`;
    });
    const wanted = expected.map((row) => {
      if (row.type.startsWith('REM')) return `${row.file}: indeterminate SIGNATURE_POLICY_NOT_AVAILABLE`;
      return `${row.file}: ${signatureOf(row)}, ${row.signature === 'valid' && row.daticert_tipo !== '' ? row.daticert_tipo : '*'}`;
    });
    expect(table).toEqual(wanted);
  });

  test('D1 is an acceptance whatever its outer headers say', async () => {
    const { stdout, code } = await runCli([
      'verify',
      '--json',
      path.join(corpus, 'derived/D1-accettazione-outer-headers-say-consegna.eml'),
    ]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ claim: { kind: 'receipt', receipt: 'acceptance' }, conclusion: { indication: 'passed' } });
  });

  test('exit codes: 0 all passed, 1 something failed, 2 something undecided', async () => {
    const code = async (file: string): Promise<number | null> => (await runCli(['verify', path.join(corpus, file)])).code;
    expect(
      await Promise.all(
        [
          'pec/01-accettazione-aruba-2014.eml',
          'derived/D2-consegna-daticert-intact-body-bit-flipped.eml',
          'derived/D3-rem-failure-outer-headers-say-consigned.eml',
        ].map(code),
      ),
    ).toEqual([0, 1, 2]);
  });
});

describe('wrong use', () => {
  test.each([
    ['no path', ['verify'], 64],
    ['unknown command', ['verifica'], 64],
    ['unknown option', ['verify', '--nonsense', 'x'], 64],
    ['a policy that does not exist', ['verify', '--policy', 'lax', 'x.eml'], 64],
    ['trust that is not there', ['verify', '--trust', '/nothing/here.pem', 'x.eml'], 3],
  ])('%s ends with one sentence and its code', async (_what, args, code) => {
    const result = await runCli(args);
    expect({ code: result.code, stdout: result.stdout, said: result.stderr.startsWith('plico: ') }).toEqual({
      code,
      stdout: '',
      said: true,
    });
  });

  test('a file that is not there is not decided, and says so in JSON', async () => {
    const { stdout, code } = await runCli(['verify', '--json', '/nothing/here.eml']);
    expect({ code, lines: jsonLines(stdout) }).toEqual({ code: 2, lines: [{ file: '/nothing/here.eml', error: 'unreadable' }] });
  });
});

test('of a folder with more than fifty files those are named that want a look, and all are counted', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'plico-verify-'));
  const sound = signedMail();
  const changed = Buffer.from(sound.toString('latin1').replace('\r\nTesto\r\n', '\r\nTesta\r\n'), 'latin1');
  expect(changed.equals(sound)).toBe(false);
  mkdirSync(path.join(home, 'mail'));
  for (let number = 0; number < 60; number += 1) writeFileSync(path.join(home, 'mail', `sound-${number}.eml`), sound);
  writeFileSync(path.join(home, 'mail', 'changed.eml'), changed);
  const pem = `-----BEGIN CERTIFICATE-----\n${PKI.pinned.der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  writeFileSync(path.join(home, 'trust.pem'), pem);
  const { stdout, code } = await runCli(['verify', path.join(home, 'mail'), '--trust', path.join(home, 'trust.pem'), '--lang', 'it']);
  rmSync(home, { recursive: true });
  const named = stdout.split('\n').filter((line) => line.includes('.eml'));
  expect({ code, named }).toEqual({ code: 1, named: ['✕ changed.eml'] });
  expect(stdout).toMatch(/^ +60 +uno\.example +Accettazione +Verificata$/m);
});
