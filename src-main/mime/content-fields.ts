// Content-Type, Content-Disposition, Content-Transfer-Encoding and the file name of one entity.
import type { Defect } from '#shared/model/pec-message';
import { headerText } from './bytes.ts';
import { decodeEncodedWords } from './encoded-words.ts';
import { cleanFileName } from './file-name.ts';
import type { HeaderField, ParameterisedValue } from './mime-message.ts';
import { parseParameterised } from './parameters.ts';

export type ContentFields = {
  readonly contentType: ParameterisedValue;
  readonly disposition: ParameterisedValue | null;
  readonly encoding: string;
  readonly fileName: string | null;
  readonly defects: readonly Defect[];
};

const KNOWN_ENCODINGS: ReadonlySet<string> = new Set([
  '7bit',
  '8bit',
  'binary',
  'base64',
  'quoted-printable',
  'x-uuencode',
  'uuencode',
  'x-uue',
]);
const PLAIN_TEXT: ParameterisedValue = { value: 'text/plain', parameters: new Map() };
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Which field rules when there are two is the caller's choice; that there are two is always a defect. */
export function describeContent(
  bytes: Uint8Array,
  fields: readonly HeaderField[],
  defaultType: string,
  duplicates: 'first' | 'last',
): ContentFields {
  const defects: Defect[] = [];
  const pick = (name: string, duplicateId: string): string | null => {
    let chosen: HeaderField | null = null;
    for (const field of fields) {
      if (field.name !== name) continue;
      if (chosen === null) chosen = field;
      else {
        if (!defects.some((defect) => defect.id === duplicateId)) defects.push({ id: duplicateId });
        if (duplicates === 'last') chosen = field;
      }
    }
    return chosen === null ? null : unfold(headerText(bytes, chosen.value.start, chosen.value.end));
  };
  const typeText = pick('content-type', 'mime.duplicateContentType');
  const dispositionText = pick('content-disposition', 'mime.duplicateDisposition');
  const encodingText = pick('content-transfer-encoding', 'mime.duplicateTransferEncoding');
  const contentType = readContentType(typeText, defaultType, defects);
  const disposition = readDisposition(dispositionText, defects);
  const encoding = readEncoding(encodingText, contentType.value, defects);
  const fileName = readFileName(contentType, disposition, defects);
  return { contentType, disposition, encoding, fileName, defects };
}

function unfold(text: string): string {
  return text.replace(/\r?\n(?=[ \t])/g, '').trim();
}

function readContentType(text: string | null, defaultType: string, defects: Defect[]): ParameterisedValue {
  if (text === null) return defaultType === 'text/plain' ? PLAIN_TEXT : { value: defaultType, parameters: NO_PARAMETERS };
  const parsed = parseParameterised(text);
  defects.push(...parsed.defects);
  if (!/^[!#$%&'*+.^_`{|}~0-9a-z-]+\/[!#$%&'*+.^_`{|}~0-9a-z-]+$/.test(parsed.value)) {
    defects.push({ id: 'mime.badContentType', detail: parsed.value.slice(0, 60) });
  }
  return { value: parsed.value, parameters: parsed.parameters };
}

function readDisposition(text: string | null, defects: Defect[]): ParameterisedValue | null {
  if (text === null) return null;
  const parsed = parseParameterised(text);
  defects.push(...parsed.defects);
  return { value: parsed.value, parameters: parsed.parameters };
}

function readEncoding(text: string | null, contentType: string, defects: Defect[]): string {
  if (text === null) return '7bit';
  const encoding = parseParameterised(text).value;
  if (encoding === '') return '7bit';
  if (!KNOWN_ENCODINGS.has(encoding)) defects.push({ id: 'mime.unknownEncoding', detail: encoding.slice(0, 60) });
  else if (contentType.startsWith('multipart/') && encoding !== '7bit' && encoding !== '8bit' && encoding !== 'binary') {
    // RFC 2045 §6.4: no encoding other than an identity on a composite type.
    defects.push({ id: 'mime.multipartEncoding', detail: encoding });
  }
  return encoding;
}

/** RFC 2183 §2.3 first, the older "name" of Content-Type otherwise; both are looked at for a conflict. */
function readFileName(contentType: ParameterisedValue, disposition: ParameterisedValue | null, defects: Defect[]): string | null {
  const fromDisposition = labelOf(disposition?.parameters.get('filename'));
  const fromType = contentType.value.startsWith('multipart/') ? null : labelOf(contentType.parameters.get('name'));
  if (fromDisposition !== null && fromType !== null && fromDisposition !== fromType) {
    defects.push({ id: 'mime.fileNameConflict', detail: fromType });
  }
  return fromDisposition ?? fromType;
}

function labelOf(raw: string | undefined): string | null {
  if (raw === undefined || raw === '') return null;
  return cleanFileName(raw.includes('=?') ? decodeEncodedWords(raw) : raw);
}
