// Exports, the log and the check of the archive for a screen.
import { auditPage, auditStatus } from '#main/core/audit-view';
import { setLogsOpened } from '#main/core/opened-log';
import type { EvidenceDesk } from '#main/core/evidence-desk';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

const NEVER = new AbortController().signal;

export function evidenceHandlers(builder: Builder, { store, clock }: CoreServices, desk: EvidenceDesk) {
  const { audit, anchors, stamps, check, jobs } = desk;
  return {
    evidence: {
      plan: builder.evidence.plan.handler(({ input }) => jobs.plan(input.choice, input.profile)),
      start: builder.evidence.start.handler(({ input }) => ({
        job: jobs.start(input.choice, input.profile, input.language, input.timestamp),
      })),
      job: builder.evidence.job.handler(({ input }) => jobs.job(input.job)),
      cancel: builder.evidence.cancel.handler(({ input }) => {
        jobs.cancel(input.job);
        return null;
      }),
      reveal: builder.evidence.reveal.handler(() => desk.reveal()),
    },
    audit: {
      status: builder.audit.status.handler(() => auditStatus(store, anchors, stamps)),
      page: builder.audit.page.handler(({ input }) => auditPage(store, input.before, input.take, input.group)),
      verify: builder.audit.verify.handler(async () => {
        const { findings, checked } = await audit.verify(null);
        return { entries: checked.entries, findings };
      }),
      export: builder.audit.export.handler(async () => {
        const place = desk.freshPlace('registro', clock.now());
        const { entries } = await audit.export(place, []);
        return { path: place, entries };
      }),
      chooseAnchor: builder.audit.chooseAnchor.handler(({ input }) => {
        anchors.choose(input);
        return auditStatus(store, anchors, stamps);
      }),
      logOpened: builder.audit.logOpened.handler(({ input }) => {
        setLogsOpened({ store, clock }, input.on);
        return auditStatus(store, anchors, stamps);
      }),
      stamp: builder.audit.stamp.handler(async ({ input, signal }) => {
        await stamps.stamp({ url: input.url, login: null, password: null, root: null }, signal ?? NEVER);
        return auditStatus(store, anchors, stamps);
      }),
      anchorNow: builder.audit.anchorNow.handler(async () => {
        const sent = await anchors.send({ asked: true });
        return { state: sent.state, why: sent.state === 'skipped' ? sent.why : null };
      }),
    },
    archiveCheck: {
      state: builder.archiveCheck.state.handler(() => check.state()),
      start: builder.archiveCheck.start.handler(() => {
        check.start();
        return null;
      }),
      stop: builder.archiveCheck.stop.handler(() => {
        check.stop();
        return null;
      }),
    },
  };
}
