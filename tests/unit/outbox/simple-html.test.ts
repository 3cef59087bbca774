// SND-11: of pasted formatting only simple tags stay, written anew; nothing that loads or runs.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plainText, simpleHtml } from '#main/outbox/simple-html';

test.each<[given: string, then: string]>([
  ['<p>Ciao <b>mondo</b></p>', '<p>Ciao <b>mondo</b></p>'],
  ['<p style="x" onclick="y">a<br/>b', '<p>a<br>b</p>'],
  ['a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
  ['<img src="https://tracker.example/x.png">', ''],
  ['<script>alert(1)</script>x', 'x'],
  ['<SCRIPT\n>alert(1)</script >x', 'x'],
  ['<style>p{}</style><p>x</p>', '<p>x</p>'],
  ['<svg><script>alert(1)</script></svg>y', 'y'],
  ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href=" java&#10;script:alert(1)">x</a>', '<a>x</a>'],
  ['<a href="https://pec.example/?a=1&amp;b=2">x</a>', '<a href="https://pec.example/?a=1&amp;b=2">x</a>'],
  ['<a href=\'https://x.example/" onmouseover="y\'>x</a>', '<a href="https://x.example/%22%20onmouseover=%22y">x</a>'],
  ['<a href="https://user:pass@x.example/">x</a>', '<a>x</a>'],
  ['<!-- <b>x</b> --><i>y</i>', '<i>y</i>'],
  ['<!--[if mso]><p>z</p><![endif]-->y', 'y'],
  ['<b><i>x</b>y</i>', '<b><i>x</i></b>y'],
  ['</p>x</b>', 'x'],
  ['<iframe srcdoc="<p>x</p>"></iframe>y', 'y'],
  ['<form action="https://x.example"><input name="a">t</form>', 't'],
  ['<p', ''],
  ['&#0;&#x1b;&#xd800;&unknown;', '&amp;unknown;'],
  ['&lt;script&gt;', '&lt;script&gt;'],
  ['<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '&quot;&gt;'],
])('%s', (given, then) => {
  expect(simpleHtml(given)).toBe(then);
  // What was kept is kept again as it is.
  expect(simpleHtml(then)).toBe(then);
});

test('nothing but the kept tags is ever in the result, whatever comes in', () => {
  const source = readFileSync(import.meta.filename, 'utf8');
  for (let cut = 0; cut < source.length; cut += 37) {
    const out = simpleHtml(source.slice(cut) + source.slice(0, cut));
    const rest = out.replaceAll(
      /<\/?(?:p|div|b|strong|i|em|u|s|ul|ol|li|blockquote|pre|br|hr)>|<a(?: href="(?:https?|mailto):[^"<>]*")?>|<\/a>/g,
      '',
    );
    expect(/[<>"]/.exec(rest)).toBeNull();
  }
});

test('a hostile length is read in linear time and cut', () => {
  expect(simpleHtml('<'.repeat(3_000_000)).length).toBe(4 * 2 * 1024 * 1024);
  expect(simpleHtml('<b>'.repeat(500_000)).length).toBeLessThan(50 * 8);
});

test.each<[given: string, then: string]>([
  ['<p>Uno<br>due</p><ul><li>tre &amp; quattro</li></ul>', 'Uno\ndue\n- tre & quattro'],
  ['<div>Uno</div><div><br></div><div>due</div>', 'Uno\n\ndue'],
  ['<ol><li>uno</li><li>due<ul><li>tre</li></ul></li></ol>', '1. uno\n2. due\n  - tre'],
  ['<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c', '> a\n> > b\nc'],
  ['<a href="https://pec.example/atto">l’atto</a>', 'l’atto <https://pec.example/atto>'],
  ['<a href="https://pec.example/">pec.example</a> e <a href="mailto:a@b.example">a@b.example</a>', 'pec.example e a@b.example'],
  ['<pre>a\n  b</pre>', 'a\n  b'],
  ['<p>a   b\n c</p><hr>', 'a b c\n----------'],
])('the words of %s', (given, then) => {
  expect(plainText(simpleHtml(given))).toBe(then);
});
