// Holds, retention times and erasures as the core would answer, in memory.
import { asInstant } from '#shared/model/ids';
import type { Erasure, ErasurePlan, LegalHold, RetentionPolicy, RetentionState } from '#shared/model/retention';

const NOW = asInstant(Date.UTC(2026, 10, 22, 10, 0, 0));

export type RetentionFake = {
  state(): RetentionState;
  hold(hold: Pick<LegalHold, 'account' | 'whole' | 'reason'>): void;
  release(number: number, reason: string): void;
  policy(policy: Pick<RetentionPolicy, 'account' | 'category' | 'months'>): void;
  removePolicy(number: number): void;
  plan(): ErasurePlan;
  ask(reason: string, messages: number): Erasure;
  end(id: string, state: 'done' | 'cancelled'): Erasure;
};

export function retentionFake(): RetentionFake {
  let holds: readonly LegalHold[] = [];
  let policies: readonly RetentionPolicy[] = [];
  let erasures: readonly Erasure[] = [];
  const one = (id: string): Erasure => {
    const found = erasures.find((erasure) => erasure.id === id);
    if (found === undefined) throw new Error('no such erasure');
    return found;
  };
  return {
    state: () => ({ holds, policies, erasures }),
    hold(hold) {
      const number = holds.length + 1;
      holds = [{ ...hold, number, items: hold.whole ? 0 : 3, setAt: NOW, releasedAt: null, releaseReason: null }, ...holds];
    },
    release(number, reason) {
      holds = holds.map((hold) => (hold.number === number ? { ...hold, releasedAt: NOW, releaseReason: reason } : hold));
    },
    policy(policy) {
      policies = [...policies, { ...policy, number: policies.length + 1, setAt: NOW, due: 12 }];
    },
    removePolicy(number) {
      policies = policies.filter((policy) => policy.number !== number);
    },
    plan: () => ({
      messages: 14,
      sizeBytes: 3_400_000,
      kept: { hold: 3, receipt: 1 },
      shared: 2,
      onServer: 5,
      backupAt: NOW,
      exports: 1,
    }),
    ask(reason, messages) {
      const erasure: Erasure = {
        id: 'ab'.repeat(8),
        state: 'asked',
        reason,
        askedAt: NOW,
        endedAt: null,
        messages,
        sizeBytes: 3_400_000,
        kept: 0,
        left: messages,
      };
      erasures = [erasure, ...erasures];
      return erasure;
    },
    end(id, state) {
      const ended: Erasure = { ...one(id), state, endedAt: NOW, left: 0 };
      erasures = erasures.map((erasure) => (erasure.id === id ? ended : erasure));
      return ended;
    },
  };
}
