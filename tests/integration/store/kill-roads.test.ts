// STO-01, STO-02: killed at any moment of a sync, of the examination of what arrived, of an import, a migration or a
// backup, the profile opens whole: nothing lost, nothing twice, no row without bytes, no half backup; and the next
// run ends what was begun. The long form is `npm run kill roads`.
import { describe, expect, test } from 'vitest';
import { killRoad, ROADS } from '#tests/support/kill-roads';
import { seededRandom } from '#tests/support/random';
import { tempFolder } from '#tests/support/temp-profile';

describe('STO-01 STO-02 two kills of each road', () => {
  test.each(ROADS)('%s', { timeout: 120_000 }, async (road) => {
    const seed = Date.now() % 1_000_000;
    const { next: random } = seededRandom(seed);
    const { lost, doubled, rowWithoutBlob, other } = await killRoad(road, { folder: tempFolder(), kills: 2, random });
    expect({ seed, lost, doubled, rowWithoutBlob, other }).toEqual({ seed, lost: [], doubled: [], rowWithoutBlob: [], other: [] });
  });
});
