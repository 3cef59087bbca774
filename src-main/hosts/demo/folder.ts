// Where the demonstration boxes lie: a folder of their own beside the profile. Only what the demonstration itself
// put there is ever taken away.
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/model/app-error';

/** Made before anything else, by the sandbox alone. */
const MARK = path.join('sandbox', 'pki.json');

export function demoHome(profile: string): string {
  return `${profile}-demo`;
}

export function demoKept(home: string): boolean {
  return existsSync(path.join(home, MARK));
}

/** Throws AppError demo.foreignFolder: there is a folder of that name which is not ours. */
export function checkDemoHome(home: string): void {
  if (demoKept(home)) return;
  if (['profile', 'profile.key'].some((part) => existsSync(path.join(home, part))))
    throw new AppError('demo.foreignFolder', { retry: 'afterUser', values: { folder: home } });
}

/** Nothing happens to a folder that is not a demonstration's; of one that is, other files stay. */
export function removeDemo(home: string): void {
  if (!demoKept(home)) return;
  const remove = (part: string): void => rmSync(path.join(home, part), { recursive: true, force: true, maxRetries: 5 });
  // The mark goes last: what was cut off can be taken up again.
  for (const part of ['profile.key', 'profile']) remove(part);
  for (const name of readdirSync(path.join(home, 'sandbox'))) if (name !== path.basename(MARK)) remove(path.join('sandbox', name));
  remove('sandbox');
  if (readdirSync(home).length === 0) rmdirSync(home);
}
