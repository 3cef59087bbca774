// The id a profile has for its key; what is kept in the secret store for it alone has it in its name.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Null for a profile in clear. */
export function profileId(folder: string): string | null {
  const file = path.join(folder, 'profile.json');
  return (existsSync(file) ? /"id":"([0-9a-f-]{36})"/.exec(readFileSync(file, 'utf8'))?.[1] : undefined) ?? null;
}
