import { expect, test } from 'vitest';
import { isLoopbackLiteral, tlsOptions } from '#main/tls/tls-options';

test.each<[host: string, then: boolean]>([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['localhost', false],
  ['127.0.0.1.evil.example', false],
  ['10.0.0.1', false],
  ['1270.0.0.1', false],
  ['::2', false],
  ['::ffff:1', false],
])('literal loopback: %s %s', (host, then) => {
  expect(isLoopbackLiteral(host)).toBe(then);
});

test.each(['localhost', 'imaps.pec.aruba.it', '192.168.1.4'])('an extra root is refused for %s', (host) => {
  expect(() => tlsOptions({ host, port: 993, security: 'tls', extraRoot: 'x' }, () => undefined)).toThrow(
    expect.objectContaining({ code: 'input.invalid' }),
  );
});

test('TLS 1.2 at least, verification on, no name sent for an address', () => {
  const { checkServerIdentity, ...options } = tlsOptions(
    { host: '127.0.0.1', port: 993, security: 'tls', extraRoot: 'PEM' },
    () => undefined,
  );
  expect([typeof checkServerIdentity, options]).toEqual(['function', { minVersion: 'TLSv1.2', rejectUnauthorized: true, ca: ['PEM'] }]);
});
