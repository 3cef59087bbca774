// Changes of a draft. Pure.
import { signatureBlock, type ComposeField, type ComposeFix, type DraftContent, type Finding } from '#shared/model/compose';
import type { AccountId } from '#shared/model/ids';
import { readRecipient } from '#shared/model/sendable-address';
import { plainText } from '#shared/model/simple-html';

/** Signature by account; an account without one is not in it. */
export type Signatures = Readonly<Record<string, string>>;

/** The draft after the button beside a finding. */
export function withFix(content: DraftContent, fix: ComposeFix, signatures: Signatures): DraftContent {
  switch (fix.kind) {
    case 'removeRecipient':
      return { ...content, [fix.field]: content[fix.field].filter((_, index) => index !== fix.index) };
    case 'moveCcToTo':
      return { ...content, to: [...content.to, ...content.cc], cc: [] };
    case 'renameAttachment':
      return {
        ...content,
        attachments: content.attachments.map((each, index) => (index === fix.index ? { ...each, name: fix.name } : each)),
      };
    case 'removeAttachment':
      return { ...content, attachments: content.attachments.filter((_, index) => index !== fix.index) };
    case 'setReceipt':
      return { ...content, receipt: fix.receipt };
    case 'setAccount':
      return withAccount(content, fix.account, signatures);
  }
}

/** From another box: its signature takes the place of the one before, where that was not changed. */
export function withAccount(content: DraftContent, account: AccountId, signatures: Signatures): DraftContent {
  const before = signatureBlock(signatures[content.account] ?? '');
  const after = signatureBlock(signatures[account] ?? '');
  if (content.html !== null) return { ...content, account };
  if (before === '') {
    const answers = content.origin.kind !== 'new';
    return { ...content, account, text: answers ? content.text : content.text + after };
  }
  const at = content.text.lastIndexOf(before);
  return { ...content, account, text: at < 0 ? content.text : content.text.slice(0, at) + after + content.text.slice(at + before.length) };
}

/** A filled template goes above what is there; a subject somebody wrote stays. */
export function withTemplate(content: DraftContent, filled: { readonly subject: string; readonly text: string }): DraftContent {
  const subject = content.subject.trim() === '' ? filled.subject : content.subject;
  const above = filled.text.trimEnd();
  if (content.html === null) {
    const below = content.text.replace(/^\s*\n/, '');
    return { ...content, subject, text: below === '' ? `${above}\n` : `${above}\n\n${below}` };
  }
  const html = `${htmlOf(`${above}\n`)}${content.html}`;
  return { ...content, subject, html, text: plainText(html) };
}

/** What somebody wrote above signature and quotation: what is worth keeping as a template. */
export function ownText(content: DraftContent, signature: string): string {
  const block = signatureBlock(signature);
  const at = block === '' ? -1 : content.text.indexOf(block);
  const own = at < 0 ? content.text : content.text.slice(0, at);
  const lines = own.split('\n');
  const quoted = lines.findIndex((line) => line.startsWith('>'));
  // The line before a quotation says who wrote it.
  return (quoted < 0 ? lines : lines.slice(0, Math.max(0, quoted - 1))).join('\n').trim();
}

/** Lines as paragraphs. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return escaped
    .split('\n')
    .map((line) => `<p>${line === '' ? '<br>' : line}</p>`)
    .join('');
}

/** Several recipients as people type and paste them: by comma, semicolon or line, never inside quotes. */
export function splitRecipients(text: string): readonly string[] {
  const entries: string[] = [];
  let entry = '';
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    // "Rossi, Mario <m@…>": a comma before any address belongs to the name.
    if (!quoted && (sign === ';' || sign === '\n' || sign === '\r' || (sign === ',' && entry.includes('@')))) {
      entries.push(entry);
      entry = '';
    } else entry += sign;
  }
  entries.push(entry);
  return entries.map((each) => tidy(each.trim())).filter((each) => each !== '');
}

/** A name with a comma in it becomes a quoted one; nothing else is repaired. */
function tidy(entry: string): string {
  const at = entry.indexOf('<');
  const name = entry.slice(0, Math.max(0, at)).trim();
  return name.includes(',') && !/["@]/.test(name) ? `"${name}" ${entry.slice(at)}` : entry;
}

/** As a person would type it; a name that could be read as more than a name is left out. */
export function recipientEntry(name: string, address: string): string {
  const clean = name
    .replaceAll(/[\p{C}"\\<>]/gu, ' ')
    .trim()
    .slice(0, 100);
  if (clean === '' || clean.includes('@')) return address;
  return /[(),;:]/.test(clean) ? `"${clean}" <${address}>` : `${clean} <${address}>`;
}

/** Name and address of an entry to be shown; the entry itself where it is not valid. */
export function entryParts(entry: string): { readonly valid: boolean; readonly name: string; readonly address: string } {
  const read = readRecipient(entry);
  return read.state === 'valid' ? { valid: true, ...read.mailbox } : { valid: false, name: '', address: entry };
}

export const AREAS = ['from', 'to', 'subject', 'text', 'attachments', 'receipt', 'message'] as const;
export type Area = (typeof AREAS)[number];

/** Where nothing was found; what there is nothing of is not praised. */
export function passedAreas(findings: readonly Finding[], content: DraftContent): readonly Area[] {
  const found = new Set<ComposeField>(findings.map(({ field }) => (field === 'cc' ? 'to' : field)));
  return AREAS.filter((area) => !found.has(area) && (area !== 'attachments' || content.attachments.length > 0));
}

/** A type as a part may carry it (RFC 2045 §5.1). */
export function fileType(type: string): string {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$/.test(plain) ? plain : 'application/octet-stream';
}
