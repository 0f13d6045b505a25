import { Code, code, join, type Part } from '../../code/code.ts';
import { alignRows, cells, plain, type Row } from './align.ts';
import type { Declaration, EnumDeclaration, StructDeclaration } from './declarations.ts';
import type { GoFile, GoType } from './gofile.ts';
import { doc, fieldRows, metadataField, readingV2, structOf, toParam, unmarshaler } from './render-parts.ts';
import { renderSending } from './render-sending.ts';
import { renderInterface, renderUnion } from './render-unions.ts';
import { docComment, floatLiteral, identifier, integerLiteral, stringLiteral, structTag } from './text.ts';

/** The code of a declared type with its methods: parts of a file. */
export function renderDeclaration(file: GoFile, declaration: Declaration): readonly Part[] {
  switch (declaration.kind) {
    case 'struct':
      return [...renderStruct(file, declaration), ...markers(declaration)];
    case 'enum':
      return [...renderEnum(declaration), ...markers(declaration)];
    case 'union':
      return renderUnion(file, declaration);
    case 'interface':
      return renderInterface(file, declaration);
    case 'defined':
    case 'alias': {
      const name = identifier(declaration.name);
      return [
        join(
          [
            doc(declaration),
            declaration.kind === 'alias'
              ? code`type ${name} = ${file.type(declaration.type)}`
              : code`type ${name} ${file.type(declaration.type)}`,
          ],
          '\n',
        ),
        ...markers(declaration),
      ];
    }
  }
}

/** v1: the methods by which a type is a variant of unions. */
function markers({ name, implements: methods }: Declaration): readonly Part[] {
  return methods.map(
    (method) => code`
      // ${identifier(method)} makes the type a variant of the union.
      func (r ${identifier(name)}) ${identifier(method)}() {
      }
    `,
  );
}

function renderStruct(file: GoFile, declaration: StructDeclaration): readonly Part[] {
  if (declaration.role === 'response') {
    return file.module.style === 'v2' ? responseV2(file, declaration) : responseV1(file, declaration);
  }
  const { style } = file.module;
  const name = identifier(declaration.name);
  const rows = [...fieldRows(file, declaration)];
  if (declaration.extras !== null) {
    rows.push(
      plain(docComment('Properties that have no field of their own.')),
      cells(
        identifier('ExtraFields'),
        file.type({ kind: 'map', of: declaration.extras }),
        structTag(
          style === 'v2'
            ? [['json', '-']]
            : [
                ['json', '-'],
                ['api', 'extrafields'],
              ],
        ),
      ),
    );
  }
  if (style === 'v2') rows.push(cells(identifier('paramObj')));
  return [join([doc(declaration), structOf(name, rows)], '\n'), ...renderSending(file, declaration)];
}

const ABOUT_JSON = 'JSON tells what came for each field: whether it was there, and as what.';

function responseV2(file: GoFile, declaration: StructDeclaration): readonly Part[] {
  const name = identifier(declaration.name);
  const meta = code`${file.own('respjson')}.Field`;
  const rows = [...fieldRows(file, declaration)];
  if (declaration.extras !== null) rows.push(extrasRow(file, declaration.extras));
  const metaRows = [
    ...declaration.fields.map((field) => cells(identifier(field.name), meta)),
    cells(identifier('ExtraFields'), code`map[string]${meta}`),
    cells(identifier('raw'), identifier('string')),
  ];
  rows.push(plain(docComment(ABOUT_JSON)), plain(metadataField(metaRows)));
  return [
    join([doc(declaration), structOf(name, rows)], '\n'),
    ...readingV2(file, declaration.name),
    toParam(file, declaration),
  ];
}

function extrasRow(file: GoFile, type: GoType): Row {
  return cells(
    identifier('ExtraFields'),
    file.type({ kind: 'map', of: type }),
    structTag([
      ['json', '-'],
      ['api', 'extrafields'],
    ]),
  );
}

function responseV1(file: GoFile, declaration: StructDeclaration): readonly Part[] {
  const name = identifier(declaration.name);
  const [first = '', ...rest] = [...declaration.name];
  const metaName = identifier(`${first.toLowerCase()}${rest.join('')}JSON`);
  const meta = code`${file.own('apijson')}.Field`;
  const rows = [...fieldRows(file, declaration)];
  if (declaration.extras !== null) rows.push(extrasRow(file, declaration.extras));
  rows.push(cells(identifier('JSON'), metaName, structTag([['json', '-']])));
  for (const embed of declaration.embeds) rows.push(cells(file.type(embed)));
  const metaRows = [
    ...declaration.fields.map((field) => cells(identifier(field.name), meta)),
    cells(identifier('raw'), identifier('string')),
    cells(identifier('ExtraFields'), code`map[string]${meta}`),
  ];
  return [
    join([doc(declaration), structOf(name, rows)], '\n'),
    code`
      // ${metaName} tells what came for each field of [${name}].
      ${structOf(metaName, metaRows)}
    `,
    unmarshaler(file, declaration.name),
    code`
      // RawJSON returns the JSON as it came.
      func (r ${metaName}) RawJSON() string {
      \treturn r.raw
      }
    `,
  ];
}

function renderEnum(declaration: EnumDeclaration): readonly Part[] {
  const name = identifier(declaration.name);
  const seen = new Set<string>();
  const members = declaration.members.filter(({ value }) => {
    const key = String(value);
    if (seen.has(key) || (declaration.of === 'int64' && !fitsInt64(value))) return false;
    seen.add(key);
    return true;
  });
  const rows = members.flatMap((member) => {
    const row = cells(identifier(member.name), name, code`= ${scalarLiteral(declaration.of, member.value)}`);
    const comment = docComment(member.doc);
    return comment.length === 0 ? [row] : [plain(comment), row];
  });
  return [
    join([doc(declaration), code`type ${name} ${identifier(declaration.of)}`], '\n'),
    members.length === 0
      ? null
      : code`
          // Known values of [${name}]. Others may come from newer servers.
          const (
          ${alignRows(rows)}
          )
        `,
    members.length === 0
      ? null
      : code`
          // IsKnown reports whether the value is one of those above.
          func (r ${name}) IsKnown() bool {
          \tswitch r {
          \tcase ${join(
            members.map((member) => identifier(member.name)),
            ', ',
          )}:
          \t\treturn true
          \t}
          \treturn false
          }
        `,
  ];
}

function fitsInt64(value: string | number | bigint | boolean): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value;
  return typeof value === 'number' && Number.isSafeInteger(value);
}

export function scalarLiteral(of: EnumDeclaration['of'], value: string | number | bigint | boolean): Code {
  switch (of) {
    case 'string':
      return stringLiteral(String(value));
    case 'bool':
      return value === true ? new Code('true') : new Code('false');
    case 'int64':
      return typeof value === 'bigint' || typeof value === 'number'
        ? integerLiteral(value)
        : integerLiteral(0);
    case 'float64':
      return typeof value === 'bigint' ? integerLiteral(value) : floatLiteral(Number(value));
  }
}
