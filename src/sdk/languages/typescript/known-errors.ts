import { type Code, code, join } from '../../code/code.ts';
import { statusClass } from '../../names/error-names.ts';
import { ModuleWriter } from './modules.ts';
import type { SdkWriter } from './resources.ts';
import { docComment, identifierCode, stringLiteral, valueLiteral } from './text.ts';

export const KNOWN_ERRORS = 'core/known-errors';

/** The classes of `errors.union`, and the choice among them; null if there are none. */
export function knownErrorsModule(sdk: SdkWriter): Code | null {
  const { errorUnion } = sdk.api.client;
  if (errorUnion === null || sdk.names.errors.size === 0) return null;
  const { property } = errorUnion;
  const variants = errorUnion.variants.filter(({ value }) => sdk.names.errors.has(value));
  const file = new ModuleWriter(KNOWN_ERRORS, sdk.names);
  const general = file.use('core/error', 'APIError', 'value');
  const className = (value: string) => identifierCode(sdk.names.errors.get(value) ?? 'APIError');
  const classes = variants.map(({ value, status }) => {
    const parent = statusClass(status);
    const extended =
      parent === null
        ? code`${general}<${status === null ? code`number` : valueLiteral(status)}, Headers>`
        : file.use('core/error', parent, 'value');
    return code`
      ${docComment(`The server answered with an error whose \`${property}\` is ${JSON.stringify(value)}.`)}
      export class ${className(value)} extends ${extended} {}
    `;
  });
  const cases = variants.map(({ value, status }) => {
    const made = code`new ${className(value)}(status, error, message, headers)`;
    return status === null
      ? code`
          case ${stringLiteral(value)}:
            return ${made};
        `
      : code`
          case ${stringLiteral(value)}:
            return status === ${valueLiteral(status)} ? ${made} : undefined;
        `;
  });
  const choice = code`
    /** The error of the class that the body names; undefined if there is none, or if the status is another one. */
    export function knownError(
      status: number,
      error: object | undefined,
      message: string | undefined,
      headers: Headers,
    ): ${general} | undefined {
      const value: unknown = error === undefined ? undefined : Reflect.get(error, ${stringLiteral(property)});
      switch (value) {
        ${cases}
        default:
          return undefined;
      }
    }
  `;
  return join([sdk.header, file.imports(), ...classes, choice], '\n\n');
}
