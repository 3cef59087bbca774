// An old archive opened from the first screen: uploaded, read into a box of its own, and nothing left beside it.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRouterClient } from '@orpc/server';
import type { OpenedArchive } from '#shared/contract/opened-archive';
import { asBlobHash } from '#shared/model/ids';
import { openTempCore, type TempCore } from '#tests/support/temp-core';
import { zipOf } from '#tests/support/zip-builder';

let temp: TempCore;
beforeAll(async () => {
  temp = await openTempCore();
});
afterAll(() => temp.close());

const eml = (n: number): string =>
  `From: a@pec.example\r\nTo: b@pec.example\r\nSubject: vecchia ${n}\r\nMessage-ID: <${n}@pec.example>\r\nDate: Fri, 20 Nov 2020 10:00:00 +0100\r\n\r\nTesto ${n}.\r\n`;

async function openedArchive(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<OpenedArchive> {
  const client = createRouterClient(temp.core.router);
  const named = files.map(([name, bytes]) => ({ name, file: temp.core.compose.addFile(bytes).file }));
  const { job } = await client.archive.open({ files: named });
  for (;;) {
    const state = await client.archive.opened({ job });
    if (state.state !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ZIP = zipOf([1, 2, 3].map((n) => ({ name: `posta/${n}.eml`, content: eml(n) })));

test('a zip of messages becomes a box of its own; again, it is known; no copy is left in the profile', async () => {
  expect(await openedArchive([['Archivio 2020.zip', ZIP]])).toEqual({ state: 'done', stored: 3, known: 0, unreadable: 0, refused: 0 });
  expect(temp.core.accounts().map(({ label, offline }) => [label, offline])).toEqual([['Archivio 2020.zip', true]]);
  expect(temp.core.rows({ view: 'all', account: null }, 10)).toHaveLength(3);
  expect(await openedArchive([['Archivio 2020.zip', ZIP]])).toMatchObject({ stored: 0, known: 3 });
  expect(temp.core.accounts()).toHaveLength(1);
  expect(readdirSync(temp.folder).filter((name) => name.startsWith('opening'))).toEqual([]);
});

test('IPC-02 a name with a path in it stays in its folder, and what is no mail leaves no box behind', async () => {
  const result = await openedArchive([['../../../tmp/evil.zip', Buffer.from('PK\u0003\u0004 no zip')]]);
  expect(result).toMatchObject({ state: 'done', stored: 0, known: 0 });
  expect(temp.core.accounts()).toHaveLength(1);
});

test('a file that was never uploaded is named', async () => {
  const client = createRouterClient(temp.core.router);
  await expect(client.archive.open({ files: [{ file: asBlobHash('0'.repeat(64)), name: 'x.eml' }] })).rejects.toThrow('notFound');
});
