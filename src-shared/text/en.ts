// English wording, complete by type (see it.ts).
import { enBulk } from './en-bulk.ts';
import { enNotification } from './en-notification.ts';
import { enChecks } from './en-checks.ts';
import { enDesk } from './en-desk.ts';
import { enEvidence } from './en-evidence.ts';
import { enRetention } from './en-retention.ts';
import { enCompose } from './en-compose.ts';
import { enHealth } from './en-health.ts';
import { enComposer } from './en-composer.ts';
import { enMail } from './en-mail.ts';
import { enRadar } from './en-radar.ts';
import { enReader } from './en-reader.ts';
import { enScreen } from './en-screen.ts';
import { enTrust } from './en-trust.ts';
import type { Text } from './it.ts';

export const en: Text = {
  language: 'en',
  mail: enMail,
  compose: enCompose,
  bulk: enBulk,
  notification: enNotification,
  composer: enComposer,
  checks: enChecks,
  screen: enScreen,
  trust: enTrust,
  radar: enRadar,
  reader: enReader,
  health: enHealth,
  desk: enDesk,
  evidence: enEvidence,
  retention: enRetention,
};
