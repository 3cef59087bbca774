// Exports, the log and the check of the archive for a screen.
import { auditPage, auditStatus } from '#main/core/audit-view';
import { setLogsOpened } from '#main/core/opened-log';
import type { EvidenceDesk } from '#main/core/evidence-desk';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';

const NEVER = new AbortController().signal;

export function evidenceHandlers(builder: Builder, { store, clock }: CoreServices, desk: EvidenceDesk) {
  const { audit, anchors, stamps, stamping, check, jobs } = desk;
  const status = () => auditStatus(store, desk);
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
      status: builder.audit.status.handler(status),
      page: builder.audit.page.handler(({ input }) => auditPage(store, input.before, input.take, input.group)),
      verify: builder.audit.verify.handler(async () => {
        const { findings, checked } = await audit.verify(null, { bytes: true });
        return { entries: checked.entries, findings };
      }),
      confirm: builder.audit.confirm.handler(async () => {
        await audit.confirm();
        return status();
      }),
      export: builder.audit.export.handler(async () => {
        const place = desk.freshPlace('registro', clock.now());
        const { entries } = await audit.export(place, []);
        return { path: place, entries };
      }),
      chooseAnchor: builder.audit.chooseAnchor.handler(({ input }) => {
        anchors.choose({ ...input, afterExport: input.afterExport === true });
        return status();
      }),
      chooseStamp: builder.audit.chooseStamp.handler(async ({ input }) => {
        await stamping.choose(input.plan, { password: input.password, root: null });
        return status();
      }),
      logOpened: builder.audit.logOpened.handler(({ input }) => {
        setLogsOpened({ store, clock }, input.on);
        return status();
      }),
      stamp: builder.audit.stamp.handler(async ({ input, signal }) => {
        await stamps.stamp(await stamping.authority(input.url), signal ?? NEVER);
        return status();
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
