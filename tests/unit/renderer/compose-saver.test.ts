import { expect, test } from 'vitest';
import type { SaveResult } from '#shared/contract/compose';
import { asDraftId, emptyDraft, type Draft, type DraftContent } from '#shared/model/compose';
import { asAccountId, asInstant } from '#shared/model/ids';
import { createSaver, type Saver } from '#ui/features/compose/saver.ts';

const account = asAccountId('studio');
const at = (text: string): DraftContent => ({ ...emptyDraft(account), text });
const start: Draft = {
  id: asDraftId('00000000-0000-4000-8000-000000000001'),
  revision: 1,
  content: at(''),
  changedAt: asInstant(0),
};

type Bench = {
  readonly saver: Saver;
  /** "state" changes and "revision text" of each save, in order. */
  readonly log: string[];
  /** Runs the pending timer. */
  tick(): void;
  answer(result: 'saved' | 'conflict' | 'fails'): Promise<void>;
};

function bench(): Bench {
  const log: string[] = [];
  const timers = new Set<() => void>();
  let waiting: { revision: number; content: DraftContent; settle: (how: 'saved' | 'conflict' | 'fails') => void } | null = null;
  const saver = createSaver(start, {
    save: (revision, content) =>
      new Promise<SaveResult>((resolve, reject) => {
        log.push(`${revision} ${content.text}`);
        waiting = {
          revision,
          content,
          settle(how) {
            if (how === 'fails') reject(new Error('the link is down'));
            else if (how === 'conflict') resolve({ state: 'conflict', draft: { ...start, revision: 7 } });
            else resolve({ state: 'saved', draft: { ...start, revision: revision + 1, content } });
          },
        };
      }),
    after(_delay, run) {
      timers.add(run);
      return () => timers.delete(run);
    },
    onState: (state) => log.push(state),
  });
  return {
    saver,
    log,
    tick() {
      const [run] = timers;
      if (run === undefined) throw new Error('nothing waits');
      timers.delete(run);
      run();
    },
    async answer(how) {
      if (waiting === null) throw new Error('nothing is being saved');
      waiting.settle(how);
      waiting = null;
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
  };
}

test('several changes are one save, after a rest', async () => {
  const { saver, log, tick, answer } = bench();
  saver.change(at('a'));
  saver.change(at('ab'));
  tick();
  await answer('saved');
  expect(log).toEqual(['waiting', 'waiting', 'saving', '1 ab', 'saved']);
});

test('what is typed while a save runs is saved after it, with the revision that came back', async () => {
  const { saver, log, tick, answer } = bench();
  saver.change(at('a'));
  tick();
  saver.change(at('ab'));
  await answer('saved');
  const flushed = saver.flush();
  await answer('saved');
  expect([log.filter((line) => /^\d/.test(line)), await flushed]).toEqual([['1 a', '2 ab'], 3]);
});

test('a failed save keeps what was typed and tries again', async () => {
  const { saver, log, tick, answer } = bench();
  saver.change(at('a'));
  tick();
  await answer('fails');
  expect(log.at(-1)).toBe('failed');
  tick();
  await answer('saved');
  expect([log.at(-1), await saver.flush()]).toEqual(['saved', 2]);
});

test('another window’s save is never overwritten unasked', async () => {
  const { saver, log, tick, answer } = bench();
  saver.change(at('a'));
  tick();
  await answer('conflict');
  saver.change(at('ab'));
  expect([log.at(-1), await saver.flush()]).toEqual(['conflict', null]);
  saver.keepMine(7);
  tick();
  await answer('saved');
  expect(log.slice(-3)).toEqual(['saving', '7 ab', 'saved']);
});

test('nothing typed, nothing saved', async () => {
  const { saver, log } = bench();
  expect([await saver.flush(), saver.changed(), log]).toEqual([1, false, []]);
});
