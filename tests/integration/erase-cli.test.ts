// `plico hold`, `retention` and `erase` as a person uses them, on imported mail.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#tests/support/run-cli';
import { tempFolder } from '#tests/support/temp-profile';

test('asked for, held back, released, confirmed: nothing goes before the second time', async () => {
  const home = tempFolder();
  const data = path.join(home, 'profile');
  const eml = (n: number): string => {
    const file = path.join(home, `${n}.eml`);
    writeFileSync(
      file,
      `From: ente@example.it\r\nTo: io@example.it\r\nSubject: pratica ${n}\r\nDate: Mon, ${n} Jan 2018 10:00:00 +0000\r\nMessage-ID: <${n}@example.it>\r\n\r\ntesto ${n}\r\n`,
    );
    return file;
  };
  const run = async (...words: string[]): Promise<{ code: number | null; json: Record<string, unknown> }> => {
    const { code, stdout } = await runCli([...words, '--json', '--data', data]);
    return { code, json: stdout.trim() === '' ? {} : (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>) };
  };
  await runCli(['import', eml(1), eml(2), eml(3), '--json', '--data', data]);
  const policy = await run('retention', 'set', 'ordinary', '--months', '24');
  const asked = await run('erase', 'ask', '--due', '--count', '3', '--reason', 'oltre i tempi stabiliti');
  const id = String(asked.json['id']);
  const hold = await run('hold', 'set', '--query', 'pratica 2', '--reason', 'causa pendente');
  const stale = await run('erase', 'confirm', id, '--count', '3');
  const done = await run('erase', 'confirm', id, '--count', '2');
  const log = await run('audit', 'verify');
  expect({
    due: (policy.json['policies'] as { due: number }[]).map(({ due }) => due),
    asked: [asked.code, asked.json['state']],
    hold: hold.json['items'],
    stale: stale.code,
    done: [done.code, done.json['state'], done.json['messages'], done.json['kept']],
    log: [log.code, log.json['findings']],
  }).toEqual({
    due: [3],
    asked: [0, 'asked'],
    hold: 1,
    stale: 3,
    done: [2, 'done', 2, 1],
    log: [0, []],
  });
}, 300_000);
