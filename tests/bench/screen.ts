// `npm run bench screen`: opening, a message, dragging and memory at a million rows in real Chromium.
// The program is beside the browser tests, whose compiler options know the DOM.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

await import(pathToFileURL(path.join(import.meta.dirname, '..', 'browser', 'screen-bench.ts')).href);
