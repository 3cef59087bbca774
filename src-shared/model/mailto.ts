// What a link from outside may put into a new message (RFC 6068): recipients, subject and text. Everything
// else a link can name - attachments, Bcc, From, any other header - is left out, because whoever wrote the
// link is not the one who sends (THREATS IPC-07).

/** Fields of a draft: `to` and `cc` as a person would type them, `subject` one line, `text` with "\n". */
export type OutsideDraft = { readonly to: string; readonly cc: string; readonly subject: string; readonly text: string };

/** Longer links are cut by browsers and systems anyway; a message is not written in a link. */
export const MOST_LINK_CHARACTERS = 32_768;
const MOST_SUBJECT_CHARACTERS = 500;

/** Null: not a mailto link, too long, or percent signs that are no UTF-8. Linear; total. */
export function readMailto(link: string): OutsideDraft | null {
  if (link.length > MOST_LINK_CHARACTERS || !/^mailto:/i.test(link)) return null;
  const body = link.slice('mailto:'.length).split('#')[0] ?? '';
  const question = body.indexOf('?');
  const fields = new Map<string, string[]>();
  const add = (name: string, value: string): void => void fields.set(name, [...(fields.get(name) ?? []), value]);
  try {
    add('to', decodeURIComponent(question < 0 ? body : body.slice(0, question)));
    for (const pair of question < 0 ? [] : body.slice(question + 1).split('&')) {
      const equals = pair.indexOf('=');
      const name = decodeURIComponent(equals < 0 ? pair : pair.slice(0, equals)).toLowerCase();
      if (['to', 'cc', 'subject', 'body'].includes(name)) add(name, equals < 0 ? '' : decodeURIComponent(pair.slice(equals + 1)));
    }
  } catch {
    return null;
  }
  const joined = (name: string): string => (fields.get(name) ?? []).map(oneLine).filter(Boolean).join(', ');
  return {
    to: joined('to'),
    cc: joined('cc'),
    subject: oneLine(fields.get('subject')?.[0] ?? '').slice(0, MOST_SUBJECT_CHARACTERS),
    text: (fields.get('body')?.[0] ?? '').replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ''),
  };
}

/**
 * The link among the arguments a system starts a program with. The system appends it last; a program that calls
 * us with more may not choose: nothing but one mailto link is ever read from them.
 */
export function mailtoOf(argv: readonly string[]): OutsideDraft | null {
  const links = argv.filter((argument) => /^mailto:/i.test(argument));
  return links.length === 1 ? readMailto(links[0] ?? '') : null;
}

// A line end would start another header.
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
}

/** The preload posts this to the page when a link from outside waits to be taken. */
export const MAILTO_MESSAGE = 'plico:mailto';
