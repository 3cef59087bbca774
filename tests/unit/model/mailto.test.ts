// IPC-07: links from outside.
import { describe, expect, test } from 'vitest';
import { mailtoOf, MOST_LINK_CHARACTERS, readMailto } from '#shared/model/mailto';

const NOTHING = { to: '', cc: '', subject: '', text: '' };

describe('IPC-07 a mailto link gives to, cc, subject and body', () => {
  test.each<[link: string, draft: object]>([
    ['mailto:a@pec.example', { to: 'a@pec.example' }],
    ['MAILTO:a@pec.example,b@pec.example', { to: 'a@pec.example,b@pec.example' }],
    ['mailto:?to=a@pec.example&TO=b@pec.example', { to: 'a@pec.example, b@pec.example' }],
    [
      'mailto:a@pec.example?cc=c@pec.example&subject=Istanza%20n.%204&body=Prima%0D%0Aseconda',
      { to: 'a@pec.example', cc: 'c@pec.example', subject: 'Istanza n. 4', text: 'Prima\nseconda' },
    ],
    ['mailto:gorby%25kremvax@example.com', { to: 'gorby%kremvax@example.com' }],
    ['mailto:user@example.org?subject=caf%C3%A9', { to: 'user@example.org', subject: 'café' }],
    ['mailto:a@pec.example?subject=a+b', { to: 'a@pec.example', subject: 'a+b' }],
  ])('%s', (link, draft) => expect(readMailto(link)).toEqual({ ...NOTHING, ...draft }));
});

describe('IPC-07 and nothing else', () => {
  test.each(['attach', 'attachment', 'Attach', 'bcc', 'from', 'reply-to', 'x-tiporicevuta', 'in-reply-to', '__proto__'])(
    '%s is left out',
    (name) => {
      expect(readMailto(`mailto:a@pec.example?${name}=/etc/passwd`)).toEqual({ ...NOTHING, to: 'a@pec.example' });
    },
  );

  test('a line end does not start a header', () => {
    expect(readMailto('mailto:a@pec.example?subject=x%0D%0ABcc:%20evil@example.com')?.subject).toBe('x Bcc: evil@example.com');
    expect(readMailto('mailto:a@pec.example%0ABcc:evil@example.com')?.to).toBe('a@pec.example Bcc:evil@example.com');
    expect(readMailto('mailto:?subject=x%E2%80%A8y%C2%85z')?.subject).toBe('x y z');
  });

  test('controls do not reach the text', () => expect(readMailto('mailto:?body=a%00b%1B[31mc%09d')?.text).toBe('ab[31mc\td'));

  test.each([
    'file:///etc/passwd',
    'javascript:mailto:a',
    ' mailto:a@pec.example',
    'mailto:%FF',
    'mailto:?subject=%',
    `mailto:${'a'.repeat(MOST_LINK_CHARACTERS)}`,
  ])('refused: %.40s', (link) => expect(readMailto(link)).toBeNull());
});

describe('IPC-07 arguments of the program', () => {
  test('flags are not read', () =>
    expect(mailtoOf(['plico', '--inspect=0.0.0.0:9229', '--load-extension=/tmp/x', 'mailto:a@pec.example'])?.to).toBe('a@pec.example'));
  test('no link', () => expect(mailtoOf(['plico', '/tmp/a.eml', '--attach=/etc/passwd'])).toBeNull());
  test('two links: nobody knows which was meant', () => expect(mailtoOf(['mailto:a@pec.example', 'mailto:b@pec.example'])).toBeNull());
});
