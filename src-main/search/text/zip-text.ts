// Text inside zip files: office documents, and archives of documents. Entries are unpacked one after
// the other into memory, counted as they come and dropped (ATT-05); names are only words to find.
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { TEXT_LIMITS, type TextBudget } from './text-budget.ts';
import { openDocumentTags, sharedStringTags, sheetTags, wordTags, xmlWords, type TagRule } from './xml-words.ts';

/** Reads a file found inside; null bytes: too large or encrypted, only its name is known. */
export type InnerFile = (name: string, bytes: Uint8Array) => Promise<void>;

export async function readZip(bytes: Uint8Array, budget: TextBudget, inner: InnerFile): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      decodeStrings: true,
      validateEntrySizes: true,
      strictFileNames: false,
    });
  } catch {
    budget.stopped('zip.damaged');
    return;
  }
  try {
    await readEntries(zip, budget, inner);
  } catch {
    budget.stopped('zip.damaged');
  } finally {
    zip.close();
  }
}

async function readEntries(zip: ZipFile, budget: TextBudget, inner: InnerFile): Promise<void> {
  let count = 0;
  let office: boolean | null = null;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > TEXT_LIMITS.zipEntries) return budget.stopped('zip.tooManyEntries');
    if (budget.late() || budget.left() <= 0) return;
    const name = entry.fileName;
    // The first entry tells: [Content_Types].xml of OPC, mimetype of OpenDocument, or one of their folders.
    office ??= /^(?:\[Content_Types\]\.xml|mimetype|_rels\/|docProps\/|word\/|xl\/|ppt\/|META-INF\/|content\.xml)/.test(name);
    if (name.endsWith('/')) continue;
    const rule = office ? ruleOf(name) : null;
    if (office && rule === null) continue;
    if (entry.isEncrypted()) {
      budget.stopped('zip.encrypted');
      if (!office) budget.add(name);
      continue;
    }
    if (!office) budget.add(name);
    const content = await unpack(zip, entry, budget);
    if (content === null) return;
    if (rule === null) await inner(name, content);
    else budget.add(xmlWords(Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8'), rule, budget.left()));
  }
}

async function unpack(zip: ZipFile, entry: Entry, budget: TextBudget): Promise<Uint8Array | null> {
  if (entry.uncompressedSize > TEXT_LIMITS.attachmentBytes) {
    budget.stopped('zip.tooLarge');
    return null;
  }
  const pieces: Buffer[] = [];
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream) {
    if (!(piece instanceof Buffer)) continue;
    pieces.push(piece);
    if (!budget.unpacked(piece.length) || budget.late()) {
      stream.destroy();
      return null;
    }
  }
  return Buffer.concat(pieces);
}

/** Parts of office files that hold words (ECMA-376 part 1 §11 to §13; OpenDocument 1.3 part 2 §3). */
function ruleOf(name: string): TagRule | null {
  if (/^word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/.test(name)) return wordTags;
  if (/^ppt\/(?:slides|notesSlides)\/[^/]+\.xml$/.test(name)) return wordTags;
  if (name === 'xl/sharedStrings.xml') return sharedStringTags;
  if (/^xl\/worksheets\/[^/]+\.xml$/.test(name)) return sheetTags;
  if (name === 'content.xml') return openDocumentTags;
  return null;
}
