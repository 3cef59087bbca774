// The numbered steps of each file, oldest first. A released step is never edited; a change is a new one.
import { archive0001 } from './archive-0001-initial.ts';
import { index0001 } from './index-0001-initial.ts';
import { index0002 } from './index-0002-full-text.ts';
import { index0003 } from './index-0003-outbox.ts';
import { index0004 } from './index-0004-audit.ts';
import { index0005 } from './index-0005-box-health.ts';
import { index0006 } from './index-0006-radar.ts';
import { index0007 } from './index-0007-trust.ts';
import { index0008 } from './index-0008-bulk.ts';
import { index0009 } from './index-0009-import-record.ts';
import { index0010 } from './index-0010-contact.ts';
import { index0011 } from './index-0011-message-template.ts';
import { index0012 } from './index-0012-retention.ts';
import { index0013 } from './index-0013-office-clock.ts';
import { index0014 } from './index-0014-wrapped-message.ts';
import { index0015 } from './index-0015-log-stamp.ts';
import { index0016 } from './index-0016-pending-newest.ts';
import { index0017 } from './index-0017-late-outcome.ts';

export type Migration = { readonly number: number; readonly statements: string };

export const archiveMigrations: readonly Migration[] = [{ number: 1, statements: archive0001 }];
export const indexMigrations: readonly Migration[] = [
  { number: 1, statements: index0001 },
  { number: 2, statements: index0002 },
  { number: 3, statements: index0003 },
  { number: 4, statements: index0004 },
  { number: 5, statements: index0005 },
  { number: 6, statements: index0006 },
  { number: 7, statements: index0007 },
  { number: 8, statements: index0008 },
  { number: 9, statements: index0009 },
  { number: 10, statements: index0010 },
  { number: 11, statements: index0011 },
  { number: 12, statements: index0012 },
  { number: 13, statements: index0013 },
  { number: 14, statements: index0014 },
  { number: 15, statements: index0015 },
  { number: 16, statements: index0016 },
  { number: 17, statements: index0017 },
];
