// What may go over the wire, checked before a connection is made. nodemailer would repair line ends on
// the way, and then what was sent would not be what is archived (SND-05, SND-06): it is refused instead.
import type { SubmissionEnvelope } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import { isSendableAddress } from '#shared/model/sendable-address';

/** Throws AppError 'input.invalid' with the field at fault. */
export function checkEnvelope(envelope: SubmissionEnvelope): void {
  if (!isSendableAddress(envelope.from)) throw invalid('from');
  if (envelope.to.length === 0 || envelope.to.some((address) => !isSendableAddress(address))) throw invalid('to');
}

/** Only CRLF line ends, the last one included, and no NUL (RFC 5321 §2.3.8, §4.5.2). Throws AppError 'input.invalid'. */
export function checkBytes(bytes: Uint8Array): void {
  if (bytes.length < 2 || bytes[bytes.length - 2] !== 0x0d || bytes[bytes.length - 1] !== 0x0a) throw invalid('lineEnds');
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x0a && bytes[at - 1] !== 0x0d) throw invalid('lineEnds');
    if (byte === 0x0d && bytes[at + 1] !== 0x0a) throw invalid('lineEnds');
    if (byte === 0x00) throw invalid('content');
  }
}

function invalid(field: string): AppError {
  return new AppError('input.invalid', { retry: 'afterUser', values: { field } });
}
