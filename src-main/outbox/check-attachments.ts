// What is wrong with the files of a draft: types that providers refuse and virus filters stop, names that
// get lost on the way, content that is not what the name says (THREATS ATT, PRODUCT §3.1).
import type { DraftAttachment, Finding } from '#shared/model/compose';
import { ACTIVE_EXTENSIONS, extensionOf, PROGRAM_EXTENSIONS, promisedStarts } from '#main/mime/file-kinds';
import { blocking, warning } from './finding.ts';
import { isFileName } from './compose-message.ts';

export type FileHead = { readonly sizeBytes: number; readonly head: Uint8Array };

export function attachmentFindings(attachments: readonly DraftAttachment[], files: readonly (FileHead | null)[]): readonly Finding[] {
  const names = new Map<string, number>();
  return attachments.flatMap((attachment, index) => {
    const key = attachment.name.toLowerCase();
    const before = names.get(key);
    names.set(key, index);
    return [
      ...nameFindings(attachment, index, before !== undefined),
      ...typeFindings(attachment, index),
      ...contentFindings(attachment, index, files[index] ?? null),
    ];
  });
}

function nameFindings({ name }: DraftAttachment, index: number, repeated: boolean): readonly Finding[] {
  const better = safeName(name);
  const rename = { kind: 'renameAttachment', index, name: better } as const;
  if (!isFileName(name)) return [blocking('attachment.nameInvalid', 'attachments', { name: better }, rename)];
  const found: Finding[] = [];
  if (repeated) {
    const numbered = better.replace(/(\.[^.]*)?$/, (extension) => `-${index + 1}${extension}`);
    found.push(warning('attachment.nameTwice', 'attachments', { name }, { ...rename, name: numbered }));
  }
  // Accents and signs in names make files unreadable in the files of the courts (PRODUCT §3.1 rule 9).
  if (!/^[\x20-\x7e]+$/.test(name) || /["'%#&;:*?<>|]/.test(name))
    found.push(warning('attachment.nameSpecial', 'attachments', { name }, rename));
  if (name.length > 100) found.push(warning('attachment.nameLong', 'attachments', { name }, { ...rename, name: shortened(better) }));
  // "atto.p7m" hides what was signed: it should say "atto.pdf.p7m".
  if (/^[^.]+\.p7m$/i.test(name))
    found.push(warning('attachment.p7mName', 'attachments', { name }, { ...rename, name: name.replace(/\.p7m$/i, '.pdf.p7m') }));
  if (!name.includes('.')) found.push(warning('attachment.noExtension', 'attachments', { name }));
  return found;
}

function typeFindings({ name, type }: DraftAttachment, index: number): readonly Finding[] {
  const extension = extensionOf(name);
  const fix = { kind: 'removeAttachment', index } as const;
  if (PROGRAM_EXTENSIONS.has(extension)) return [blocking('attachment.program', 'attachments', { name }, fix)];
  if (ACTIVE_EXTENSIONS.has(extension)) return [warning('attachment.active', 'attachments', { name }, fix)];
  if (/^winmail\.dat$/i.test(name) || type === 'application/ms-tnef') return [warning('attachment.winmail', 'attachments', { name }, fix)];
  return [];
}

function contentFindings({ name }: DraftAttachment, index: number, file: FileHead | null): readonly Finding[] {
  const fix = { kind: 'removeAttachment', index } as const;
  if (file === null) return [blocking('attachment.gone', 'attachments', { name }, fix)];
  if (file.sizeBytes === 0) return [warning('attachment.empty', 'attachments', { name }, fix)];
  const head = Buffer.from(file.head).toString('latin1');
  const expected = promisedStarts(name);
  const found: Finding[] = [];
  // PDF readers accept some bytes before the mark; filters do not.
  if (expected !== null && !expected.some((start) => head.startsWith(start)))
    found.push(warning('attachment.contentOther', 'attachments', { name }));
  if (head.startsWith('MZ') && !PROGRAM_EXTENSIONS.has(extensionOf(name)))
    found.push(blocking('attachment.program', 'attachments', { name }, fix));
  return found;
}

/** ASCII letters, digits, dot, dash, underscore, blank: a name every system keeps. Never empty. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["'%#&;:*?<>|/\\]/g, '_')
    .replaceAll(/_{2,}/g, '_')
    .trim();
  const visible = plain.replace(/^[. -]+/, '');
  return visible === '' ? 'allegato' : visible;
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  return name.slice(0, 90 - extension.length) + extension;
}
