// The folder with the corpora that are not part of this repository: PLICO_SHARED, or "shared" beside
// the checkout. Tests that need it are skipped, and counted as skipped, where it is not there.
import { existsSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..', '..');
const wanted = process.env['PLICO_SHARED'] ?? path.join(repository, '..', 'shared');

export const sharedFolder: string | null = existsSync(path.join(wanted, 'pec', 'corpus')) ? wanted : null;
