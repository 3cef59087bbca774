// SEARCH (RFC 3501 §6.4.4): the keys mail programs use, evaluated one message after another.
import { ImapSyntaxError, membersOfSet, textOf } from './imap-syntax.ts';
import type { ImapValue } from './imap-syntax.ts';
import type { StoredMessage } from './mail-store.ts';
import { decodedText, fieldValues, readFields } from './submitted.ts';

export type Candidate = { readonly sequence: number; readonly message: StoredMessage };
type Test = (candidate: Candidate) => boolean;
type Input = { readonly values: readonly ImapValue[]; at: number; readonly all: readonly Candidate[] };

const FLAG_KEYS: Readonly<Record<string, string>> = {
  ANSWERED: '\\Answered',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
  FLAGGED: '\\Flagged',
  SEEN: '\\Seen',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export function search(values: readonly ImapValue[], all: readonly Candidate[]): readonly Candidate[] {
  const start = values[0]?.kind === 'atom' && values[0].text.toUpperCase() === 'CHARSET' ? 2 : 0;
  const input: Input = { values, at: start, all };
  const tests: Test[] = [];
  while (input.at < values.length) tests.push(nextKey(input));
  return all.filter((candidate) => tests.every((test) => test(candidate)));
}

function nextKey(input: Input): Test {
  const value = input.values[input.at];
  input.at += 1;
  if (value?.kind === 'list') {
    const inner: Input = { values: value.items, at: 0, all: input.all };
    const tests: Test[] = [];
    while (inner.at < inner.values.length) tests.push(nextKey(inner));
    return (candidate) => tests.every((test) => test(candidate));
  }
  const name = textOf(value).toUpperCase();
  if (/^[\d*]/.test(name)) {
    const members = new Set(
      membersOfSet(
        name,
        input.all.map((candidate) => candidate.sequence),
      ),
    );
    return (candidate) => members.has(candidate.sequence);
  }
  const flag = FLAG_KEYS[name] ?? FLAG_KEYS[name.slice(2)];
  if (flag !== undefined) return (candidate) => candidate.message.flags.has(flag) === (FLAG_KEYS[name] !== undefined);
  return combinedKey(name, input) ?? textKey(name, input) ?? measuredKey(name, input);
}

function combinedKey(name: string, input: Input): Test | null {
  switch (name) {
    case 'ALL':
    case 'OLD':
      return () => true;
    case 'RECENT':
    case 'NEW':
      return () => false;
    case 'NOT': {
      const test = nextKey(input);
      return (candidate) => !test(candidate);
    }
    case 'OR': {
      const [left, right] = [nextKey(input), nextKey(input)];
      return (candidate) => left(candidate) || right(candidate);
    }
    case 'UID': {
      const members = new Set(
        membersOfSet(
          argument(input),
          input.all.map((candidate) => candidate.message.uid),
        ),
      );
      return (candidate) => members.has(candidate.message.uid);
    }
    case 'KEYWORD':
    case 'UNKEYWORD': {
      const keyword = argument(input);
      return (candidate) => candidate.message.flags.has(keyword) === (name === 'KEYWORD');
    }
    default:
      return null;
  }
}

function textKey(name: string, input: Input): Test | null {
  if (['FROM', 'TO', 'CC', 'BCC', 'SUBJECT', 'HEADER'].includes(name)) {
    const header = (name === 'HEADER' ? argument(input) : name).toLowerCase();
    const wanted = utf8(argument(input));
    return ({ message }) =>
      fieldValues(readFields(message.bytes, 0, message.bytes.length), header).some((value) =>
        decodedText(value).toLowerCase().includes(wanted),
      );
  }
  if (name === 'BODY' || name === 'TEXT') {
    const wanted = utf8(argument(input));
    return ({ message }) => {
      const start = name === 'BODY' ? readFields(message.bytes, 0, message.bytes.length).bodyStart : 0;
      return message.bytes.toString('utf8', start).toLowerCase().includes(wanted);
    };
  }
  return null;
}

function measuredKey(name: string, input: Input): Test {
  switch (name) {
    case 'LARGER': {
      const limit = Number(argument(input));
      return ({ message }) => message.bytes.length > limit;
    }
    case 'SMALLER': {
      const limit = Number(argument(input));
      return ({ message }) => message.bytes.length < limit;
    }
    case 'MODSEQ': {
      const limit = Number(argument(input));
      return ({ message }) => message.modseq >= limit;
    }
    case 'SINCE':
    case 'SENTSINCE': {
      const day = dayOf(argument(input));
      return ({ message }) => message.internalDate >= day;
    }
    case 'BEFORE':
    case 'SENTBEFORE': {
      const day = dayOf(argument(input));
      return ({ message }) => message.internalDate < day;
    }
    case 'ON':
    case 'SENTON': {
      const day = dayOf(argument(input));
      return ({ message }) => message.internalDate >= day && message.internalDate < day + 86_400_000;
    }
    default:
      throw new ImapSyntaxError(`unknown search key ${name.slice(0, 20)}`);
  }
}

function argument(input: Input): string {
  const value = input.values[input.at];
  input.at += 1;
  return textOf(value);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8').toLowerCase();
}

function dayOf(text: string): number {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  const month = MONTHS.indexOf((match?.[2] ?? '').toLowerCase());
  if (match === null || month === -1) throw new ImapSyntaxError('date expected');
  return Date.UTC(Number(match[3]), month, Number(match[1]));
}
