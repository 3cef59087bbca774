// Citations in comments and in `spec:` values are well formed and name something that exists, because
// a judgement is only as good as the rule it names. With the shared folder at hand, sections and test
// ids are looked up too; `--missing-ids` lists gate ids of THREATS that no test title carries.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KNOWN_RFCS, OWN_DOCUMENTS } from './cited-documents.ts';
import { isNode, listSources, readSource, ROOT, walk, type SourceFile } from './source-files.ts';

const SHARED = process.env['PLICO_SHARED'] ?? path.resolve(ROOT, '../shared');

const NUMBER = String.raw`§(?:\d+|[A-Z])(?:\.\d+)*[a-z]?(?![\p{L}\d])(?:\([\w]+\))*`;
const NAME = String.raw`§[A-Z\p{Ll}][\p{L}\d-]*(?: [\p{L}\d-]+)*`;
const SECTION = `(?:${NUMBER}|${NAME})`;
const OUTSIDE = String.raw`RFC (?<rfc>\d{3,5})\b|ETSI (?:EN|TS|TR) \d{3} \d{3}(?:-\d+)?(?: [vV]\d+(?:\.\d+)*)?|(?:ITU-T )?X\.\d{3}|ISO(?:\/IEC)? \d+(?:-\d+)?|PKCS #\d+|FIPS \d+(?:-\d+)?|ECMA-\d+(?: part \d)?|APPNOTE|sqlite\.org\/\w+\.html|README|XML(?:DSig|-C14N| 1\.[01])|XAdES|WCAG \d\.\d|L\. \d+\/\d{4}|DPR \d+\/\d{4}`;
const CITATION = new RegExp(
  String.raw`(?:${OUTSIDE}|(?<own>${Object.keys(OWN_DOCUMENTS)
    .map((name) => name.replace('.', String.raw`\.`))
    .join('|')}))(?<sections>(?:,? (?:and |to |or )?${SECTION})+|)`,
  'gu',
);
const BARE_AFTER = new RegExp(String.raw`(?<=\u0000[^]*)${SECTION}`, 'gu');
const TEST_ID = /\b(?:SIG|XML|MIME|HDR|HTML|ATT|NET|SYNC|SND|STO|AUD|EVI|IMP|LOC|IPC|DOS|FUZ|SUP)-\d\d\b/g;

type Quote = { readonly text: string; readonly line: number };

export function checkCitations(): readonly string[] {
  const files = listSources().map((file) => readSource(file));
  const lookup = readLookup();
  return files.flatMap((file) => citationFaults(file, lookup));
}

/** What can be looked up; null where the shared folder is not at hand. */
export type Lookup = { readonly headings: Readonly<Record<string, readonly string[]>>; readonly ids: ReadonlySet<string> } | null;

export function citationFaults(file: SourceFile, lookup: Lookup): readonly string[] {
  const faults: string[] = [];
  const say = (quote: Quote, what: string): void => void faults.push(`${file.path}:${quote.line}: ${what}`);
  for (const quote of [...joinedComments(file), ...(file.path.startsWith('tests/') ? [] : specValues(file))]) {
    for (const match of quote.text.matchAll(CITATION)) {
      const { rfc, own, sections } = match.groups ?? {};
      if (rfc !== undefined && !Object.hasOwn(KNOWN_RFCS, rfc)) say(quote, `RFC ${rfc} is not in scripts/cited-documents.ts`);
      if (own !== undefined && lookup !== null)
        for (const missing of missingSections(own, sections ?? '', lookup)) say(quote, `${own} has no section ${missing}`);
    }
    // Once a document is named, a bare section number later in the same comment belongs to it.
    const rest = quote.text.replaceAll(CITATION, '\u0000').replaceAll(BARE_AFTER, '');
    const loose =
      /.{0,30}§.{0,12}/u.exec(rest) ?? /\bRFC[ -]?\d.{0,20}/iu.exec(rest.replaceAll(/message\/rfc822|rfc822Name|BODY\S*|RFC822\S*/giu, ''));
    if (loose !== null) say(quote, `not a citation of the form "RFC 5652 §5.4": "${loose[0].trim()}"`);
    if (lookup !== null) for (const [id] of quote.text.matchAll(TEST_ID)) if (!lookup.ids.has(id)) say(quote, `THREATS has no ${id}`);
  }
  return faults;
}

