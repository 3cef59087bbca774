// Italian wording. The first catalogue: its type is the contract for every other language, so a
// missing sentence does not compile (DECISIONS §Screen, PRODUCT §5.1, SCREENS §Character).
// Verdict words are never "sicuro", "inalterabile" or "a norma" (PRODUCT §5.4).
import { itBulk } from './it-bulk.ts';
import { itNotification } from './it-notification.ts';
import { itChecks } from './it-checks.ts';
import { itDesk } from './it-desk.ts';
import { itEvidence } from './it-evidence.ts';
import { itRetention } from './it-retention.ts';
import { itCompose } from './it-compose.ts';
import { itHealth } from './it-health.ts';
import { itComposer } from './it-composer.ts';
import { itMail } from './it-mail.ts';
import { itRadar } from './it-radar.ts';
import { itReader } from './it-reader.ts';
import { itScreen } from './it-screen.ts';
import { itTrust } from './it-trust.ts';

export const it = {
  language: 'it' as 'it' | 'en',
  mail: itMail,
  compose: itCompose,
  bulk: itBulk,
  notification: itNotification,
  composer: itComposer,
  checks: itChecks,
  screen: itScreen,
  trust: itTrust,
  radar: itRadar,
  reader: itReader,
  health: itHealth,
  desk: itDesk,
  evidence: itEvidence,
  retention: itRetention,
};

/** Everything that is worded, with the placeholders as function arguments. */
export type Text = typeof it;
