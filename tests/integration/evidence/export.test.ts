// `plico export` and the expert who has only bash, coreutils and openssl (EVIDENCE §2, §6).
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeCore } from '#main/hosts/node/node-core';
import { asDispatchId } from '#shared/model/ids';
import {
  bash,
  commandBlocks,
  copyOf,
  filesUnder,
  openDemoLab,
  plico,
  runBlocks,
  unpack,
  type EvidenceLab,
} from '#tests/support/evidence-lab';

type Result = {
  readonly path: string;
  readonly bundleId: string;
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly { readonly what: string; readonly state: string }[];
};

const AS_OF = '2030-01-01T00:00:00Z';
let lab: EvidenceLab;
let folder = '';
let result: Result;

beforeAll(async () => {
  lab = await openDemoLab();
  result = await exported('first', [lab.id('Notificazione')], {});
  folder = await unpack(result.path, path.join(lab.home, 'first-unpacked'));
}, 180_000);
afterAll(() => lab.close());

async function exported(
  name: string,
  ids: readonly string[],
  options: Parameters<typeof plico>[1],
  more: readonly string[] = [],
): Promise<Result> {
  const to = path.join(lab.home, `${name}.zip`);
  const run = await plico(['export', ...ids, '--to', to, '--as-of', AS_OF, '--json', '--data', lab.profile, ...more], options);
  expect(run.code).toBe(0);
  return JSON.parse(run.stdout) as Result;
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A copy to be spoilt, thrown away afterwards. */
async function onCopy<T>(use: (copy: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(lab.home, 'copy-'));
  try {
    return await use(copyOf(folder, home));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function flipBit(file: string): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('a bundle of one dispatch with three recipients', () => {
  test('EVI-14 the JSON names the bundle, its root, and what is missing, contrary or not proven', () => {
    expect({ ...result, path: path.basename(result.path) }).toEqual({
      path: 'first.zip',
      bundleId: expect.stringMatching(/^pec-prova-[0-9a-f]{12}$/),
      rootSha256: sha256(path.join(folder, 'tagmanifest-sha256.txt')),
      messages: 8,
      missing: [
        { what: 'contraddizione', n: null, recipient: null, state: 'receipt.unproven' },
        { what: 'giudizio', n: 6, recipient: null, state: 'failed:NO_SIGNATURE' },
        { what: 'giudizio', n: 7, recipient: null, state: 'failed:IDENTITY_MISMATCH' },
        { what: 'giudizio', n: 8, recipient: null, state: 'failed:NO_SIGNATURE' },
      ],
    });
  });

  test('EVI-01 the same bytes under another time zone, locale, umask, user and order of selection, each by a new start', async () => {
    const ids = [lab.id('Notificazione'), lab.id('Memoria difensiva'), lab.id('Parere legale')];
    const variants = [
      await exported('a', ids, { umask: '022', env: { TZ: 'UTC', LC_ALL: 'C', USER: 'rossi', LOGNAME: 'rossi', HOSTNAME: 'uno' } }, [
        '--unsigned',
      ]),
      await exported(
        'b',
        ids.toReversed(),
        {
          umask: '077',
          env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'it_IT.UTF-8', LANG: 'it_IT', USER: 'àèì', LOGNAME: 'àèì', HOSTNAME: 'due' },
        },
        ['--unsigned'],
      ),
      await exported('c', [...ids, ...ids], { umask: '002', env: { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8' } }, ['--unsigned']),
    ];
    expect({ sums: new Set(variants.map((variant) => sha256(variant.path))).size, messages: (variants[0]?.messages ?? 0) > 10 }).toEqual({
      sums: 1,
      messages: true,
    });
  }, 180_000);

  test('EVI-07 a message in the bag is what the server has, byte for byte, and has the digest of its inventory, its name and its archive', async () => {
    const inventory = JSON.parse(readFileSync(path.join(folder, 'data/manifest.json'), 'utf8')) as {
      readonly messages: readonly { readonly path: string; readonly sha256: string }[];
    };
    // The demonstration's server keeps each message in a file of its own.
    const served = path.join(lab.home, 'demo/sandbox/mailboxes/studio.rossi@pec-uno.example/messages');
    const onServer = new Map(readdirSync(served).map((name) => [sha256(path.join(served, name)), readFileSync(path.join(served, name))]));
    const compared = inventory.messages.map((message) => {
      const bytes = readFileSync(path.join(folder, message.path));
      const digest = sha256(path.join(folder, message.path));
      const { sha256: stated } = message;
      return [stated === digest, message.path.slice(-20, -4) === digest.slice(0, 16), onServer.get(digest)?.equals(bytes) ?? false];
    });
    const [first] = inventory.messages;
    const { stdout } = await plico(['show', first?.sha256 ?? '', '--json', '--data', lab.profile]);
    expect({ compared, archive: (JSON.parse(stdout) as { sha256: string }).sha256 }).toEqual({
      compared: inventory.messages.map(() => [true, true, true]),
      archive: first?.sha256,
    });
  }, 180_000);

  test('two other readers of ZIP and BagIt agree', async () => {
    const { code, stdout } = await bash(
      `unzip -t '${result.path}' && python3 -c 'import sys,zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())' '${result.path}'`,
      lab.home,
    );
    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'None' });
    const info = readFileSync(path.join(folder, 'bag-info.txt'), 'utf8');
    const payload = filesUnder(path.join(folder, 'data'));
    const octets = payload.reduce((sum, file) => sum + readFileSync(path.join(folder, 'data', file)).length, 0);
    expect(info).toContain(`Payload-Oxum: ${octets}.${payload.length}\n`);
  });

  test('what is there already is not written over', async () => {
    const run = await plico(['export', lab.id('Notificazione'), '--to', result.path, '--json', '--data', lab.profile]);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 3, stdout: '' });
  });
});

describe('the expert', () => {
  test.each(['LEGGIMI.txt', 'README.txt'])('EVI-05 gives the commands of %s and each succeeds', async (name) => {
    const blocks = commandBlocks(path.join(folder, name));
    const run = await runBlocks(folder, blocks);
    expect({ code: run.code, blocks: blocks.length, root: run.stdout.includes(`${result.rootSha256} *tagmanifest-sha256.txt`) }).toEqual({
      code: 0,
      blocks: 9,
      root: true,
    });
  });

  test('EVI-05 the script says the same', async () => {
    const run = await bash('bash verifica.sh', folder);
    expect({ code: run.code, last: run.stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'SUPERATO / PASSED' });
  });

  test('EVI-06 one bit changed in any file is found by the integrity commands and the signature of the root', async () => {
    const [prepare, integrity, , installation] = commandBlocks(path.join(folder, 'LEGGIMI.txt'));
    const unnoticed: string[] = [];
    await onCopy(async (copy) => {
      for (const file of filesUnder(copy)) {
        // A bit in the certificate's text that changes neither key nor signature changes nothing.
        if (file === 'attest/installation.crt') continue;
        flipBit(path.join(copy, file));
        const { code } = await runBlocks(copy, [prepare ?? '', integrity ?? '', installation ?? '']);
        if (code === 0) unnoticed.push(file);
        flipBit(path.join(copy, file));
      }
    });
    expect(unnoticed).toEqual([]);
  }, 180_000);

  test.each<[string, (copy: string) => void]>([
    ['a file added to the payload', (copy) => writeFileSync(path.join(copy, 'data/messages/0099-altro-0000000000000000.eml'), 'x')],
    ['a file added beside the manifests', (copy) => writeFileSync(path.join(copy, 'more.txt'), 'x')],
    ['a file removed', (copy) => rmSync(path.join(copy, 'data/timeline.csv'))],
    ['a file renamed', (copy) => renameSync(path.join(copy, 'data/timeline.csv'), path.join(copy, 'data/timelime.csv'))],
    ['a line taken out of a manifest', (copy) => dropLine(path.join(copy, 'manifest-sha256.txt'))],
  ])('EVI-06 %s is found', async (_what, spoil) => {
    const [prepare, integrity] = commandBlocks(path.join(folder, 'LEGGIMI.txt'));
    const code = await onCopy(async (copy) => {
      spoil(copy);
      return (await runBlocks(copy, [prepare ?? '', integrity ?? ''])).code;
    });
    expect(code).not.toBe(0);
  });

  test('EVI-06 manifests and root re-made over a changed receipt: the signature tells', async () => {
    const blocks = commandBlocks(path.join(folder, 'LEGGIMI.txt'));
    await onCopy(async (copy) => {
      const receipt = filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '';
      const text = readFileSync(path.join(copy, receipt), 'latin1');
      writeFileSync(path.join(copy, receipt), text.replace(/consegnato/, 'consegnata'), 'latin1');
      // Who changes it cannot sign for the installation, and takes that signature away.
      rmSync(path.join(copy, 'attest'), { recursive: true });
      await remakeManifests(copy);
      const run = await runBlocks(copy, blocks);
      const root = sha256(path.join(copy, 'tagmanifest-sha256.txt'));
      expect({
        code: run.code === 0,
        stderr: /digest failure|verification failure/i.test(run.stderr),
        root: root === result.rootSha256,
      }).toEqual({
        code: false,
        stderr: true,
        root: false,
      });
    });
  });

  test('EVI-15 another authority in anchors.pem does not verify, even where the system store would', async () => {
    const [prepare, , , , ...messages] = commandBlocks(path.join(folder, 'LEGGIMI.txt'));
    await onCopy(async (copy) => {
      const made = await bash(
        `openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=other -days 10 -out other.pem && cp data/trust/anchors.pem system.pem && mv other.pem data/trust/anchors.pem`,
        copy,
      );
      expect(made.code).toBe(0);
      const store = { SSL_CERT_FILE: path.join(copy, 'system.pem') };
      const guarded = await bash(['set -euo pipefail', prepare, ...messages].join('\n'), copy, store);
      expect({ code: guarded.code === 0, said: /unable to get (local )?issuer certificate/.test(guarded.stderr) }).toEqual({
        code: false,
        said: true,
      });
    });
  });
});

function dropLine(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(1).join('\n'));
}

