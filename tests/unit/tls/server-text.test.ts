import { expect, test } from 'vitest';
import { serverText, withoutSecrets } from '#main/tls/server-text';

test.each<[given: unknown, then: string]>([
  ['  plain\r\ntext ', 'plain text'],
  ['\u001b[31mred\u0007\u0000', '[31mred'],
  ['a\u202Ecod.exe\u2066b', 'a cod.exe b'],
  ['<a href="https://evil.example">click</a>', '<a href="https://evil.example">click</a>'],
  ['x'.repeat(1_000_000), `${'x'.repeat(299)}…`],
  [{ toString: () => 'object' }, ''],
  [undefined, ''],
])('NET-07 what the server says is plain, short text: %#', (given, then) => {
  expect(serverText(given)).toBe(then);
});

test('NET-13 an echoed password is taken out, in clear and in base64', () => {
  expect(withoutSecrets('LOGIN anna s3cret-pass; czNjcmV0LXBhc3M= refused', ['s3cret-pass'])).toBe('LOGIN anna •••; •••= refused');
});
