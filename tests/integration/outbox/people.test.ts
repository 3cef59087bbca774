// The address book over the contract: files people really have, read strictly, and what an import never does.
import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTempCore, type TempCore } from '#tests/support/temp-core';
import { asBlobHash } from '#shared/model/ids';

let temp: TempCore;
beforeAll(async () => {
  temp = await openTempCore();
});
afterAll(() => temp.close());

const importText = (text: string): Promise<unknown> => {
  const { file } = temp.core.compose.addFile(Buffer.from(text));
  return call(temp.core.router.compose.importPeople, { file });
};
const suggest = (text: string): Promise<readonly { readonly address: string }[]> =>
  call(temp.core.router.compose.suggest, { text, take: 10 });

test('a table: the column of addresses is found, what is not an address is counted and left out', async () => {
  const table =
    'Ragione sociale;PEC\r\nComune di Valdoro;protocollo@pec.valdoro.example\r\n"Rossi, Mario";mario@pec.example\r\nBeta;non un indirizzo\r\n';
  expect(await importText(table)).toEqual({ state: 'read', added: 2, known: 0, refused: 1 });
  expect(await importText(table)).toEqual({ state: 'read', added: 0, known: 2, refused: 1 });
  expect(await suggest('valdoro')).toMatchObject([
    { address: 'protocollo@pec.valdoro.example', name: 'Comune di Valdoro', certified: null, accounts: [] },
  ]);
});

test('vCards: SND-01 a name with a line break and a second recipient stays one person', async () => {
  const cards =
    'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\\nBcc: x@evil.example\r\nEMAIL:anna@pec.example\r\nEND:VCARD\r\n' +
    'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Due\r\nEMAIL:a@pec.example,b@pec.example\r\nEND:VCARD\r\n';
  expect(await importText(cards)).toEqual({ state: 'read', added: 1, known: 0, refused: 1 });
  const [anna, ...others] = await suggest('anna@');
  expect([anna?.address, others]).toEqual(['anna@pec.example', []]);
});

test.each([
  ['a picture', '\u0089PNG\r\n\u001a\n\0\0\0'],
  ['nothing', ''],
  ['words', 'solo parole\nsenza indirizzi\n'],
  ['a card cut in the middle', 'BEGIN:VCARD\r\nFN:X\r\nEMAIL:x@pec'],
])('%s is not an address book, and says so', async (_name, text) => {
  expect(await importText(text)).toEqual({ state: 'unreadable' });
});

test('a file that never came is an error with a name', async () => {
  await expect(call(temp.core.router.compose.importPeople, { file: asBlobHash('0'.repeat(64)) })).rejects.toMatchObject({
    data: { code: 'notFound' },
  });
});

test('what was imported can be taken away again', async () => {
  await importText('pec\r\nultimo@pec.example\r\nuno@pec.example\r\n');
  expect(await call(temp.core.router.compose.people, undefined)).toMatchObject({ learned: 0 });
  await call(temp.core.router.compose.forgetImported, undefined);
  expect([await call(temp.core.router.compose.people, undefined), await suggest('pec')]).toEqual([{ learned: 0, imported: 0 }, []]);
});
