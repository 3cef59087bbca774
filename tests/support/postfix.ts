// A private Postfix on loopback for one test: own folder, own ports, TLS and AUTH, mail delivered to one
// Maildir for each recipient. Needs root and the Debian packages postfix and dovecot-imapd (it checks the passwords);
// `postfixMissing` says why it cannot run.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint } from '#main/ports';
import type { TlsIdentities } from './tls-identities.ts';

export const postfixMissing: string | null = reasonMissing();

export type Postfix = {
  /** TLS from the first byte. */
  readonly smtps: Endpoint;
  /** Plain with STARTTLS; AUTH only after it. */
  readonly submission: Endpoint;
  /** What was delivered to this address, with the line ends of a file. */
  delivered(address: string): readonly Buffer[];
  stop(): Promise<void>;
};

export async function startPostfix(
  ids: TlsIdentities,
  user: { readonly login: string; readonly password: string },
  boxes: readonly string[],
): Promise<Postfix> {
  if (postfixMissing !== null) throw new Error(postfixMissing);
  const home = mkdtempSync(path.join(tmpdir(), 'plico-postfix-'));
  for (const part of ['etc', 'spool', 'data', 'mail', 'run', 'state']) mkdirSync(path.join(home, part));
  execFileSync('chmod', ['755', home]);
  execFileSync('chown', ['postfix', path.join(home, 'data')]);
  execFileSync('chown', ['mail:mail', path.join(home, 'mail')]);
  const file = (name: string, text: string): string => {
    const full = path.join(home, name);
    writeFileSync(full, text);
    return full;
  };
  const [smtps, submission, auth] = await freePorts();
  const key = file('key.pem', ids.valid.key);
  chmodSync(key, 0o600);
  const certificate = file('cert.pem', ids.valid.certificate);
  const users = file('users', `${user.login}:{PLAIN}${user.password}\n`);
  execFileSync('chown', ['dovecot', users]);
  file('dovecot.conf', authSettings(home, auth));
  file('etc/senders', `/^${user.login.replaceAll('.', String.raw`\.`)}$/ ${user.login}\n`);
  file('etc/domains', '/./ ok\n');
  // Postfix takes no pattern here: a name of a folder must not come from mail.
  file('etc/boxes', boxes.map((box) => `${box} ${box}/\n`).join(''));
  file('etc/main.cf', mainSettings(home, { key, certificate, auth }));
  file('etc/master.cf', masterSettings(smtps, submission));
  const config = path.join(home, 'etc');
  execFileSync('dovecot', ['-c', path.join(home, 'dovecot.conf')], { stdio: 'ignore' });
  execFileSync('postfix', ['-c', config, 'start'], { stdio: 'ignore' });
  await untilListening([smtps, submission, auth], home);
  const endpoint = (port: number, security: Endpoint['security']): Endpoint => ({ host: '127.0.0.1', port, security, extraRoot: ids.root });
  return {
    smtps: endpoint(smtps, 'tls'),
    submission: endpoint(submission, 'starttls'),
    delivered(address) {
      const folder = path.join(home, 'mail', address, 'new');
      return existsSync(folder) ? readdirSync(folder).map((one) => readFileSync(path.join(folder, one))) : [];
    },
    async stop() {
      const pids = ['spool/pid/master.pid', 'run/master.pid'].map((name) => Number(readFileSync(path.join(home, name), 'utf8').trim()));
      spawnSync('postfix', ['-c', config, 'abort'], { stdio: 'ignore' });
      spawnSync('doveadm', ['-c', path.join(home, 'dovecot.conf'), 'stop'], { stdio: 'ignore' });
      for (let attempt = 0; attempt < 200 && pids.some(isAlive); attempt += 1) await pause(25);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function reasonMissing(): string | null {
  if (process.getuid?.() !== 0) return 'Postfix needs root';
  const found = (name: string): boolean => ['/usr/sbin', '/sbin', '/usr/bin'].some((folder) => existsSync(path.join(folder, name)));
  if (!found('postfix')) return 'Postfix is not installed (Debian package postfix)';
  return found('dovecot') ? null : 'Dovecot is not installed (Debian package dovecot-imapd)';
}

function mainSettings(home: string, tls: { readonly key: string; readonly certificate: string; readonly auth: number }): string {
  return `compatibility_level = 3.6
queue_directory = ${home}/spool
data_directory = ${home}/data
syslog_name = plico-test
maillog_file = ${home}/log
maillog_file_prefixes = ${home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.pec.example
mydestination =
virtual_mailbox_domains = regexp:${home}/etc/domains
virtual_mailbox_maps = texthash:${home}/etc/boxes
virtual_mailbox_base = ${home}/mail
virtual_uid_maps = static:8
virtual_gid_maps = static:8
virtual_minimum_uid = 1
message_size_limit = 60000000
virtual_mailbox_limit = 0
smtpd_tls_cert_file = ${tls.certificate}
smtpd_tls_key_file = ${tls.key}
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${tls.auth}
smtpd_sender_login_maps = regexp:${home}/etc/senders
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
`;
}

/** Dovecot as nothing but a checker of passwords. */
function authSettings(home: string, port: number): string {
  return `protocols =
base_dir = ${home}/run
state_dir = ${home}/state
instance_name = plico-postfix
log_path = ${home}/auth.log
ssl = no
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${home}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=/nonexistent
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${port}
  }
}
`;
}

function masterSettings(smtps: number, submission: number): string {
  return `127.0.0.1:${smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
127.0.0.1:${submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
`;
}

async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const [first = 0, second = 0, third = 0] = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [first, second, third];
}

async function untilListening(ports: readonly number[], home: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const up = await Promise.all(
      ports.map(
        (port) =>
          new Promise<boolean>((resolve) => {
            const socket = connect(port, '127.0.0.1', () => {
              socket.destroy();
              resolve(true);
            }).on('error', () => resolve(false));
          }),
      ),
    );
    if (up.every(Boolean)) return;
    await pause(50);
  }
  const log = path.join(home, 'log');
  throw new Error(`Postfix did not start: ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : 'no log'}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
