// `plico verify BUNDLE` against the expert's own commands: on every bundle they agree (EVI-10).
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeFiles } from '#main/core/judge-files';
import { loadTrust } from '#main/core/trust-material';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import type { TrustMaterial } from '#main/ports';
import { asInstant } from '#shared/model/ids';
import { bash, copyOf, filesUnder, openDemoLab, plico, unpack, type EvidenceLab } from '#tests/support/evidence-lab';
import { FORGERIES, remade, sentForgery } from '#tests/support/bundle-forger';
import { openBundleMutants } from '#tests/support/bundle-mutants';
import { seededRandom } from '#tests/support/random';
import { runCli } from '#tests/support/run-cli';

let lab: EvidenceLab;
let zip = '';
let folder = '';
let material: TrustMaterial;

beforeAll(async () => {
  lab = await openDemoLab();
  zip = path.join(lab.home, 'bundle.zip');
  const { code } = await plico(['export', lab.id('Notificazione'), '--to', zip, '--data', lab.profile]);
  expect(code).toBe(0);
  folder = await unpack(zip, path.join(lab.home, 'unpacked'));
  // The expert has the authority's certificate from elsewhere; here that is the sandbox's.
  const trust = path.join(lab.home, 'anchors.pem');
  writeFileSync(trust, readFileSync(path.join(folder, 'data/trust/anchors.pem')));
  material = await loadTrust({ bundled: assetsFolder('trust'), trust, crls: null });
});
afterAll(() => lab.close());

type Verdict = { readonly indication: string; readonly because: string | null };

async function verdictOf(bundle: string): Promise<Verdict> {
  const options = { material, policy: 'pec/1', at: null, now: asInstant(Date.now()), deep: false, processes: 1 } as const;
  for await (const judged of judgeFiles([bundle], nodeParserHost, options)) {
    if (judged.state !== 'judged') return { indication: judged.state, because: null };
    const conclusion = judged.documents[0]?.conclusion;
    return { indication: conclusion?.indication ?? '', because: conclusion?.because ?? null };
  }
  throw new Error('nothing judged');
}

test('the ZIP and its folder pass under the right authority', async () => {
  const passed = { indication: 'passed', because: null };
  expect([await verdictOf(zip), await verdictOf(folder)]).toEqual([passed, passed]);
});

test('under the authorities that ship with the program alone nothing of a demo is proven', async () => {
  const run = await runCli(['verify', '--json', zip]);
  const judged = JSON.parse(run.stdout) as {
    readonly form: string;
    readonly sha256: string;
    readonly conclusion: { readonly because: string; readonly sub: string };
  };
  expect({ code: run.code, form: judged.form, because: judged.conclusion.because, root: judged.sha256 }).toEqual({
    code: 1,
    form: 'bundle',
    because: 'bundle.messages',
    root: createHash('sha256')
      .update(readFileSync(path.join(folder, 'tagmanifest-sha256.txt')))
      .digest('hex'),
  });
});

function edit(file: string, from: RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'latin1').replace(from, to), 'latin1');
}

test('FUZ-07 500 changed bundles: an answer to each, and "passed" for none that holds other files', async () => {
  const mutants = await openBundleMutants(readFileSync(zip), material);
  const random = seededRandom(20_261_123);
  try {
    expect(await mutants.fault(readFileSync(zip))).toBeNull();
    const wrong: string[] = [];
    for (let number = 0; number < 500; number += 1) {
      const what = await mutants.fault(mutants.mutant(random));
      if (what !== null) wrong.push(`number ${number}: ${what}`);
    }
    expect(wrong).toEqual([]);
  } finally {
    mutants.close();
  }
});

const REMAKE = `for n in 256 512; do find data -type f | LC_ALL=C sort | xargs sha\${n}sum > manifest-sha$n.txt; done`;
const REMAKE_ROOT = `find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | xargs sha256sum > /tmp/plico-tag.$$; mv /tmp/plico-tag.$$ tagmanifest-sha256.txt`;

