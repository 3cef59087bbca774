// What an import leaves behind beside the mail: a box that is its own, and a record of where it came from.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepResult } from '#main/core/core-types';
import { rawZip } from '#tests/support/raw-zip';
import { openTempCore, type TempCore } from '#tests/support/temp-core';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-record-'));
let lab: TempCore;
beforeAll(async () => {
  lab = await openTempCore();
});
afterAll(async () => {
  await lab.close();
  rmSync(home, { recursive: true, force: true });
});

async function importOf(
  source: string,
): Promise<{ readonly account: Awaited<ReturnType<typeof lab.core.archiveBox>>; steps: StepResult[] }> {
  const account = await lab.core.archiveBox(source);
  const steps: StepResult[] = [];
  const signal = new AbortController().signal;
  await lab.core.importPaths([source], { account, signal, onStep: (step) => steps.push(step), onProgress: () => undefined });
  return { account, steps };
}

test('IMP-04 two archives of the same name are two boxes; the same archive again is the same box', async () => {
  for (const year of ['2023', '2024']) {
    mkdirSync(path.join(home, year, 'archivio'), { recursive: true });
    writeFileSync(path.join(home, year, 'archivio', 'a.eml'), `Subject: ${year}\r\n\r\nx\r\n`);
  }
  const first = await importOf(path.join(home, '2023', 'archivio'));
  const second = await importOf(path.join(home, '2024', 'archivio'));
  const again = await importOf(path.join(home, '2023', 'archivio'));
  expect(second.account).not.toBe(first.account);
  expect(again.account).toBe(first.account);
  const boxes = lab.core.accounts().filter(({ id }) => id === first.account || id === second.account);
  expect(boxes.map(({ label, unhandled }) => [label, unhandled])).toEqual([
    ['archivio', 1],
    ['archivio (2024)', 1],
  ]);
});

test('IMP-01 the record names source, hash, when, counts and what was refused', async () => {
  const zip = rawZip([
    { name: 'a.eml', content: 'Subject: a\r\n\r\nx\r\n' },
    { name: '../b.eml', content: 'Subject: b\r\n\r\nx\r\n' },
    { name: 'c.eml', content: 'Subject: c\r\n\r\nx\r\n' },
  ]);
  const folder = path.join(home, 'misto');
  const file = path.join(folder, 'm.zip');
  mkdirSync(folder);
  writeFileSync(file, zip);
  writeFileSync(path.join(folder, 'solo.eml'), 'Subject: solo\r\n\r\nx\r\n');
  const { account, steps } = await importOf(folder);
  expect(steps.filter(({ result }) => result === 'stored')).toHaveLength(3);
  expect(steps.flatMap(({ result, reason }) => (result === 'refused' ? [reason] : []))).toEqual(['unsafeName']);
  const [ofZip, whole] = lab.core.imports(account);
  expect(whole).toMatchObject({ source: folder, import: null, sha256: null, stored: 1, refused: 0 });
  expect(ofZip).toMatchObject({
    source: file,
    import: whole?.number,
    sha256: createHash('sha256').update(zip).digest('hex'),
    sizeBytes: zip.length,
    stored: 2,
    refused: 1,
    refusals: [{ label: `${file}!../b.eml`, reason: 'unsafeName' }],
  });
  expect(ofZip?.finishedAt).not.toBeNull();
});
