import type { StringRule, Syntax } from './syntax.ts';

export interface Literal {
  readonly rule: StringRule;
  /** From its opening delimiter to after its closing one. */
  start: number;
  end: number;
  /** Whether it contains an expression. */
  hasExpression: boolean;
}

/** A part of a file: code, or the content of a comment or string. */
export interface Segment {
  readonly kind: 'code' | 'comment' | 'string';
  readonly start: number;
  readonly end: number;
  readonly literal?: Literal;
}

/**
 * Splits a file into code, comments and strings. Null if one of them does not end: then nothing is known about the
 * file.
 */
export function scan(text: string, syntax: Syntax): Segment[] | null {
  const segments: Segment[] = [];
  const openers = openersOf(syntax);
  /** Open strings, from the outermost to the innermost; each with the number of open braces in its expression. */
  const open: { literal: Literal; braces: number }[] = [];
  let from = 0;
  let at = 0;
  const add = (kind: Segment['kind'], end: number, literal?: Literal) => {
    if (end > from) segments.push({ kind, start: from, end, literal });
    from = end;
  };
  while (at < text.length) {
    const sign = text[at] ?? '';
    const around = open.at(-1);
    if (around !== undefined) {
      if (sign === '{') around.braces += 1;
      else if (sign === '}' && --around.braces === 0) {
        add('code', at + 1);
        open.pop();
        const end = inString(around.literal, at + 1);
        if (end === null) return null;
        at = end;
        continue;
      }
    }
    if (!openers.has(sign)) {
      at += 1;
      continue;
    }
    const comment = syntax.comments.find(
      (rule) =>
        text.startsWith(rule.open, at) && (rule.lineStart !== true || at === 0 || text[at - 1] === '\n'),
    );
    if (comment !== undefined) {
      add('code', at);
      const close = text.indexOf(comment.close, at + comment.open.length);
      if (close < 0 && comment.close !== '\n') return null;
      at = close < 0 ? text.length : close + (comment.close === '\n' ? 0 : comment.close.length);
      add('comment', at);
      continue;
    }
    const rule = syntax.strings.find((each) => text.startsWith(each.open, at) && follows(each, text, at));
    if (rule === undefined) {
      at += 1;
      continue;
    }
    add('code', at);
    const literal: Literal = { rule, start: at, end: at, hasExpression: false };
    const end = inString(literal, at + rule.open.length);
    if (end === null) return null;
    at = end;
  }
  add('code', text.length);
  return open.length === 0 ? segments : null;

  /** Continues in a string, to its end or to the next expression in it; null if it does not end. */
  function inString(literal: Literal, begin: number): number | null {
    const { rule } = literal;
    for (let i = begin; i < text.length; i++) {
      const sign = text[i];
      if (sign === '\\' && rule.escape === 'backslash') i += 1;
      else if (rule.expression !== undefined && text.startsWith(rule.expression, i)) {
        if (rule.expression === '{' && text[i + 1] === '{') i += 1;
        else {
          const end = i + rule.expression.length;
          add('string', end, literal);
          literal.hasExpression = true;
          open.push({ literal, braces: 1 });
          return end;
        }
      } else if (text.startsWith(rule.close, i)) {
        if (rule.escape === 'doubled' && text.startsWith(rule.close, i + 1)) i += 1;
        else {
          literal.end = i + rule.close.length;
          add('string', literal.end, literal);
          return literal.end;
        }
      } else if (sign === '\n' && rule.oneLine === true) return null;
    }
    return null;
  }
}

function openersOf(syntax: Syntax): ReadonlySet<string> {
  const rules = [...syntax.comments, ...syntax.strings];
  return new Set(rules.map(({ open }) => open.charAt(0)));
}

function follows({ after, open }: StringRule, text: string, at: number): boolean {
  if (/^[a-z]/.test(open) && /\w/.test(text[at - 1] ?? ' ')) return false;
  if (after === undefined) return true;
  return after.test(text.slice(Math.max(0, at - 20), at).trimEnd());
}
