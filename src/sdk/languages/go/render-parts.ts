import { type Code, code, type Part } from '../../code/code.ts';
import { alignRows, cells, plain, type Row } from './align.ts';
import type { Declaration, Field, StructDeclaration } from './declarations.ts';
import type { GoFile, GoType } from './gofile.ts';
import { docComment, identifier, structTag, tagName } from './text.ts';

/** Comment of a type: its description and deprecation; null if there is nothing to say. */
export function doc(
  declaration: Pick<Declaration, 'doc' | 'deprecated'>,
  otherwise: string | null = null,
): Part {
  const lines = docComment(withDeprecation(declaration.doc ?? otherwise, declaration.deprecated));
  return lines.length === 0 ? null : lines;
}

export function withDeprecation(text: string | null, deprecated: string | null): string | null {
  if (deprecated === null) return text;
  const note = `Deprecated: ${deprecated.trim() === '' ? 'deprecated.' : deprecated.trim()}`;
  return text === null || text.trim() === '' ? note : `${text}\n\n${note}`;
}

export function structOf(name: Code, rows: readonly Row[]): Code {
  return rows.length === 0
    ? code`type ${name} struct{}`
    : code`
        type ${name} struct {
        ${alignRows(rows)}
        }
      `;
}

/** Fields with their comments. */
export function fieldRows(
  file: GoFile,
  { fields, role }: Pick<StructDeclaration, 'fields' | 'role'>,
): readonly Row[] {
  return fields.flatMap((field) => {
    const comment = docComment(withDeprecation(field.doc, field.deprecated));
    const row = cells(identifier(field.name), file.type(field.type), structTag(tagsOf(file, field, role)));
    return comment.length === 0 ? [row] : [plain(comment), row];
  });
}

function tagsOf(
  file: GoFile,
  field: Field,
  role: StructDeclaration['role'],
): readonly (readonly [string, string])[] {
  const isV2 = file.module.style === 'v2';
  const leavesOut = isV2 && role !== 'response' && (!field.required || !isPlain(field.type));
  const options = leavesOut ? ',omitzero' : '';
  const tags: [string, string][] = [];
  if (field.in === 'body') tags.push(['json', `${tagName(field.wireName)}${options}`]);
  else {
    tags.push([field.in, `${tagName(field.wireName)}${options}`]);
    if (isV2) tags.push(['json', '-']);
  }
  if (field.required) tags.push(['api', 'required']);
  else if (field.nullable && role === 'response') tags.push(['api', 'nullable']);
  if (field.format !== null) tags.push(['format', field.format]);
  return tags;
}

/** Required fields whose zero value is sent. */
function isPlain(type: GoType): boolean {
  if (type.kind === 'named') return type.pkg === 'constant';
  return (type.kind === 'basic' && type.name !== 'any') || (type.kind === 'library' && type.name === 'Time');
}

export function metadataField(rows: readonly Row[]): Code {
  return code`
    JSON struct {
    ${alignRows(rows)}
    } ${structTag([['json', '-']])}
  `;
}

export function readingV2(file: GoFile, typeName: string): readonly Part[] {
  const name = identifier(typeName);
  return [
    code`
      // RawJSON returns the JSON as it came.
      func (r ${name}) RawJSON() string {
      \treturn r.JSON.raw
      }
    `,
    unmarshaler(file, typeName),
  ];
}

export function unmarshaler(file: GoFile, typeName: string): Part {
  return code`
    // UnmarshalJSON reads the value from JSON.
    func (r *${identifier(typeName)}) UnmarshalJSON(data []byte) error {
    \treturn ${file.own('apijson')}.UnmarshalRoot(data, r)
    }
  `;
}

/** v2: turns what was received into what is sent. */
export function toParam(
  file: GoFile,
  { name, toParam: param }: { readonly name: string; readonly toParam: string | null },
): Part {
  if (param === null || file.module.style !== 'v2') return null;
  const [from, to] = [identifier(name), identifier(param)];
  return code`
    // ToParam returns a ${to} that is sent as this value came. Its fields are not set: ask it for Overrides.
    func (r ${from}) ToParam() ${to} {
    \treturn ${file.own('param')}.Override[${to}](${file.std('encoding/json')}.RawMessage(r.RawJSON()))
    }
  `;
}
