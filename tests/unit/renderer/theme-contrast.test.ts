// Recomputes the table of RENDERER §7 from tokens.css, so that neither can rot.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const RENDERER = path.resolve(import.meta.dirname, '../../../src-renderer');
const css = readFileSync(path.join(RENDERER, 'theme/tokens.css'), 'utf8');

function tokens(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast, rounded to two decimals as the table is. */
function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].toSorted((a, b) => a - b);
  return Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
}

const SURFACES = ['page', 'panel', 'raised', 'hover', 'selected', 'selected-idle'].map((name) => `--surface-${name}`);

describe.each([
  [
    'light',
    ':root',
    {
      text: 13.5,
      'text-soft': 6.11,
      'text-faint': 4.56,
      accent: 5.69,
      onAccent: 7.12,
      edge: 3.26,
      focus: 5.69,
      proven: [5.22, 5.73],
      noted: [5.22, 6.1],
      undecided: [5.36, 5.89],
      refused: [5.55, 5.97],
      ordinary: [5.57, 6.06],
      anomaly: [5.43, 6.04],
      box: 4.33,
      textOnTint: 14.5,
    },
  ],
  [
    'dark',
    "[data-theme='dark']",
    {
      text: 10.02,
      'text-soft': 6.11,
      'text-faint': 4.74,
      accent: 5.4,
      onAccent: 7.87,
      edge: 3.06,
      focus: 6.12,
      proven: [6.11, 6.87],
      noted: [6.11, 7.81],
      undecided: [6.35, 7.34],
      refused: [5.15, 6.18],
      ordinary: [5.9, 6.69],
      anomaly: [5.97, 6.83],
      box: 4.54,
      textOnTint: 11.2,
    },
  ],
] as const)('contrast of the %s theme', (_name, selector, table) => {
  const values = tokens(selector);
  const value = (name: string): string => {
    const found = values.get(name);
    if (found === undefined) throw new Error(`no token ${name}`);
    return found;
  };
  const worst = (name: string): number => Math.min(...SURFACES.map((surface) => contrast(value(name), value(surface))));

  test.each(['text', 'text-soft', 'text-faint', 'accent', 'edge', 'focus'] as const)('--%s on every surface', (name) => {
    expect(worst(`--${name}`)).toBeGreaterThanOrEqual(table[name] - 0.0051);
  });
  test('text on the accent', () => {
    expect(contrast(value('--on-accent'), value('--accent'))).toBeGreaterThanOrEqual(table.onAccent - 0.0051);
  });
  test.each(['proven', 'noted', 'undecided', 'refused', 'ordinary', 'anomaly'] as const)(
    'verdict %s on surfaces and on its tint',
    (name) => {
      const [onSurface, onTint] = table[name];
      expect(worst(`--verdict-${name}`)).toBeGreaterThanOrEqual(onSurface - 0.0051);
      expect(contrast(value(`--verdict-${name}`), value(`--verdict-${name}-tint`))).toBeGreaterThanOrEqual(onTint - 0.0051);
      expect(contrast(value('--text'), value(`--verdict-${name}-tint`))).toBeGreaterThanOrEqual(table.textOnTint - 0.05);
    },
  );
  test('box colours', () => {
    expect(Math.min(...[0, 1, 2, 3, 4, 5].map((index) => worst(`--box-${index}`)))).toBeGreaterThanOrEqual(table.box - 0.0051);
  });
});

describe('who may use what', () => {
  const styles = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
  test('only marks use the colours of a verdict', () => {
    const users = styles.filter((file) => readFileSync(path.join(RENDERER, file), 'utf8').includes('--verdict-'));
    expect(users.filter((file) => file !== path.join('theme', 'tokens.css') && !file.startsWith(`marks${path.sep}`))).toEqual([]);
    expect(users.length).toBeGreaterThan(2);
  });
  test('raw colours stand only in tokens.css', () => {
    const users = styles.filter(
      (file) =>
        file !== path.join('theme', 'tokens.css') && /#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i.test(readFileSync(path.join(RENDERER, file), 'utf8')),
    );
    expect(users).toEqual([]);
  });
});