function readLookup(): Lookup {
  if (!existsSync(path.join(SHARED, OWN_DOCUMENTS['THREATS'] ?? ''))) return null;
  const read = (file: string): string => readFileSync(path.join(SHARED, file), 'utf8');
  const headings = Object.fromEntries(
    Object.entries(OWN_DOCUMENTS)
      .filter(([, file]) => existsSync(path.join(SHARED, file)))
      .map(([name, file]) => [name, [...read(file).matchAll(/^#+ (?:\*\*)?(.+)$/gm)].map((match) => match[1] ?? '')]),
  );
  const ids = new Set([...read(OWN_DOCUMENTS['THREATS'] ?? '').matchAll(TEST_ID)].map(([id]) => id));
  return { headings, ids };
}

function missingSections(own: string, sections: string, lookup: NonNullable<Lookup>): readonly string[] {
  const headings = lookup.headings[own];
  if (headings === undefined) return [];
  return sections
    .split('§')
    .slice(1)
    .map((section) => section.replace(/,? (?:and |to |or )?$/, '').trim())
    .filter((section) => {
      const number = /^\d+(?:\.\d+)*/.exec(section)?.[0];
      const word = /^[\p{L}-]+/u.exec(section)?.[0] ?? '';
      if (number === undefined)
        return !headings.some((heading) => heading.startsWith(word) || heading.replace(/^[\dA-Z.]+ /, '').startsWith(word));
      // Where a section has no subsections, the second number is the point of its list.
      const parent = number.replace(/\.\d+$/, '');
      return !hasSection(headings, number) && (hasSection(headings, `${parent}.1`) || !hasSection(headings, parent));
    });
}

function hasSection(headings: readonly string[], number: string): boolean {
  return headings.some((heading) => heading.startsWith(number) && !/^\.?\d/.test(heading.slice(number.length)));
}

/** Comments, with those on consecutive lines joined: a citation may be broken across two. */
function joinedComments(file: SourceFile): readonly Quote[] {
  const quotes: { text: string; line: number; end: number }[] = [];
  for (const comment of file.comments) {
    const text = comment.text.replaceAll(/\n\s*\*?\s*/g, ' ').trim();
    const last = quotes.at(-1);
    const end = comment.start + 2 + comment.text.length;
    if (
      last !== undefined &&
      /^[\s/*]*$/.test(file.text.slice(last.end, comment.start)) &&
      !file.text.slice(last.end, comment.start).includes('\n\n')
    ) {
      last.text += ` ${text}`;
      last.end = end;
    } else quotes.push({ text, line: file.lineOf(comment.start), end });
  }
  return quotes;
}

function specValues(file: SourceFile): readonly Quote[] {
  const quotes: Quote[] = [];
  walk(file.program, (node) => {
    if (node.type !== 'Property' || !isNode(node['key']) || node['key']['name'] !== 'spec' || !isNode(node['value'])) return;
    const { value } = node['value'];
    if (typeof value !== 'string') return;
    quotes.push({ text: value, line: file.lineOf(node.start) });
    if (value.replaceAll(CITATION, '').replaceAll(/ V\d+\b|[,; ]/g, '') !== '')
      quotes.push({ text: `§ "${value}"`, line: file.lineOf(node.start) });
  });
  return quotes;
}

/** Ids of THREATS marked G that no string of a test carries; null without the shared folder. */
export function missingIds(): readonly string[] | null {
  const threats = path.join(SHARED, OWN_DOCUMENTS['THREATS'] ?? '');
  if (!existsSync(threats)) return null;
  const text = readFileSync(threats, 'utf8');
  // Marked, or by what is said of their table: server faults in a short form, changed inputs in the number of the gate.
  const gate = [...text.matchAll(/^\| ([A-Z]+-\d\d) \|.*\| G(?:\/\w)? \|$|^\| (FUZ-\d\d) \||\| (SYNC-\d\d) (?=\|)/gm)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  const tested = new Set(
    listSources()
      .filter((file) => file.startsWith('tests/'))
      .flatMap((file) => titleIds(readSource(file))),
  );
  return gate.filter((id) => !tested.has(id));
}

function titleIds(file: SourceFile): readonly string[] {
  const ids: string[] = [];
  walk(file.program, (node) => {
    const value = node.type === 'Literal' ? node['value'] : node.type === 'TemplateElement' ? file.text.slice(node.start, node.end) : null;
    if (typeof value === 'string') ids.push(...[...value.matchAll(TEST_ID)].map(([id]) => id));
  });
  return ids;
}

if (import.meta.main) {
  if (process.argv.includes('--missing-ids')) {
    const missing = missingIds();
    process.stdout.write(
      missing === null
        ? 'the shared folder is not at hand\n'
        : `${missing.join(' ')}\n${missing.length} gate ids of THREATS without a test\n`,
    );
  } else {
    const faults = checkCitations();
    for (const fault of faults) process.stdout.write(`${fault}\n`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  }
}
