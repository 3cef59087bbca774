// What a file is by its name and by its first bytes, as far as opening it could do harm (THREATS ATT-03).
// One list for what is received and for what is about to be sent.

/** Programs and what starts programs: refused by providers, also inside archives (PEC-REFERENCE §7). */
export const PROGRAM_EXTENSIONS: ReadonlySet<string> = new Set(
  'exe com scr pif bat cmd ps1 vbs vbe vb js jse wsf wsh hta lnk url msi msp cpl jar reg iso img vhd vhdx one chm dll sys ace library-ms search-ms application gadget xll'.split(
    ' ',
  ),
);
/** May carry programs: often stopped or not accepted by courts (PRODUCT §3.1 rule 10). */
export const ACTIVE_EXTENSIONS: ReadonlySet<string> = new Set(
  'docm xlsm pptm dotm xltm html htm shtml xhtml svg xlsb xlam ppam'.split(' '),
);

const DOCUMENTS = /\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|xml|eml|p7m|zip|jpe?g|png|gif|tiff?|html?)[\s._-]*\.[a-z0-9-]{2,12}$/i;

/** In lower case, without the dot; '' when there is none. */
export function extensionOf(name: string): string {
  const whole = name.trimEnd();
  const dot = whole.lastIndexOf('.');
  return dot < 0
    ? ''
    : whole
        .slice(dot + 1)
        .trim()
        .toLowerCase();
}

/** "fattura.pdf.exe": a document to somebody whose system hides the end. */
export function pretendsDocument(name: string): boolean {
  return PROGRAM_EXTENSIONS.has(extensionOf(name)) && DOCUMENTS.test(name.trim());
}

/** Windows, Linux, macOS (both byte orders, 32 and 64 bits), scripts with an interpreter line. */
const PROGRAM_STARTS = ['MZ', '\u007fELF', '\u00cf\u00fa\u00ed\u00fe', '\u00ce\u00fa\u00ed\u00fe', '\u00fe\u00ed\u00fa', '#!/'] as const;

/** `head`: the first bytes, one character each. A text may begin with MZ too, but has no NUL soon after. */
export function startsLikeProgram(head: string): boolean {
  return PROGRAM_STARTS.some((start) => head.startsWith(start) && (start !== 'MZ' || head.slice(0, 64).includes('\0')));
}

const MAGIC: readonly { readonly extensions: readonly string[]; readonly starts: readonly string[] }[] = [
  { extensions: ['pdf'], starts: ['%PDF-'] },
  { extensions: ['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'jar'], starts: ['PK\u0003\u0004', 'PK\u0005\u0006'] },
  { extensions: ['png'], starts: ['\u0089PNG'] },
  { extensions: ['jpg', 'jpeg'], starts: ['\u00ff\u00d8\u00ff'] },
];

/** Null: the name promises nothing that could be checked. */
export function promisedStarts(name: string): readonly string[] | null {
  return MAGIC.find(({ extensions }) => extensions.includes(extensionOf(name)))?.starts ?? null;
}
