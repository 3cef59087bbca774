import { expect, test } from 'vitest';
import { readWindowAddress, windowAddress, type WindowItem } from '#shared/model/window-address';
import { asAccountId, asBlobHash, asDispatchId } from '#shared/model/ids';

const HASH = asBlobHash('ab'.repeat(32));

test.each<[item: WindowItem, address: string]>([
  [{ type: 'message', account: asAccountId('a1'), hash: HASH }, `message/a1/${HASH}`],
  [{ type: 'dispatch', account: asAccountId("o'neill (1)@pec/x"), id: asDispatchId('d 1') }, 'dispatch/o%27neill%20%281%29@pec%2Fx/d%201'],
])('%j', (item, address) => {
  expect(windowAddress(item)).toBe(address.replace('@', '%40'));
  expect(readWindowAddress(windowAddress(item))).toEqual(item);
});

test.each([
  '',
  'message/a1/xyz',
  `message/a1/${HASH}/more`,
  `message/a1/${HASH} `,
  `mailto/a1/${HASH}`,
  'dispatch/%E0%A4%A/d1',
  `message/<b>/${HASH}`,
  `//evil.example/${HASH}`,
])('IPC-02 what is no address of a message is none: %j', (text) => {
  expect(readWindowAddress(text)).toBeNull();
});
