// RFC 8785: the examples of its §3.2.2, §3.2.3 and appendix B.
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#main/audit/canonical-json';

describe('AUD-03', () => {
  test('the example of §3.2.3: keys by UTF-16 units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test('the example of §3.2.2', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test.each<[string, number, string]>([
    ['0000000000000000', 0, '0'],
    ['8000000000000000', -0, '0'],
    ['0000000000000001', 5e-324, '5e-324'],
    ['7fefffffffffffff', 1.7976931348623157e308, '1.7976931348623157e+308'],
    ['4340000000000000', 9007199254740992, '9007199254740992'],
    ['44b52d02c7e14af5', 9.999999999999997e22, '9.999999999999997e+22'],
    ['44b52d02c7e14af6', 1e23, '1e+23'],
    ['3eb0c6f7a0b5ed8d', 0.000001, '0.000001'],
    ['3eb0c6f7a0b5ed8c', 9.999999999999997e-7, '9.999999999999997e-7'],
  ])('appendix B: %s', (_ieee, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s has no form', (value) => {
    expect(() => canonicalJson({ value })).toThrow('without a JSON form');
  });
});
