// What the handlers share. Made once in core.ts and handed over; nothing here is global.
import type { ExaminationQueue } from '#main/ingest/examination-queue';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { HandlingService } from '#main/office/handling-service';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import type { AccountService } from './account-service.ts';
import type { BatchService } from './batch-service.ts';
import type { EventBus } from './event-bus.ts';
import type { HealthService } from './health-service.ts';
import type { PictureService } from './picture-service.ts';
import type { RevocationWork } from './revocation-work.ts';
import type { SearchService } from './search-service.ts';
import type { SyncService } from './sync-service.ts';
import type { TrustService } from './trust-service.ts';

export type CoreServices = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly queue: ExaminationQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
  readonly accounts: AccountService;
  readonly sync: SyncService;
  readonly health: HealthService;
  readonly search: SearchService;
  readonly handling: HandlingService;
  readonly batch: BatchService;
  readonly trust: TrustService;
  readonly revocation: RevocationWork;
  readonly pictures: PictureService;
  /** Whether revocation data is fetched at all. */
  readonly asksNetwork: boolean;
};
