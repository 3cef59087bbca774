// Bounds on what one message may make us do (THREATS §4). Hitting one gives a defect with its name;
// the archived bytes stay available.
export const MIME_LIMITS = {
  parts: 1_000,
  depth: 20,
  messageDepth: 5,
  headersPerPart: 1_000,
  headerBytesPerPart: 256 * 1024,
  headerBytesInAll: 1024 * 1024,
  headerFieldBytes: 64 * 1024,
  /** RFC 2046 §5.1.1 allows 70; longer ones are used and flagged, absurd ones are not used. */
  boundaryCharacters: 70,
  boundaryCharactersUsed: 250,
  addresses: 2_000,
  fileNameBytes: 255,
  messageIds: 200,
  messageIdCharacters: 998,
} as const;