describe('EVI-10 with the expert', () => {
  const receipt = (copy: string): string => path.join(copy, filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '');
  test.each<[string, (copy: string) => string, Verdict]>([
    ['nothing touched', () => '', { indication: 'passed', because: null }],
    [
      'a receipt changed',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), ''),
      { indication: 'failed', because: 'bundle.manifests' },
    ],
    [
      'a receipt changed, manifests re-made',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), REMAKE),
      { indication: 'failed', because: 'bundle.root' },
    ],
    [
      'a receipt changed, manifests and root re-made',
      (copy) => (edit(receipt(copy), /consegnato/, 'consegnata'), `${REMAKE}; ${REMAKE_ROOT}`),
      { indication: 'failed', because: 'bundle.inventory' },
    ],
    [
      'the script changed',
      (copy) => (writeFileSync(path.join(copy, 'bag-info.txt'), 'x\n'), ''),
      { indication: 'failed', because: 'bundle.root' },
    ],
    [
      'a file added',
      (copy) => (writeFileSync(path.join(copy, 'data/more.txt'), 'x'), ''),
      { indication: 'failed', because: 'bundle.complete' },
    ],
    [
      'a file added beside',
      (copy) => (writeFileSync(path.join(copy, 'more.txt'), 'x'), ''),
      { indication: 'failed', because: 'bundle.root' },
    ],
    ['a file removed', (copy) => (rmSync(path.join(copy, 'data/timeline.csv')), ''), { indication: 'failed', because: 'bundle.complete' }],
  ])('%s', async (_what, spoil, expected) => {
    const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'copy-')));
    const script = spoil(copy);
    if (script !== '') expect((await bash(script, copy)).code).toBe(0);
    const verdict = await verdictOf(copy);
    const expert = await bash('bash verifica.sh', copy);
    expect({ verdict, expert: expert.code === 0 }).toEqual({ verdict: expected, expert: expected.indication === 'passed' });
  });
});

