// The document a mail is shown in: its own policy, our base style, the sanitised body. Made through
// a Trusted Types policy of its own, so that no other string can become a frame.

/** Nothing loads, nothing runs, nothing is sent; pictures only from inside (DECISIONS §Screen). */
export const FRAME_POLICY = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
export const FRAME_SANDBOX = 'allow-same-origin allow-popups';

export type FrameColours = {
  readonly text: string;
  readonly page: string;
  readonly link: string;
  readonly scheme: 'light' | 'dark';
  readonly padding: string;
};

type HtmlPolicy = { createHTML(text: string): unknown };
type PolicyFactory = { createPolicy(name: string, rules: { createHTML: (text: string) => string }): HtmlPolicy };

let policy: HtmlPolicy | null = null;

/** What `srcDoc` takes: a TrustedHTML where the browser has it. `body` must come from sanitise.ts. */
export function frameDocument(body: string, colours: FrameColours): string {
  policy ??= trustedTypes()?.createPolicy('plico-mail', { createHTML: (text) => text }) ?? { createHTML: (text) => text };
  return asDocument(policy.createHTML(documentText(body, colours)));
}

function documentText(body: string, colours: FrameColours): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><meta name="referrer" content="no-referrer"><style>
:root{color-scheme:${colours.scheme}}
html{overflow-y:hidden;overflow-x:auto}
body{margin:0;padding:${colours.padding};background:${colours.page};color:${colours.text};font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
:root[data-plico-paper]{color-scheme:light}
:root[data-plico-paper] body{background:#fff;color:#1b1d1f;padding:10px 12px}
:root[data-plico-paper] [role=link]{color:#1f5a94}
:root[data-plico-paper=broken] body{overflow-wrap:anywhere}
:root[data-plico-paper=broken] table{max-width:100%}
[role=link]{color:${colours.link};text-decoration:underline;cursor:pointer}
[role=link]:focus-visible{outline:2px solid ${colours.link};outline-offset:2px}
img{max-width:100%;height:auto}
pre{white-space:pre-wrap}
blockquote{margin:0 0 0 4px;padding-left:10px;border-left:2px solid #7a8188}
</style></head><body>${body}</body></html>`;
}

function trustedTypes(): PolicyFactory | null {
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes');
  return factory === undefined ? null : asFactory(factory);
}

function asFactory(factory: unknown): PolicyFactory {
  return factory as PolicyFactory;
}

// React types srcDoc as string; at run time it hands the TrustedHTML to the browser untouched.
function asDocument(html: unknown): string {
  return html as string;
}
