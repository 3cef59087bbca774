// Access to the header fields of an entity. `rawHeader…` gives the value unfolded and trimmed with
// encoded words as written (for logic); `headerText` decodes them (for people).
import { headerText as bytesToText } from './bytes.ts';
import { decodeEncodedWords } from './encoded-words.ts';
import { MIME_LIMITS } from './limits.ts';
import { readHeaderBlock } from './header-block.ts';
import type { HeaderField, MimeEntity } from './mime-message.ts';

export type Headed = Pick<MimeEntity, 'fields'>;

/** The fields of the message itself, and nothing read behind them: those that `parseMessage` gives the root. */
export function topHeader(bytes: Uint8Array): Headed {
  return readHeaderBlock(bytes, 0, { bytesLeft: MIME_LIMITS.headerBytesInAll }, () => false);
}

/** RFC 5322 §2.2.3: a line break before a blank is folding. */
export function unfold(text: string): string {
  return text.includes('\n') ? text.replace(/\r?\n(?=[ \t])/g, '').trim() : text.trim();
}

export function fieldValue(bytes: Uint8Array, field: HeaderField): string {
  return unfold(bytesToText(bytes, field.value.start, field.value.end));
}

/** The first field of that name (lower case), or null. A second one never overrides the first. */
export function rawHeader(bytes: Uint8Array, entity: Headed, name: string): string | null {
  const field = entity.fields.find((candidate) => candidate.name === name);
  return field === undefined ? null : fieldValue(bytes, field);
}

/** All fields of that name, in order. */
export function rawHeaders(bytes: Uint8Array, entity: Headed, name: string): readonly string[] {
  return entity.fields.filter((field) => field.name === name).map((field) => fieldValue(bytes, field));
}

/** Unstructured text for people: RFC 2047 decoded. Null when absent. */
export function decodedHeader(bytes: Uint8Array, entity: Headed, name: string): string | null {
  const raw = rawHeader(bytes, entity, name);
  return raw === null ? null : decodeEncodedWords(raw);
}

export type MessageIds = {
  /** Each with angle brackets, in order, without repetition. */
  readonly ids: readonly string[];
  /** 'id.tooMany', 'id.tooLong', 'id.control'. */
  readonly oddities: readonly string[];
};

/** The ids of Message-ID, In-Reply-To, References (RFC 5322 §3.6.4), bounded (HDR-05). */
export function parseMessageIds(raw: string): MessageIds {
  const ids = new Set<string>();
  const oddities = new Set<string>();
  for (const inner of betweenAngles(raw)) {
    const id = messageIdText(inner, oddities);
    if (id === null || ids.has(id)) continue;
    if (ids.size >= MIME_LIMITS.messageIds) {
      oddities.add('id.tooMany');
      break;
    }
    ids.add(id);
  }
  if (ids.size === 0 && !raw.includes('<')) {
    const id = messageIdText(raw, oddities);
    if (id !== null) ids.add(id);
  }
  return { ids: [...ids], oddities: [...oddities] };
}

/** What stands between a '<' and the next '>' without another of either between them. Linear. */
function* betweenAngles(text: string): Generator<string> {
  let open = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3c) open = at;
    else if (code === 0x3e) {
      if (open >= 0) yield text.slice(open + 1, at);
      open = -1;
    }
  }
}

function messageIdText(inner: string, oddities: Set<string>): string | null {
  const text = inner.trim();
  if (text === '') return null;
  if (text.length > MIME_LIMITS.messageIdCharacters) {
    oddities.add('id.tooLong');
    return null;
  }
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    oddities.add('id.control');
    return null;
  }
  return `<${text}>`;
}

/**
 * One id in comparable form: blanks and one pair of angle brackets taken off, then put back.
 * Case matters (PEC-REFERENCE §1.2). Null when nothing usable is there.
 */
export function normaliseMessageId(raw: string | null): string | null {
  if (raw === null) return null;
  return parseMessageIds(raw).ids[0] ?? messageIdText(raw.trim().replace(/^<|>$/g, ''), new Set());
}
