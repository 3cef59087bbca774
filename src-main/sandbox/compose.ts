// Messages as a careful client submits them (PEC-REFERENCE §3.6): 7-bit, CRLF, base64 or
// quoted-printable, lines up to 76, a final line break. For the demo's story and for tests.
import { createHash } from 'node:crypto';
import { headerText, quotedPrintable } from './encoding.ts';
import { italianTime } from './italian-time.ts';
import { base64Lines } from './smime.ts';

export type Attachment = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

export type Draft = {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  /** Forbidden in PEC; here to be refused. */
  readonly bcc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly receipt?: 'completa' | 'breve' | 'sintetica';
  readonly inReplyTo?: string;
  readonly at: number;
  /** With angle brackets. */
  readonly messageId: string;
};

export function compose(draft: Draft): Buffer {
  const list = (name: string, addresses: readonly string[] | undefined): readonly string[] =>
    addresses === undefined || addresses.length === 0 ? [] : [`${name}: ${addresses.join(',\r\n ')}`];
  const head = [
    `From: "${headerText(draft.from.name)}" <${draft.from.address}>`,
    ...list('To', draft.to),
    ...list('Cc', draft.cc),
    ...list('Bcc', draft.bcc),
    `Subject: ${headerText(draft.subject)}`,
    `Date: ${italianTime(draft.at).header}`,
    `Message-ID: ${draft.messageId}`,
    ...(draft.inReplyTo === undefined ? [] : [`In-Reply-To: ${draft.inReplyTo}`, `References: ${draft.inReplyTo}`]),
    ...(draft.receipt === undefined ? [] : [`X-TipoRicevuta: ${draft.receipt}`]),
    'MIME-Version: 1.0',
  ];
  const text = [
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(draft.text.replaceAll(/\r?\n/g, '\r\n'), 'utf8'),
  ].join('\r\n');
  const attachments = draft.attachments ?? [];
  if (attachments.length === 0) return Buffer.from(`${head.join('\r\n')}\r\n${text}\r\n`, 'latin1');
  const boundary = `=_plico_${createHash('sha256').update(draft.messageId).digest('hex').slice(0, 24)}`;
  const parts = [text, ...attachments.map((attachment) => attachmentPart(attachment))];
  const body = [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from([...head, ...body].join('\r\n'), 'latin1');
}

function attachmentPart(attachment: Attachment): string {
  const name = headerText(attachment.name);
  return [
    `Content-Type: ${attachment.type}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    base64Lines(attachment.bytes).trimEnd(),
  ].join('\r\n');
}

/** A one-page PDF 1.4 with lines of plain text and a correct cross-reference table. */
export function simplePdf(title: string, lines: readonly string[]): Buffer {
  const shown = [title, '', ...lines].map(
    (line) => `(${line.replaceAll(/[^\x20-\x7e\u00a0-\u00ff]/g, '-').replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj T*`,
  );
  const stream = ['BT', '/F1 11 Tf', '56 780 Td', '16 TL', ...shown, 'ET'].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let out = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = objects.map((object, index) => {
    const offset = out.length;
    out += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = [
    'xref',
    `0 ${objects.length + 1}`,
    '0000000000 65535 f ',
    ...offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n `),
  ].join('\n');
  return Buffer.from(`${out}${table}\ntrailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`, 'latin1');
}
