// What reading the text of one message may cost. Readers ask before each step; what goes on without
// asking (one PDF page, one call of a decoder) is ended by the deadline of the parsing process.
export const TEXT_LIMITS = {
  /** Of one message, all its attachments together. */
  characters: 1_000_000,
  /** Of one attachment. */
  attachmentCharacters: 400_000,
  attachmentBytes: 32 * 1024 * 1024,
  attachments: 100,
  /** All attachments of one message; below the deadline of the parsing process (THREATS §4). */
  milliseconds: 6_000,
  pdfPages: 300,
  zipEntries: 5_000,
  /** Unpacked from one archive: beyond it a small file is a bomb (ATT-05). */
  unpackedBytes: 48 * 1024 * 1024,
  /** Signed file in signed file, archive in archive, message in message (ATT-06). */
  depth: 3,
} as const;

export type TextBudget = {
  /** Characters still wanted from this attachment; 0 ends it. */
  left(): number;
  /** Takes what fits and says whether more is wanted. */
  add(text: string): boolean;
  /** The reason a reader stopped early: first one wins. */
  stopped(reason: TextStop): void;
  late(): boolean;
  /** Bytes unpacked so far, over all archives of the message. */
  unpacked(bytes: number): boolean;
};

/** Why a text is not whole; stable codes. */
export type TextStop =
  | 'text.tooLong'
  | 'text.tooLarge'
  | 'text.tooMany'
  | 'text.tooDeep'
  | 'text.late'
  | 'pdf.encrypted'
  | 'pdf.damaged'
  | 'pdf.tooManyPages'
  | 'zip.encrypted'
  | 'zip.damaged'
  | 'zip.tooLarge'
  | 'zip.tooManyEntries'
  | 'cms.unreadable';

export type MessageBudget = {
  attachment(): TextBudget & { text(): string };
  /** The first reason, null when all was read. */
  reason(): TextStop | null;
  used(characters: number): void;
  left(): number;
};

export function createMessageBudget(now: () => number): MessageBudget {
  const started = now();
  let left: number = TEXT_LIMITS.characters;
  let unpackedBytes = 0;
  let reason: TextStop | null = null;

  function stopped(why: TextStop): void {
    reason ??= why;
  }

  return {
    attachment() {
      const pieces: string[] = [];
      let own = Math.min(left, TEXT_LIMITS.attachmentCharacters);
      return {
        left: () => own,
        add(text) {
          const piece = text.slice(0, own);
          pieces.push(piece);
          own -= piece.length;
          left -= piece.length;
          if (piece.length < text.length) stopped('text.tooLong');
          return own > 0;
        },
        stopped,
        late() {
          const over = now() - started > TEXT_LIMITS.milliseconds;
          if (over) stopped('text.late');
          return over;
        },
        unpacked(bytes) {
          unpackedBytes += bytes;
          const fits = unpackedBytes <= TEXT_LIMITS.unpackedBytes;
          if (!fits) stopped('zip.tooLarge');
          return fits;
        },
        text: () => pieces.join(' '),
      };
    },
    reason: () => reason,
    used(characters) {
      left = Math.max(0, left - characters);
      if (left === 0) stopped('text.tooLong');
    },
    left: () => left,
  };
}
