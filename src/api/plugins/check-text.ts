import type { FastifyInstance } from 'fastify';
import { badRequest } from '../../contract/errors.ts';

/** No valid request is nested a fifth as deep. Code that walks values recurses once per level. */
const MAX_LEVELS = 100;

/**
 * Rejects requests with text that cannot be stored (NUL, which PostgreSQL and YAML do not support, and lone
 * surrogates), and requests that are nested too deeply. The message names the field.
 */
export function registerText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const part of [params, query, body]) check(part, '', 0);
  });
}

function check(value: unknown, field: string, level: number): void {
  if (typeof value === 'string') {
    const wrong = wrongWith(value);
    if (wrong !== null) throw badRequest(`${field}: must not ${wrong}.`);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    if (level === MAX_LEVELS) {
      throw badRequest(`${field.split('.')[0]}: must not be nested deeper than ${MAX_LEVELS} levels.`);
    }
    for (const [key, each] of Object.entries(value)) {
      const wrong = key === '__proto__' ? 'be __proto__' : wrongWith(key);
      if (wrong !== null)
        throw badRequest(`${field || 'the request'}: contains a name that must not ${wrong}.`);
      check(each, field === '' ? key : `${field}.${key}`, level + 1);
    }
  }
}

function wrongWith(text: string): string | null {
  if (/^\W{0,2}(?:[^\0]\0){4}|^\W{0,2}(?:\0[^\0]){4}/.test(text)) return 'be UTF-16; send it as UTF-8';
  if (text.includes('\0')) return 'contain NUL';
  return text.isWellFormed() ? null : 'contain a lone surrogate';
}
