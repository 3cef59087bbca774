// A process that erases, for those who kill it: `FOLDER ERASURE COUNT`. Says "begun" before the second
// confirmation and "done" after it.
import { openProfile } from '#main/store/database';
import { retentionOf } from './erasure-profile.ts';
import { fixedClock } from './temp-profile-clock.ts';

const [folder = '', erasure = '', count = '0'] = process.argv.slice(2);
const store = openProfile(folder, { key: null, clock: fixedClock() });
process.stdout.write('begun\n');
await retentionOf(store).confirm(erasure, Number(count));
store.close();
process.stdout.write('done\n');
