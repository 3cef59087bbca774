import { describe, expect, test } from 'vitest';
import { linkTarget, type LinkTarget } from '#ui/features/reading/link-target.ts';

const web = (href: string, host: string, warnings: readonly string[] = [], readable = href): LinkTarget => ({
  kind: 'web',
  href,
  readable,
  host,
  warnings: warnings.map(asWarning),
});
function asWarning(text: string): 'mismatch' {
  return text as 'mismatch';
}

describe('HTML-05 what a link really is', () => {
  test.each<[name: string, href: string, shown: string, target: LinkTarget]>([
    ['plain', 'https://comune.example/a', 'leggi', web('https://comune.example/a', 'comune.example')],
    [
      'text that names the same site',
      'https://www.comune.example/a',
      'comune.example',
      web('https://www.comune.example/a', 'www.comune.example'),
    ],
    [
      'text that names another',
      'https://evil.example/',
      'https://www.banca.example/login',
      web('https://evil.example/', 'evil.example', ['mismatch']),
    ],
    [
      'text that names another with hidden characters',
      'https://evil.example/',
      'www.ban\u200Bca.example',
      web('https://evil.example/', 'evil.example', ['mismatch']),
    ],
    [
      'user name before the site',
      'https://banca.example@evil.example/',
      'entra',
      web('https://banca.example@evil.example/', 'evil.example', ['credentials']),
    ],
    ['not encrypted', 'http://comune.example/', 'x', web('http://comune.example/', 'comune.example', ['plainHttp'])],
    [
      'Unicode host becomes ASCII',
      'https://gеstore.example/',
      'x',
      web('https://xn--gstore-3of.example/', 'xn--gstore-3of.example', ['punycode']),
    ],
    [
      'percent escapes are readable',
      'https://a.example/%C3%A8?q=%20',
      'x',
      web('https://a.example/%C3%A8?q=%20', 'a.example', [], 'https://a.example/è?q= '),
    ],
    ['control characters inside the scheme', 'ht\ntps://a.example/', 'x', web('https://a.example/', 'a.example')],
    [
      'mail',
      'mailto:info@a.example?subject=ciao',
      'scrivi',
      {
        kind: 'mail',
        href: 'mailto:info@a.example?subject=ciao',
        readable: 'mailto:info@a.example?subject=ciao',
        host: 'info@a.example',
        warnings: [],
      },
    ],
  ])('%s', (_name, href, shown, target) => {
    expect(linkTarget(href, shown)).toEqual(target);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'smb://host/share',
    '\\\\host\\share',
    '//host/share',
    'ms-word:ofe|u|http://x',
    'ms-settings:',
    'search-ms:query',
    'blob:https://x/1',
    'about:blank',
    'relative/path',
    '',
    'https://',
    `https://a.example/${'x'.repeat(9_000)}`,
  ])('refused: %s', (href) => {
    expect(linkTarget(href, 'x').kind).toBe('refused');
  });
});
