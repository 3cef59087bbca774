// Run as a process of its own by `npm run bench search`: opens a large profile and reads the first page
// of its list, and says how long that took from the start of the process.
import { openProfile } from '#main/store/database';
import { listFrame, newestRows } from '#main/store/list-frame';
import { asInstant } from '#shared/model/ids';

const [, , folder = ''] = process.argv;
const view = { view: 'all', account: null } as const;
const loaded = performance.now();
const store = openProfile(folder, { key: new Uint8Array(32).fill(7), clock: { now: () => asInstant(Date.now()) } });
const rows = store.read((tx) => newestRows(tx, view, 50));
const page = performance.now();
const frame = store.read((tx) => listFrame(tx, view));
const whole = performance.now();
store.close();
process.stdout.write(JSON.stringify({ loaded, page, whole, rows: rows.length, count: frame.count }));
