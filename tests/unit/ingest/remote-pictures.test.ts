// Which addresses the core may ask at all: those of pictures that stand in the archived HTML.
import { expect, test } from 'vitest';
import { remotePictures } from '#main/ingest/remote-pictures';

const A = 'http://a.example/1.png';

test.each<[string, string[], ReturnType<typeof remotePictures>]>([
  ['a picture', [`<img src="${A}">`], { seen: [A], unseen: 0 }],
  ['entities and blanks', [`<IMG SRC=" https://a.example/?x=1&amp;y=&#50; ">`], { seen: ['https://a.example/?x=1&y=2'], unseen: 0 }],
  ['twice', [`<img src=${A}><p><img src='${A}'>`], { seen: [A], unseen: 0 }],
  [
    'HTML-02 nothing else loads',
    [
      `<link rel=stylesheet href=${A}><iframe src=${A}></iframe><video poster=${A} src=${A}></video><table background=${A}><img srcset=${A} lowsrc=${A}><style>p{background:url(${A})}</style>`,
    ],
    { seen: [], unseen: 0 },
  ],
  [
    'no other scheme',
    [
      '<img src="file:///etc/passwd"><img src="//a.example/x"><img src=x><img src="cid:1"><img src="data:image/png;base64,x"><img src="ftp://a.example/x"><img src="javascript:x">',
    ],
    { seen: [], unseen: 0 },
  ],
  ['too long an address', [`<img src="${A}${'x'.repeat(2_000)}">`], { seen: [], unseen: 0 }],
  [
    'what nobody could see',
    [
      `<img src="${A}?1" width=1 height=1><img src="${A}?2" style="display:none"><img src="${A}?3" style="width: 0px;height:1px"><img hidden src="${A}?4"><img src="${A}?5" width=560 height=2>`,
    ],
    { seen: [], unseen: 5 },
  ],
  [
    'what can be seen',
    [
      `<img src="${A}?1" width="100%"><img src="${A}?2" style="max-width:100%;width:10px"><img src="${A}?3" width=4 height=4><img src="${A}?4" style="opacity:0.9">`,
    ],
    { seen: [`${A}?1`, `${A}?2`, `${A}?3`, `${A}?4`], unseen: 0 },
  ],
  ['unseen here, seen there', [`<img src="${A}" width=1><img src="${A}">`], { seen: [A], unseen: 0 }],
  // EFAIL, direct: the second part must not become part of an address of the first.
  ['HTML-09 an open quote ends with its part', ['<img src="http://a.example/?', 'secret words', '">'], { seen: [], unseen: 0 }],
  ['in a comment or a script', [`<!-- <img src="${A}"> --><script>"<img src='${A}'>"</script>`], { seen: [], unseen: 0 }],
])('%s', (_name, htmls, then) => {
  expect(remotePictures(htmls)).toEqual(then);
});

test('at most a hundred', () => {
  expect(remotePictures([Array.from({ length: 500 }, (_, at) => `<img src="${A}?${at}">`).join('')]).seen).toHaveLength(100);
});
