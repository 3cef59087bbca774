// Holds, policies and erasures for a screen.
import type { EvidenceDesk } from '#main/core/evidence-desk';
import type { Builder } from '#main/core/router';

export function retentionHandlers(builder: Builder, { retention, chosen }: EvidenceDesk) {
  return {
    retention: {
      state: builder.retention.state.handler(() => retention.state()),
      hold: builder.retention.hold.handler(async ({ input: { account, choice, reason } }) => {
        retention.setHold(account, choice === null ? null : await chosen(choice), reason);
        return retention.state();
      }),
      release: builder.retention.release.handler(({ input }) => {
        retention.releaseHold(input.hold, input.reason);
        return retention.state();
      }),
      setPolicy: builder.retention.setPolicy.handler(({ input: { account, category, months } }) => {
        retention.setPolicy(account, category, months);
        return retention.state();
      }),
      removePolicy: builder.retention.removePolicy.handler(({ input }) => {
        retention.removePolicy(input.policy);
        return retention.state();
      }),
      plan: builder.retention.plan.handler(async ({ input }) => retention.plan(await chosen(input.choice))),
      ask: builder.retention.ask.handler(async ({ input: { choice, reason, messages } }) =>
        retention.ask(await chosen(choice), reason, messages),
      ),
      confirm: builder.retention.confirm.handler(({ input }) => retention.confirm(input.erasure, input.messages)),
      cancel: builder.retention.cancel.handler(({ input }) => {
        retention.cancel(input.erasure);
        return retention.state();
      }),
    },
  };
}