async function remakeManifests(folderOfBag: string): Promise<void> {
  const run = await bash(
    `for n in 256 512; do find data -type f | LC_ALL=C sort | xargs sha\${n}sum > manifest-sha$n.txt; done
     find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | xargs sha256sum > tag.tmp
     grep -v ' tag.tmp$' tag.tmp > tagmanifest-sha256.txt; rm tag.tmp`,
    folderOfBag,
  );
  expect(run.code).toBe(0);
}

describe('profile deposito', () => {
  const deposit = async (to: string, subject: string): Promise<Result> => {
    const args = [
      'export',
      lab.id(subject),
      '--profile',
      'deposito',
      '--lang',
      'it',
      '--to',
      path.join(lab.home, to),
      '--as-of',
      AS_OF,
      '--json',
    ];
    const run = await plico([...args, '--data', lab.profile]);
    expect(run.code).toBe(0);
    return JSON.parse(run.stdout) as Result;
  };

  test('a flat folder: act, acceptance, one complete receipt per recipient, identifiers, nothing else', async () => {
    const made = await deposit('deposit', 'Memoria difensiva');
    const inside = path.join(lab.home, 'deposit', made.bundleId);
    const names = filesUnder(inside);
    expect({ shape: names.map((name) => name.replace(/[0-9a-f]{8}/, '#')), missing: made.missing, messages: made.messages }).toEqual({
      shape: ['00-identificativi.txt', '01-inviato-#.eml', '02-rda-#.eml', '03-rdac-#.eml', '04-rdac-#.eml', '05-riepilogo.pdf'],
      missing: [],
      messages: 4,
    });
    const text = readFileSync(path.join(inside, '00-identificativi.txt'), 'utf8');
    const named = names
      .slice(1, -1)
      .filter((name) => text.includes(`${name}\r\n`) && text.includes(`SHA-256 ${sha256(path.join(inside, name))}\r\n`));
    expect(named).toEqual(names.slice(1, -1));
  });

  test('what a filing would lack is said', async () => {
    const made = await deposit('lacking', 'Notificazione');
    expect({ messages: made.messages, missing: made.missing }).toEqual({
      messages: 4,
      missing: [{ what: 'consegna', n: null, recipient: 'piena@pec-due.example', state: 'failed' }],
    });
  });

  test('the screen says the same before anything is written: not what an evidence bundle would lack', async () => {
    const core = await createNodeCore({ folder: lab.profile, extraAnchors: [], loopbackRoots: '', offline: true, note: () => undefined });
    try {
      const { evidence } = createRouterClient(core.router, { context: {} });
      const choice = { kind: 'items' as const, items: [{ type: 'dispatch' as const, id: asDispatchId(lab.id('Notificazione')) }] };
      const [filing, prova] = [await evidence.plan({ choice, profile: 'deposito' }), await evidence.plan({ choice, profile: 'prova' })];
      expect({
        filing: { ...filing, sizeBytes: 0 },
        smaller: filing.sizeBytes < prova.sizeBytes,
        prova: [prova.messages, prova.missing.map(({ what }) => what)],
      }).toEqual({
        filing: {
          messages: 4,
          dispatches: 1,
          receipts: 3,
          sizeBytes: 0,
          missing: [{ what: 'consegna', n: null, recipient: 'piena@pec-due.example', state: 'failed' }],
          canFile: true,
        },
        smaller: true,
        prova: [8, ['contraddizione', 'giudizio', 'giudizio', 'giudizio']],
      });
    } finally {
      await core.close();
    }
  }, 60_000);

  test('a single message is no filing', async () => {
    const receipt = sha256(path.join(folder, filesUnder(folder).find((file) => file.includes('-accettazione-')) ?? ''));
    const run = await plico(['export', receipt, '--profile', 'deposito', '--to', path.join(lab.home, 'no'), '--data', lab.profile]);
    expect(run.code).toBe(3);
  });
});

