import type { FastifyInstance } from 'fastify';
import { badRequest } from '../../contract/errors.ts';

/**
 * Refuses requests with text that cannot be kept: NUL, which PostgreSQL's text and YAML do not have, and halves of
 * surrogate pairs, which are no characters. The message names the field.
 */
export function registerText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const part of [params, query, body]) check(part, '');
  });
}

function check(value: unknown, field: string): void {
  if (typeof value === 'string') {
    const wrong = wrongWith(value);
    if (wrong !== null) throw badRequest(`${field}: must not contain ${wrong}.`);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const [key, each] of Object.entries(value)) {
      const wrong = wrongWith(key);
      if (wrong !== null)
        throw badRequest(`${field || 'the request'}: a name in it must not contain ${wrong}.`);
      check(each, field === '' ? key : `${field}.${key}`);
    }
  }
}

function wrongWith(text: string): string | null {
  if (text.includes('\0')) return 'NUL';
  return text.isWellFormed() ? null : 'half of a surrogate pair';
}
