import type { Api } from '../../api/api-types.ts';
import { type Code, code } from '../../code/code.ts';
import { statusClass } from '../../names/error-names.ts';
import { Imports } from './imports.ts';
import type { PythonNames } from './names.ts';
import { docstring, name, str, value as valueCode } from './text.ts';

export const KNOWN_ERRORS = '_known_errors';

/** The classes of `errors.union`, and the choice among them; null if there are none. */
export function knownErrorsModule({ client }: Api, names: PythonNames): Code | null {
  if (client.errorUnion === null || names.errors.size === 0) return null;
  const { property } = client.errorUnion;
  const variants = client.errorUnion.variants.filter(({ value }) => names.errors.has(value));
  const imports = new Imports();
  const general = imports.from('._errors', 'APIStatusError');
  const className = (value: string) => name(names.errors.get(value) ?? 'APIStatusError');
  const classes = variants.map(({ value, status }) => {
    const parent = imports.from('._errors', statusClass(status) ?? 'APIStatusError');
    return code`


      class ${className(value)}(${parent}):
          ${docstring(`The API answered with an error whose \`${property}\` is ${JSON.stringify(value)}.`)}
    `;
  });
  for (const one of ['Dict', 'Optional', 'Tuple', 'Type']) imports.from('typing', one);
  imports.module('httpx');
  const mapping = imports.from('._utils', 'is_mapping');
  return code`
    from __future__ import annotations

    ${imports.render()}
    ${classes}


    # By value: the status, if there is only one, and the class.
    _KNOWN: Dict[object, Tuple[Optional[int], Type[${general}]]] = {
        ${variants.map(({ value, status }) => code`${str(value)}: (${valueCode(status)}, ${className(value)}),`)}
    }


    def known_error(message: str, *, response: httpx.Response, body: object) -> Optional[${general}]:
        """The error of the class that the body names; None if there is none, or if the status is another one."""
        value: object = body.get(${str(property)}) if ${mapping}(body) else None
        status, known = _KNOWN.get(value, (None, None)) if isinstance(value, str) else (None, None)
        if known is None or status not in (None, response.status_code):
            return None
        return known(message, response=response, body=body)
  `;
}