describe('the log', () => {
  test('AUD-05 verifies, names the exports, and holds no address, subject or file name', async () => {
    const verified = await plico(['audit', 'verify', '--json', '--data', lab.profile]);
    const place = path.join(lab.home, 'proof');
    const exportedLog = await plico(['audit', 'export', '--to', place, '--json', '--data', lab.profile]);
    const entries = readFileSync(path.join(place, 'entries.jsonl'), 'utf8');
    expect({
      verify: verified.code,
      findings: (JSON.parse(verified.stdout) as { findings: readonly unknown[] }).findings,
      export: exportedLog.code,
      made: entries.includes(`"bundle":"${result.bundleId}"`) && entries.includes(`"root":"${result.rootSha256}"`),
      personal: /@|Notificazione|\.eml|demo/.exec(entries)?.[0] ?? null,
    }).toEqual({ verify: 0, findings: [], export: 0, made: true, personal: null });
  });

  test('an entry is proved to stand in it by openssl and bash alone', async () => {
    const place = path.join(lab.home, 'proof');
    const count = readFileSync(path.join(place, 'entries.jsonl'), 'utf8').trim().split('\n').length;
    const script = `set -euo pipefail
      openssl x509 -in installation.crt -pubkey -noout > pub.pem
      openssl dgst -sha256 -verify pub.pem -signature checkpoint.sig checkpoint.txt
      sed -n "$((SEQ+1))p" entries.jsonl | tr -d '\\n' > E
      h=$( (printf '\\000'; cat E) | openssl dgst -sha256 -r | cut -d' ' -f1 )
      while read side x; do
        case $side in L) c=01$x$h;; R) c=01$h$x;; esac
        h=$(printf "$(echo $c | sed 's/../\\\\x&/g')" | openssl dgst -sha256 -r | cut -d' ' -f1)
      done < proofs/$SEQ.path
      test "$h" = "$(sed -n 4p checkpoint.txt)"`;
    const runs = await Promise.all(
      [0, 1, Math.floor(count / 2), count - 1].map((seq) =>
        bash(script.replace('set -euo', `SEQ=${seq}; cd "$(mktemp -d)"; cp -r '${place}'/* .; set -euo`), place),
      ),
    );
    expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(runs.map(() => ({ code: 0, stderr: '' })));
  });
});

