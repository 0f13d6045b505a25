/**
 * TypeScript without comments and with empty literals: text that stays in literals and comments does not change it.
 * Line breaks and spaces are ignored, because a longer literal may be on its own lines.
 */
export function skeleton(code: string): string {
  let kept = '';
  let at = 0;
  const templates: number[] = [];
  let braces = 0;
  while (at < code.length) {
    const two = code.slice(at, at + 2);
    const one = code[at] ?? '';
    if (two === '//') {
      while (at < code.length && !/[\n\r\u2028\u2029]/.test(code[at] ?? '')) at += 1;
    } else if (two === '/*') {
      at = code.indexOf('*/', at) + 2;
      if (at < 2) return `${kept} unterminated`;
    } else if (one === "'" || one === '"') {
      at += 1;
      while (at < code.length && code[at] !== one) at += code[at] === '\\' ? 2 : 1;
      at += 1;
      kept += '""';
    } else if (one === '`' || (one === '}' && templates.at(-1) === braces)) {
      if (one === '}') templates.pop();
      at += 1;
      while (at < code.length && code[at] !== '`' && code.slice(at, at + 2) !== '${')
        at += code[at] === '\\' ? 2 : 1;
      if (code[at] === '`') at += 1;
      else {
        at += 2;
        templates.push(braces);
      }
      kept += '``';
    } else {
      if (one === '{') braces += 1;
      if (one === '}') braces -= 1;
      if (!/[\s,|()]/.test(one)) kept += one;
      at += 1;
    }
  }
  return kept;
}
