// Sources of checks as anybody can find them: screens, terminal and reports name public documents alone.
const PUBLIC_SOURCES: Readonly<Record<string, string>> = {
  'PEC-REFERENCE V5': 'RFC 5652 §11.3',
  'PEC-REFERENCE V6': 'RFC 6109 §4.4',
  'PEC-REFERENCE V7': 'RFC 6109 §3, §4.4',
  'PEC-REFERENCE V8': 'RFC 6109 §3.1, §4.4',
  'PEC-REFERENCE V9': 'RFC 6109 §3',
  'PEC-REFERENCE V10': 'RFC 6109 §3',
  'PEC-REFERENCE §3.4': 'DPR 68/2005 art. 9; RFC 6109',
};

/** A source somebody else can look up, for one that is named by our own notes. */
export function citationOf(spec: string): string {
  return PUBLIC_SOURCES[spec] ?? spec;
}
