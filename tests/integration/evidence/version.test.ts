// Another version of the program changes a bundle only where it names itself (EVI-04).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { filesUnder, unpack } from '#tests/support/evidence-lab';
import { fillProfile, processMessages } from '#tests/support/export-profile';
import { numberedMessage } from '#tests/support/numbered-message';
import { tempFolder } from '#tests/support/temp-profile';

test('EVI-04 two versions of the program: the same files, and other bytes only where the version stands', async () => {
  const home = tempFolder();
  const profile = path.join(home, 'profile');
  await fillProfile(
    profile,
    Array.from({ length: 5 }, (_, n) => numberedMessage(n)),
  );
  const digests: ReadonlyMap<string, string>[] = [];
  for (const version of ['1.0.0', '2.0.0']) {
    const place = path.join(home, version);
    mkdirSync(place);
    const { path: zip } = await processMessages(profile, place, 0, version);
    const folder = await unpack(zip, path.join(home, `unpacked-${version}`));
    const hash = (file: string): string =>
      createHash('sha256')
        .update(readFileSync(path.join(folder, file)))
        .digest('hex');
    digests.push(new Map(filesUnder(folder).map((file) => [file, hash(file)])));
  }
  const [one, other] = digests;
  expect({
    files: [...(one?.keys() ?? [])].join() === [...(other?.keys() ?? [])].join(),
    differ: [...(one ?? [])].filter(([file, digest]) => other?.get(file) !== digest).map(([file]) => file),
  }).toEqual({
    files: true,
    differ: [
      'LEGGIMI.txt',
      'README.txt',
      'bag-info.txt',
      'data/manifest.json',
      'manifest-sha256.txt',
      'manifest-sha512.txt',
      'tagmanifest-sha256.txt',
    ],
  });
});
