// Every code the core can send has a sentence in both languages: read from the sources, so that a new
// code without words is named here.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '#shared/text/en';
import { it } from '#shared/text/it';
import type { Sentences } from '#shared/text/sentence';

const ROOT = path.resolve(import.meta.dirname, '../../..');

function sources(folder: string): string {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(ROOT, folder, file), 'utf8'))
    .join('\n');
}

function codesIn(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].toSorted();
}

const CODE = "'([a-z][A-Za-z]*\\.[A-Za-z.]+)'";
const checks = codesIn(
  sources('src-main/verification/checks'),
  new RegExp(`(?:passed|passedWithNote|odd|unknown)\\([^'()]*${CODE}|(?:failed|undecided)\\(\\s*'[A-Z_]+',[^'()]*${CODE}`, 'g'),
);
const paths = codesIn(sources('src-main/verification'), /'(path\.[A-Za-z]+)'/g);
const findings = codesIn(sources('src-main/pec'), new RegExp(`finding\\(${CODE}`, 'g'));
const suspicions = codesIn(sources('src-main/mime'), /'(address\.[A-Za-z]+)'/g);

describe('codes with words', () => {
  test('the patterns find codes', () => {
    expect([checks.length > 15, paths.length > 5, findings.length > 10, suspicions.length > 10]).toEqual([true, true, true, true]);
  });
  test.each<[name: string, codes: readonly string[], sentences: Sentences]>([
    ['checks', [...checks, ...paths].filter((code) => code !== ''), it.checks.codes],
    ['findings', findings, it.mail.findings],
    ['suspicions', suspicions, it.mail.suspicions],
  ])('%s', (_name, codes, sentences) => {
    expect(codes.filter((code) => !Object.hasOwn(sentences, code))).toEqual([]);
  });
});

describe('both languages word the same codes', () => {
  test.each<[name: string, left: Sentences, right: Sentences]>([
    ['checks', it.checks.codes, en.checks.codes],
    ['defects', it.mail.defects, en.mail.defects],
    ['findings', it.mail.findings, en.mail.findings],
    ['suspicions', it.mail.suspicions, en.mail.suspicions],
    ['attachments', it.mail.attachmentWarnings, en.mail.attachmentWarnings],
    ['causes', it.mail.causes, en.mail.causes],
    ['keys', it.screen.keys, en.screen.keys],
  ])('%s', (_name, left, right) => {
    expect(Object.keys(right).toSorted()).toEqual(Object.keys(left).toSorted());
  });
});

describe('what wording never says (PRODUCT §5.4)', () => {
  test.each([it, en])('$language', (text) => {
    const all = JSON.stringify([text.mail, text.checks, text.screen], (_key, value: unknown) =>
      typeof value === 'function' ? value.toString() : value,
    );
    expect(all.match(/\binalterabil\w*|\ba norma\b|\bunalterable\b|\btamper-?proof\b|messaggio sicuro|is safe\b/gi) ?? []).toEqual([]);
  });
});
