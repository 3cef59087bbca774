// A process that exports, for those who kill it or measure it: `FOLDER PLACE [MILLISECONDS]`. Everything
// in the profile, in the clear; says "begun", then at its end one line of JSON.
import { keepYoungGeneration } from '#main/core/young-generation';
import { processMessages } from './export-profile.ts';

const [folder = '', place = '', at = '0'] = process.argv.slice(2);
// As every host does when it begins.
keepYoungGeneration();
process.stdout.write('begun\n');
const result = await processMessages(folder, place, Number(at));
process.stdout.write(`${JSON.stringify(result)}\n`);
