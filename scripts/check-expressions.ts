// No regular expression of the sources needs more than linear time (THREATS DOS-01): what comes from outside
// chooses the text, and sometimes its length. Found by the shape alone, so those that are safe for a reason
// are listed with it.
import { analyse } from 'scslre';
import { listSources, readSource, walk, type SourceFile } from './source-files.ts';

/** `path /pattern/flags`, with why its text cannot hurt. A line that is no longer needed is a fault. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src-main/mime/parse.ts /[ \\t]+$/': 'a boundary, cut before to the characters the parser uses',
  'src-main/sandbox/imap-structure.ts /^((?:\\d+)(?:\\.\\d+)*)?\\.?(.*)$/s':
    'its end takes everything: it cannot fail, so nothing is tried twice',
  'src-main/store/schema.ts /CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\\w+)(?:(?!;\\n|;$)[\\s\\S])*?(?:END(?=;)|(?=;\\n))/g':
    'our own migrations',
};

export function checkExpressions(): readonly string[] {
  const files = listSources()
    .filter((file) => file.startsWith('src-'))
    .map((file) => readSource(file));
  const found = files.flatMap(superLinear);
  const keys = found.map((one) => one.key);
  return [
    ...found.filter((one) => !Object.hasOwn(EXCEPTIONS, one.key)).map((one) => one.fault),
    ...Object.keys(EXCEPTIONS)
      .filter((key) => !keys.includes(key))
      .map((key) => `scripts/check-expressions.ts:1: exception that is not needed: ${key}`),
  ];
}

export function superLinear(file: SourceFile): readonly { readonly key: string; readonly fault: string }[] {
  const found: { key: string; fault: string }[] = [];
  walk(file.program, (node) => {
    const regex = node.type === 'Literal' ? node['regex'] : undefined;
    if (!isExpression(regex)) return;
    const { reports } = analyse({ source: regex.pattern, flags: regex.flags });
    if (reports.length === 0) return;
    const written = `/${regex.pattern}/${regex.flags}`;
    const worst = reports.some((report) => report.exponential) ? 'exponential' : 'polynomial';
    found.push({ key: `${file.path} ${written}`, fault: `${file.path}:${file.lineOf(node.start)}: ${written} needs ${worst} time` });
  });
  return found;
}

function isExpression(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value;
}
