// A private Dovecot on loopback for one test: own folder, free ports, own root, users with Maildirs.
// Needs the Debian packages dovecot-imapd and openssl; `dovecotMissing` says why it cannot run.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const dovecotMissing: string | null = reasonMissing();

export type DovecotOptions = {
  readonly users?: readonly string[];
  /** Capabilities to advertise in place of Dovecot's own list: "IMAP4rev1 IDLE UIDPLUS". */
  readonly capability?: string;
};

export type Delivery = { readonly folder?: string; readonly bytes: Uint8Array; readonly flags?: readonly string[]; readonly date?: Date };

export type Dovecot = {
  readonly host: '127.0.0.1';
  /** Implicit TLS. */
  readonly port: number;
  /** Plain, with STARTTLS; LOGIN is refused before it. */
  readonly plainPort: number;
  readonly lmtpPort: number;
  /** PEM of the root that signed the server's certificate. */
  readonly root: string;
  readonly password: string;
  /** Writes Maildir files; Dovecot sees them at the next SELECT. The bytes come back with CRLF line ends. */
  deliver(user: string, messages: readonly Delivery[]): void;
  /** The Maildir of a user, for tests that rearrange it. */
  maildir(user: string): string;
  /** Runs doveadm against this server. */
  admin(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
};

const PASSWORD = 'canary-6f1c-password';

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  if (dovecotMissing !== null) throw new Error(dovecotMissing);
  const users = options.users ?? ['anna'];
  const home = mkdtempSync(join(tmpdir(), 'plico-dovecot-'));
  for (const part of ['run', 'state', 'log', 'mail']) mkdirSync(join(home, part), { recursive: true });
  const owner = mailOwner();
  makeCertificates(home);
  const [port, plainPort, lmtpPort] = await freePorts(3);
  if (port === undefined || plainPort === undefined || lmtpPort === undefined) throw new Error('no free port');
  writeFileSync(
    join(home, 'users'),
    users.map((user) => `${user}:{PLAIN}${PASSWORD}:${owner.uid}:${owner.gid}::${home}/mail/${user}\n`).join(''),
  );
  writeFileSync(join(home, 'dovecot.conf'), configuration({ home, port, plainPort, lmtpPort, capability: options.capability ?? null }));
  own(join(home, 'mail'), owner);
  // The service users must be able to walk into the temporary folder.
  execFileSync('chmod', ['755', home]);
  // It becomes a daemon and keeps its standard streams: a pipe would never end.
  execFileSync('/usr/sbin/dovecot', ['-c', join(home, 'dovecot.conf')], { stdio: 'ignore' });
  await untilListening([port, plainPort, lmtpPort], home);

  return {
    host: '127.0.0.1',
    port,
    plainPort,
    lmtpPort,
    root: readFileSync(join(home, 'root.pem'), 'utf8'),
    password: PASSWORD,
    maildir: (user) => join(home, 'mail', user, 'Maildir'),
    deliver(user, messages) {
      const root = join(home, 'mail', user, 'Maildir');
      messages.forEach((message, index) => writeMaildirFile(root, message, index));
      own(join(home, 'mail', user), owner);
    },
    async admin(...args) {
      const { stdout } = await run('doveadm', ['-c', join(home, 'dovecot.conf'), ...args]);
      return stdout;
    },
    stop: () => stop(home),
  };
}

function reasonMissing(): string | null {
  if (!existsSync('/usr/sbin/dovecot')) return 'Dovecot is not installed (Debian packages dovecot-imapd, dovecot-lmtpd)';
  if (spawnSync('openssl', ['version']).status !== 0) return 'openssl is not installed';
  return null;
}

type Owner = { readonly uid: number; readonly gid: number; readonly name: string; readonly root: boolean };

