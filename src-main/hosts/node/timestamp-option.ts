// `--tsa URL [--tsa-user NAME] [--tsa-root FILE]`: whom a command asks for a time-stamp (RFC 3161).
import { readFileSync } from 'node:fs';
import type { EvidenceRequest } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { textOption } from './arguments.ts';
import type { CommandContext } from './cli.ts';
import { readSecret } from './read-secret.ts';
import { UsageError } from './usage-error.ts';

export const TIMESTAMP_OPTIONS = { tsa: { type: 'string' }, 'tsa-user': { type: 'string' }, 'tsa-root': { type: 'string' } } as const;

/** Null without `--tsa`. */
export async function timestampOption(values: CommandContext['values']): Promise<EvidenceRequest['timestamp']> {
  const url = textOption(values, 'tsa');
  if (url === null) return null;
  if (!URL.canParse(url)) throw new UsageError('--tsa takes the http or https address of a time-stamp authority');
  const login = textOption(values, 'tsa-user');
  const password =
    login === null
      ? null
      : await readSecret({ variable: 'PLICO_PASSWORD_TSA', fromStdin: false, option: 'a terminal', prompt: `${url} ${login}: ` });
  const file = textOption(values, 'tsa-root');
  return { url, login, password, root: file === null ? null : fileBytes(file) };
}

function fileBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file }, cause });
  }
}
