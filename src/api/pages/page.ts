import { createHash } from 'node:crypto';

/** HTML that is safe to send: every value in it was escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** HTML from a template: values are escaped, except for HTML that was made by this function. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | null)[]): Html {
  const shown = values.map((value) =>
    value === null ? '' : value instanceof Html ? value.text : escapeText(value),
  );
  return new Html(parts.map((part, i) => part + (shown[i] ?? '')).join(''));
}

function escapeText(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  // Values are untrusted: characters that would change the direction of text are shown as character references.
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�').replace(/[&<>"']/g, (found) => names[found] ?? found);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#c9d1d9;--back:#f4f5f7;--card:#fff;--main:#0b5fcc;--on:#fff;--bad:#b3261e;--good:#1a7f37}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4af;--line:#3a424c;--back:#101418;--card:#191f26;--main:#79b0ff;--on:#0b1420;--bad:#ff8a80;--good:#6fdd8b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:2rem}
h1{font-size:1.35rem;line-height:1.25;margin:0 0 .5rem}
p{margin:0 0 1rem}
.soft{color:var(--soft);font-size:.9rem}
label{display:block;font-weight:600;margin:1rem 0 .3rem}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.4rem;padding:.6rem .7rem}
.code{font:600 1.35rem ui-monospace,monospace;letter-spacing:.15em;text-transform:uppercase}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:1.25rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;border-radius:.4rem;border:1px solid var(--main);padding:.6rem 1.1rem;background:var(--main);color:var(--on);cursor:pointer}
button.second{background:transparent;color:var(--ink);border-color:var(--line)}
.row{display:flex;gap:.75rem;margin-top:1.5rem}.row button{flex:1}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
.bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
`;

/** Content security policy of our pages: their own style, and forms that go to this server. */
export const PAGE_POLICY = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // So that browsers send the origin of a form along with it.
  referrerPolicy: { policy: 'same-origin' },
} as const;

/** A complete page. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Kiln</title>
<style>${new Html(STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>
`.text;
}