function mailOwner(): Owner {
  const me = userInfo();
  if (me.uid !== 0) return { uid: me.uid, gid: me.gid, name: me.username, root: false };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('mail:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 8), gid: Number(gid ?? 8), name: 'mail', root: true };
}

function own(path: string, owner: Owner): void {
  if (owner.root) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, path]);
  else chownSync(path, owner.uid, owner.gid);
}

function makeCertificates(home: string): void {
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', [...args], { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=Plico test root',
    '-keyout',
    'root-key.pem',
    '-out',
    'root.pem',
  );
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem');
  writeFileSync(
    join(home, 'extensions'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'request.pem',
    '-CA',
    'root.pem',
    '-CAkey',
    'root-key.pem',
    '-CAcreateserial',
    '-days',
    '20',
    '-extfile',
    'extensions',
    '-out',
    'cert.pem',
  );
}

// One setting per line, braces closed on their own line (IMAP-FINDINGS §1).
function configuration(at: { home: string; port: number; plainPort: number; lmtpPort: number; capability: string | null }): string {
  const me = userInfo();
  const asRoot = me.uid === 0;
  const unprivileged = asRoot ? '' : '  chroot =\n';
  const mailbox = (name: string, use: string): string => `  mailbox ${name} {\n    special_use = \\${use}\n    auto = subscribe\n  }\n`;
  return `protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${at.home}/run
state_dir = ${at.home}/state
instance_name = plico-test
log_path = ${at.home}/log/dovecot.log
default_internal_user = ${asRoot ? 'dovecot' : me.username}
default_internal_group = ${asRoot ? 'dovecot' : me.username}
default_login_user = ${asRoot ? 'dovenull' : me.username}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_privileged_group =
disable_plaintext_auth = yes
auth_mechanisms = plain login
ssl = yes
ssl_cert = <${at.home}/cert.pem
ssl_key = <${at.home}/key.pem
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${at.home}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${at.home}/users
}
namespace inbox {
  inbox = yes
${mailbox('Sent', 'Sent')}${mailbox('Drafts', 'Drafts')}${mailbox('Trash', 'Trash')}${mailbox('Archive', 'Archive')}}
mail_max_userip_connections = 100
protocol imap {
  imap_idle_notify_interval = 29 mins
${at.capability === null ? '' : `  imap_capability = ${at.capability}\n`}}
service anvil {
${unprivileged}}
service stats {
${unprivileged}}
service imap-login {
${unprivileged}  inet_listener imap {
    port = ${at.plainPort}
  }
  inet_listener imaps {
    port = ${at.port}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${at.lmtpPort}
  }
}
`;
}

function writeMaildirFile(root: string, message: Delivery, index: number): void {
  const folder = message.folder === undefined || message.folder === 'INBOX' ? root : join(root, `.${message.folder}`);
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(folder, part), { recursive: true });
  const date = message.date ?? new Date('2026-10-01T08:00:00Z');
  const digest = createHash('sha256').update(message.bytes).digest('hex').slice(0, 12);
  const letters = (message.flags ?? [])
    .map((flag) => ({ '\\Seen': 'S', '\\Answered': 'R', '\\Flagged': 'F', '\\Draft': 'D', '\\Deleted': 'T' })[flag] ?? '')
    .sort()
    .join('');
  const name = `${Math.floor(date.getTime() / 1000)}.M${String(index).padStart(6, '0')}P1.${digest},S=${message.bytes.length}:2,${letters}`;
  const path = join(folder, 'cur', name);
  writeFileSync(path, message.bytes);
  execFileSync('touch', ['-d', date.toISOString(), path]);
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
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
  throw new Error(`Dovecot did not start: ${readFileSync(join(home, 'log/dovecot.log'), 'utf8').slice(-2000)}`);
}

async function stop(home: string): Promise<void> {
  const pidFile = join(home, 'run/master.pid');
  if (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8').trim());
    process.kill(pid, 'SIGTERM');
    for (let attempt = 0; attempt < 200 && isAlive(pid); attempt += 1) await pause(25);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  rmSync(home, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
