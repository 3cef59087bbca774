// What is typed to add a box, what is missing, and what goes to the core. Pure.
import type { ProviderServers } from '#shared/model/provider';

export type ServerDraft = { readonly host: string; readonly port: string; readonly security: 'tls' | 'starttls' };

export type BoxDraft = {
  readonly address: string;
  readonly login: string;
  readonly password: string;
  readonly label: string;
  /** The person wants to write the servers even though the provider is known. */
  readonly byHand: boolean;
  readonly imap: ServerDraft;
  readonly smtp: ServerDraft;
};

export const emptyBox: BoxDraft = {
  address: '',
  login: '',
  password: '',
  label: '',
  byHand: false,
  imap: { host: '', port: '993', security: 'tls' },
  smtp: { host: '', port: '465', security: 'tls' },
};

/** The fields of the servers of that provider; empty ones without it. */
export function serversOf(provider: ProviderServers | undefined): Pick<BoxDraft, 'imap' | 'smtp'> {
  if (provider === undefined) return { imap: emptyBox.imap, smtp: emptyBox.smtp };
  const filled = ({ host, port, security }: ProviderServers['imap']): ServerDraft => ({ host, port: String(port), security });
  return { imap: filled(provider.imap), smtp: filled(provider.smtp) };
}

export type BoxProblems = {
  readonly address: 'addressWrong' | null;
  readonly password: 'passwordMissing' | null;
  readonly servers: 'serversMissing' | null;
};

export function problemsOf(draft: BoxDraft, needsServers: boolean): BoxProblems {
  return {
    address: /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(draft.address.trim()) ? null : 'addressWrong',
    password: draft.password === '' ? 'passwordMissing' : null,
    servers: needsServers && !(serverReady(draft.imap) && serverReady(draft.smtp)) ? 'serversMissing' : null,
  };
}

export function boxInput(
  draft: BoxDraft,
  needsServers: boolean,
): { address: string; login: string | null; password: string; label: string | null; imap: ServerInput | null; smtp: ServerInput | null } {
  return {
    address: draft.address.trim(),
    login: orNull(draft.login),
    password: draft.password,
    label: orNull(draft.label),
    imap: needsServers ? serverInput(draft.imap) : null,
    smtp: needsServers ? serverInput(draft.smtp) : null,
  };
}

type ServerInput = { host: string; port: number; security: 'tls' | 'starttls' };

function serverReady(server: ServerDraft): boolean {
  const port = Number(server.port);
  return server.host.trim() !== '' && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function serverInput(server: ServerDraft): ServerInput {
  return { host: server.host.trim(), port: Number(server.port), security: server.security };
}

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
