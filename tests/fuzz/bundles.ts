// `npm run fuzz bundles -- --seconds N [--seed S]`: changed evidence bundles through `plico verify`, the long form of
// FUZ-07. Told as a fault: an exception that escapes, "passed" for other files than the whole bundle's. Each faulty
// bundle stays in a folder that is named.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTrust } from '#main/core/trust-material';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { openBundleMutants } from '#tests/support/bundle-mutants';
import { openDemoLab, plico, unpack } from '#tests/support/evidence-lab';
import { seededRandom } from '#tests/support/random';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const seed = values.seed === undefined ? Math.floor(performance.timeOrigin) % 2_147_483_646 : Number(values.seed);
  const random = seededRandom(seed);
  process.stderr.write(`seed ${seed}, ${values.seconds} s\n`);
  const lab = await openDemoLab();
  try {
    const zip = path.join(lab.home, 'bundle.zip');
    const { code, stderr } = await plico(['export', lab.id('Notificazione'), '--to', zip, '--data', lab.profile]);
    if (code !== 0) throw new Error(stderr);
    const trust = path.join(await unpack(zip, path.join(lab.home, 'unpacked')), 'data/trust/anchors.pem');
    const material = await loadTrust({ bundled: assetsFolder('trust'), trust, crls: null });
    const mutants = await openBundleMutants(readFileSync(zip), material);
    const end = performance.now() + Number(values.seconds) * 1_000;
    let count = 0;
    let faults = 0;
    for (; performance.now() < end; count += 1) {
      const mutant = mutants.mutant(random);
      const what = await mutants.fault(mutant);
      if (what === null) continue;
      faults += 1;
      const kept = path.join(mkdtempSync(path.join(os.tmpdir(), 'plico-fuzz-')), `${count}.zip`);
      writeFileSync(kept, mutant);
      process.stdout.write(`${what}: ${kept}\n`);
    }
    mutants.close();
    process.stdout.write(`${count.toLocaleString('en')} bundles, ${faults} faults\n`);
    return faults === 0 ? 0 : 1;
  } finally {
    lab.close();
  }
}

process.exitCode = await main();