test('Ctrl-C in the middle of an export: said as such, nothing left in the place, and the log knows', async () => {
  const place = path.join(lab.home, 'cancelled');
  mkdirSync(place);
  const script = `'${process.execPath}' '${path.resolve('src-main/hosts/node/cli.ts')}' export ${lab.id('Notificazione')} --lang it --to '${place}' --data '${lab.profile}' >/dev/null 2>../said &
    child=$!; for i in $(seq 400); do if ls '${place}' | grep -q partial; then kill -INT $child; break; fi; sleep 0.01; done; wait $child; echo $?`;
  const { stdout } = await bash(`set -m; ${script}`, place);
  const said = readFileSync(path.join(lab.home, 'said'), 'utf8');
  expect({
    code: stdout.trim(),
    said: said.includes('Esportazione annullata: non è rimasto nulla.'),
    fault: /fault|AbortError/.test(said),
  }).toEqual({
    code: '3',
    said: true,
    fault: false,
  });
  expect(readdirSync(place)).toEqual([]);
});

describe('a second export after a crash', () => {
  test('EVI-08 what a killed export left is gone at the next start, and nothing has the name of a bundle', async () => {
    const place = path.join(lab.home, 'crashed');
    mkdirSync(place);
    const script = `'${process.execPath}' '${path.resolve('src-main/hosts/node/cli.ts')}' export ${lab.id('Notificazione')} --to '${place}' --data '${lab.profile}' >/dev/null 2>&1 &
      child=$!; for i in $(seq 400); do if ls '${place}' | grep -q partial; then kill -9 $child; break; fi; sleep 0.01; done; wait $child; true`;
    await bash(script, lab.home);
    const left = filesUnder(place).filter((file) => !file.includes('.partial-'));
    await plico(['list', '--json', '--limit', '1', '--data', lab.profile]);
    expect({
      visible: left.filter((file) => !file.endsWith('.zip')),
      after: filesUnder(place).filter((file) => file.includes('.partial-')),
    }).toEqual({
      visible: [],
      after: [],
    });
  }, 180_000);
});
