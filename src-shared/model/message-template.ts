// A text kept to be used again, with fields written {{name}}. A field is replaced once, and what comes in is
// only ever text: never another field, in a subject never another line (THREATS SND-01). Receivers, sender
// and files are no part of it, so that a template can send nothing anywhere.
import type { Brand, Instant } from './ids.ts';

/** Random, of our own making. */
export type TemplateId = Brand<string, 'TemplateId'>;

export type TemplateContent = {
  /** How people call it. */
  readonly name: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
};

export type MessageTemplate = TemplateContent & { readonly id: TemplateId; readonly changedAt: Instant };

const FIELD = /\{\{([^{}]{1,200})\}\}/g;
/** Controls, and what some programs read as a line end. */
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Names of the fields in a text, as written, in their order, repeated ones too. */
export function fieldsOf(text: string): readonly string[] {
  return [...text.matchAll(FIELD)].map(([, name]) => (name ?? '').trim());
}

/** Field names as a person types them: case, accents composed or not, and spaces do not matter. */
export function fieldKey(name: string): string {
  return name.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/** `valueOf`: null leaves the field as it stands. A value is never read again for fields. */
export function fillFields(text: string, valueOf: (name: string) => string | null): string {
  return text.replaceAll(FIELD, (whole, name: string) => valueOf(name) ?? whole);
}

/** The fields somebody is asked for, each once, those of the subject first. */
export function askedFields({ subject, text }: Pick<TemplateContent, 'subject' | 'text'>): readonly string[] {
  const names = new Map<string, string>();
  for (const name of [...fieldsOf(subject), ...fieldsOf(text)]) if (!names.has(fieldKey(name))) names.set(fieldKey(name), name);
  return [...names.values()];
}

/** `values` by `fieldKey`; a blank one leaves its field, and pre-flight names it. */
export function filledTemplate(
  { subject, text }: Pick<TemplateContent, 'subject' | 'text'>,
  values: ReadonlyMap<string, string>,
): { readonly subject: string; readonly text: string } {
  const valueOf = (name: string): string | null => {
    const value = values.get(fieldKey(name)) ?? '';
    return value.trim() === '' ? null : value;
  };
  return {
    subject: fillFields(subject, (name) => valueOf(name)?.replaceAll(BREAKS, ' ') ?? null)
      .replaceAll(BREAKS, ' ')
      .trim(),
    text: fillFields(text, valueOf),
  };
}

export function asTemplateId(text: string): TemplateId {
  if (!/^[0-9a-f-]{36}$/.test(text)) throw new Error('not an id of a template');
  return text as TemplateId;
}
