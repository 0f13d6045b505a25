import type { ClientOption } from '../../api/client-types.ts';
import { type Code, code } from '../../code/code.ts';
import type { PythonNames } from './names.ts';
import { name } from './text.ts';

/** The attribute of the client with an option's value. */
export function attribute(names: PythonNames, option: ClientOption): string {
  return names.options.get(option.name) ?? 'option';
}

/** Python's types of options. */
export const TYPES = { string: 'str', boolean: 'bool', number: 'float', integer: 'int' } as const;

/** The type of the attribute. */
export function optionType(option: ClientOption): Code {
  return option.nullable && option.default === null
    ? code`${name(TYPES[option.type])} | None`
    : name(TYPES[option.type]);
}