/** With every digest made to fit and no signature of the installation left: only what the providers signed can tell. */
describe('EVI-06 a bundle forged and made again', () => {
  const forged = async (forge: (copy: string) => string): Promise<{ readonly copy: string; readonly verdict: Verdict }> => {
    const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'forged-')));
    expect(await bash(forge(copy), copy)).toMatchObject({ code: 0 });
    return { copy, verdict: await verdictOf(copy) };
  };

  test.each(FORGERIES)('%s: found', async (_what, forge, because) => {
    expect((await forged(forge)).verdict).toEqual({ indication: 'failed', because });
  });

  const passed: Verdict = { indication: 'passed', because: null };
  const otherMessage: Verdict = { indication: 'failed', because: 'bundle.sent' };
  test.each<[string, edit: string, Verdict, expert?: boolean]>([
    [
      'a word of its text',
      `b=re.sub(rb'(\\r?\\n\\r?\\n.*?)[Nn]otific',lambda f: f[1]+b'Rettific',b,count=1,flags=re.S)`,
      otherMessage,
      false,
    ],
    ['its subject', `b=re.sub(rb'(?m)^Subject: .*?$',b'Subject: altro\\r',b,count=1)`, otherMessage],
    ['a recipient', `b=re.sub(rb'(?m)^To: ',b'To: altri@pec-uno.example, ',b,count=1)`, otherMessage],
    // A client's own copy and what a provider took differ like this without being another message.
    ['a trace field, which proves nothing', `b=b'Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0100\\r\\n'+b`, passed],
  ])(
    'the sent message with another %s: held against its complete receipts',
    async (_what, edit, verdict, body = true) => {
      const { copy, verdict: own } = await forged((place) => sentForgery(place, edit));
      const expert = await bash('bash verifica.sh', copy);
      // The commands compare the body alone: headers are completed by the provider.
      expect({ own, expert: expert.code === 0 }).toEqual({ own: verdict, expert: body });
    },
    60_000,
  );

  test('a sent message that no receipt speaks of is said to be compared with none', async () => {
    const { copy, verdict } = await forged((place) =>
      sentForgery(
        place,
        `b=re.sub(rb'(?mi)^Message-ID: <',b'Message-ID: <altro-',b,count=1); b=b.replace(b'Notific',b'Rettific'); m['links']=[]`,
      ),
    );
    const said = await runCli(['verify', copy, '--trust', path.join(lab.home, 'anchors.pem'), '--lang', 'it']);
    expect({ verdict, said: said.stdout.includes('nessuna ricevuta completa del fascicolo contiene questo messaggio inviato') }).toEqual({
      verdict: passed,
      said: true,
    });
  }, 60_000);

  test('a genuine receipt of another message in place of one: found, whatever the inventory says of it', async () => {
    const other = path.join(lab.home, 'other.zip');
    expect((await plico(['export', lab.id('Memoria difensiva'), '--to', other, '--data', lab.profile])).code).toBe(0);
    const stranger = await unpack(other, path.join(lab.home, 'other'));
    const { verdict } = await forged((copy) => {
      const take = `import re,shutil
o=json.load(open('${stranger}/data/manifest.json'))
new=next(r for r in o['messages'] if r['role']=='consegna')
old=next(r for r in m['messages'] if r['role']=='consegna')
path='data/messages/%04d-consegna-%s.eml'%(old['n'],new['sha256'][:16])
os.remove(old['path']); shutil.copy('${stranger}/'+new['path'],path)
d='data/derived/%04d'%old['n']; shutil.rmtree(d); shutil.copytree('${stranger}/data/derived/%04d'%new['n'],d)
reports=open('data/report/verification.json').read().split('\\n')
theirs=open('${stranger}/data/report/verification.json').read().split('\\n')
line=theirs[new['n']].rstrip(',').replace('{"n":%d,'%new['n'],'{"n":%d,'%old['n'],1)
reports[old['n']]=line+(',' if reports[old['n']].endswith(',') else '')
open('data/report/verification.json','w').write('\\n'.join(reports))
before=old['sha256']
old.update(new,n=old['n'],path=path)
json.dump(m,open('data/manifest.json','w'))`;
      return `${remade(copy, take)}\n${remade(copy)}`;
    });
    expect(verdict).toEqual({ indication: 'failed', because: 'bundle.claims' });
  });

  test('a second list of digests that leaves a file out: found by the expert and by us', async () => {
    const { copy, verdict } = await forged(
      (place) => `${remade(place)}\nsed -i 1d manifest-sha512.txt\n${remade(place).split('\n').at(-1)}`,
    );
    const expert = await bash('bash verifica.sh', copy);
    expect({ verdict, expert: expert.code === 0 }).toEqual({
      verdict: { indication: 'failed', because: 'bundle.complete' },
      expert: false,
    });
  });

  test('the report alone: the signature of the installation tells; without it nothing does, and the command says that it proves nothing', async () => {
    const rewrite = (copy: string): void => edit(path.join(copy, 'data/report/report.html'), /Mancata consegna/, 'Avvenuta consegna');
    const kept = copyOf(folder, mkdtempSync(path.join(lab.home, 'report-')));
    rewrite(kept);
    const signature = readFileSync(path.join(kept, 'attest/root.sig'));
    const certificate = readFileSync(path.join(kept, 'attest/installation.crt'));
    const script = remade(kept);
    mkdirSync(path.join(kept, 'attest'));
    writeFileSync(path.join(kept, 'attest/root.sig'), signature);
    writeFileSync(path.join(kept, 'attest/installation.crt'), certificate);
    expect(await bash(script, kept)).toMatchObject({ code: 0 });
    const { copy, verdict } = await forged((place) => (rewrite(place), remade(place)));
    const trust = path.join(lab.home, 'anchors.pem');
    const said = await runCli(['verify', copy, '--trust', trust, '--lang', 'it']);
    expect({ kept: await verdictOf(kept), alone: verdict, said: said.stdout.includes('Il rapporto spiega, non prova.') }).toEqual({
      kept: { indication: 'failed', because: 'bundle.attestation' },
      alone: { indication: 'passed', because: null },
      said: true,
    });
  });
});

test('EVI-14 what is missing or contrary is told in words and changes no exit code: the expert passes such a bundle too', async () => {
  const trust = path.join(lab.home, 'anchors.pem');
  const [own, expert] = await Promise.all([
    runCli(['verify', zip, '--trust', trust, '--lang', 'it']),
    bash('bash verifica.sh', copyOf(folder, mkdtempSync(path.join(lab.home, 'gaps-')))),
  ]);
  expect({
    own: own.code,
    expert: expert.code,
    told: own.stdout.includes('c’è una ricevuta che non regge alla verifica: non è stata contata'),
  }).toEqual({
    own: 0,
    expert: 0,
    told: true,
  });
});

test('EVI-06 `plico verify` names the file in which one bit was changed', async () => {
  const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'bit-')));
  const receipt = filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '';
  edit(path.join(copy, receipt), /consegnato/, 'consegnatp');
  const run = await runCli(['verify', copy, '--trust', path.join(lab.home, 'anchors.pem'), '--lang', 'it']);
  expect({ code: run.code, named: run.stdout.includes(`il contenuto non è più quello dichiarato: ${receipt}`) }).toEqual({
    code: 1,
    named: true,
  });
});
