// A process that makes the bundles of anchored-bundles.ts in a folder of its own and says where: one line of JSON.
// It ends, and leaves them, when its input ends.
import { openAnchoredBundles } from './anchored-bundles.ts';

const { home, before, anchored, later, stamped, close } = await openAnchoredBundles();
process.stdout.write(`${JSON.stringify({ home, before, anchored, later, stamped })}\n`);
process.stdin.resume();
process.stdin.on('end', () => void close());
