// The version of package.json, for --help, reports and the hello event.
import { readFileSync } from 'node:fs';

const parsed: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

export const PRODUCT_VERSION =
  typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string' ? parsed.version : '0.0.0';
