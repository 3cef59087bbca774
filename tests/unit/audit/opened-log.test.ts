// What counts as an attachment that was opened, where openings are told in the log (EVIDENCE §12).
import { expect, test } from 'vitest';
import { auditPage } from '#main/core/audit-view';
import { answerBytes } from '#main/core/byte-answer';
import { noteOpened, setLogsOpened } from '#main/core/opened-log';
import { contentPath, originalPath, partPath, picturePath } from '#shared/contract/assets';
import { AppError } from '#shared/model/app-error';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

const account = asAccountId('a1');
const blob = asBlobHash('ab'.repeat(32));
/** Signature, header and size of a picture of one point. */
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const pdf = Buffer.from('%PDF-1.7');

/** What the log would be told of, where `address` names `bytes`; null: it names nothing. */
async function openings(address: string, show: boolean, bytes: Uint8Array | null): Promise<readonly (readonly string[])[]> {
  const told: (readonly string[])[] = [];
  await answerBytes(
    {
      original: () => bytes,
      part: () => Promise.resolve(bytes === null ? null : { bytes, type: 'image/png', name: 'a.png' }),
      attachmentOpened: (...named) => void told.push(named),
      picture: () => (bytes === null ? null : { bytes, type: 'image/png' }),
      bulkProof: () => Promise.resolve(null),
    },
    address,
    show,
  );
  return told;
}

test.each<[string, string, boolean, Uint8Array | null, number]>([
  ['a part that is saved', partPath(account, blob, '2'), false, png, 1],
  ['what a signed attachment carries', contentPath(account, blob, '2'), false, png, 1],
  ['a part that is no picture, asked for as one to be shown', partPath(account, blob, '2'), true, pdf, 1],
  ['what a signed attachment carries, asked for as one to be shown', contentPath(account, blob, '2'), true, png, 1],
  ['a picture shown inside the message', partPath(account, blob, '2'), true, png, 0],
  ['a picture from elsewhere', picturePath(account, blob, 1), true, png, 0],
  ['the whole message', originalPath(account, blob), false, png, 0],
  ['a part that is not there', partPath(account, blob, '9'), false, null, 0],
])('%s', async (_what, address, show, bytes, times) => {
  expect(await openings(address, show, bytes)).toEqual(Array.from({ length: times }, () => [account, blob]));
});

test('off at first; on, both are told; in read-only mode nothing is added, and nothing keeps from opening', () => {
  const ports = { store: tempProfile(), clock: fixedClock() };
  const open = (): void => {
    noteOpened(ports, account, blob);
    noteOpened(ports, account, blob, 'message.attachmentOpened');
  };
  open();
  setLogsOpened(ports, true);
  open();
  ports.store.freeze(new AppError('audit.rollback'));
  open();
  const told = auditPage(ports.store, null, 20, 'people').rows.map(({ event, detail }) => `${event} ${detail}`.trim());
  expect(told.toReversed()).toEqual(['settings.changed name logOpened, on true', 'message.opened', 'message.attachmentOpened']);
});
