import { code, join, type Part } from '../../code/code.ts';
import { alignKeys, alignRows, cells, plain, type Row } from './align.ts';
import type { Field, InterfaceDeclaration, UnionDeclaration, UnionVariant } from './declarations.ts';
import type { GoFile, GoType } from './gofile.ts';
import { doc, fieldRows, metadataField, readingV2, structOf, toParam, unmarshaler } from './render-parts.ts';
import { docComment, identifier, stringLiteral, structTag } from './text.ts';

/** v2: a union as a struct. */
export function renderUnion(file: GoFile, union: UnionDeclaration): readonly Part[] {
  return union.role === 'response' ? received(file, union) : sent(file, union);
}

function received(file: GoFile, union: UnionDeclaration): readonly Part[] {
  const name = identifier(union.name);
  const meta = code`${file.own('respjson')}.Field`;
  const inline = union.variants.filter(({ isStruct }) => !isStruct);
  const taken = new Set(inline.map(({ field }) => field));
  const merged = union.merged.filter((field) => !taken.has(field.name));
  const rows: Row[] = inline.flatMap((variant) => [
    plain(docComment('Set if the value is of this type, and no object with the fields below.')),
    cells(
      identifier(variant.field),
      file.type(variant.type),
      structTag([
        ['json', ',inline'],
        ...(variant.format === null ? [] : ([['format', variant.format]] as const)),
      ]),
    ),
  ]);
  const metaRows = [...inline.map(({ field }) => field), ...merged.map((field) => field.name)].map((field) =>
    cells(identifier(field), meta),
  );
  rows.push(
    ...fieldRows(file, { fields: merged, role: 'response' }),
    plain(docComment('JSON tells what came for each field: whether it was there, and as what.')),
    plain(
      metadataField([
        ...metaRows,
        cells(identifier('ExtraFields'), code`map[string]${meta}`),
        cells(identifier('raw'), identifier('string')),
      ]),
    ),
  );
  return [
    join(
      [doc(union, 'One of several types: the methods As… return it as one of them.'), structOf(name, rows)],
      '\n',
    ),
    asAny(union, merged),
    ...union.variants.map((variant) => asVariant(file, union, variant)),
    ...readingV2(file, union.name),
    toParam(file, union),
  ];
}

function asVariant(file: GoFile, union: UnionDeclaration, { as, type }: UnionVariant): Part {
  return code`
    // As${identifier(as)} returns the value as this variant, as far as it fits.
    func (r ${identifier(union.name)}) As${identifier(as)}() (v ${file.type(type)}) {
    \t_ = ${file.own('apijson')}.Unmarshal([]byte(r.JSON.raw), &v)
    \treturn v
    }
  `;
}

/** The variant that the discriminator tells. */
function asAny(union: UnionDeclaration, merged: readonly Field[]): Part {
  const field = merged.find(({ wireName }) => wireName === union.discriminator);
  if (field === undefined || !isText(field.type)) return null;
  const seen = new Set<string>();
  const branches = union.variants.flatMap(({ as, tags }) => {
    const own = tags.filter((tag) => !seen.has(tag));
    for (const tag of own) seen.add(tag);
    return own.length === 0
      ? []
      : [
          code`
            \tcase ${join(own.map(stringLiteral), ', ')}:
            \t\treturn r.As${identifier(as)}()
          `,
        ];
  });
  if (branches.length === 0) return null;
  const name = identifier(union.name);
  return code`
    // AsAny returns the variant that the field ${identifier(field.name)} tells; nil if it is none that is known.
    func (r ${name}) AsAny() any {
    \tswitch r.${identifier(field.name)} {
    ${branches}
    \t}
    \treturn nil
    }
  `;
}

function isText(type: GoType): boolean {
  return (type.kind === 'basic' && type.name === 'string') || type.kind === 'named';
}

function sent(file: GoFile, union: UnionDeclaration): readonly Part[] {
  const name = identifier(union.name);
  const fields = union.variants.map((variant) => ({ ...variant, held: heldType(variant) }));
  const rows = fields.map((variant) =>
    cells(identifier(variant.field), file.type(variant.held), structTag([['json', ',omitzero,inline']])),
  );
  const values = fields.map((variant) =>
    variant.format === 'date'
      ? code`${file.own('param')}.EncodedAsDate(r.${identifier(variant.field)})`
      : code`r.${identifier(variant.field)}`,
  );
  return [
    join(
      [
        doc(union, 'One of several types: one field is set.'),
        structOf(name, [...rows, cells(identifier('paramUnion'))]),
      ],
      '\n',
    ),
    code`
      // MarshalJSON returns what is sent.
      func (r ${name}) MarshalJSON() ([]byte, error) {
      \treturn ${file.own('param')}.MarshalUnion(r, ${join(values, ', ')})
      }
    `,
    unmarshaler(file, union.name),
    register(file, union),
  ];
}

function heldType({ type, isStruct, json }: UnionVariant): GoType {
  if (isStruct) return { kind: 'pointer', of: type };
  if (type.kind === 'basic' && type.name === 'any') return type;
  if (type.kind === 'library' && type.name === 'Reader') return type;
  return json === 'JSON' ? type : { kind: 'opt', of: type };
}

function register(file: GoFile, union: UnionDeclaration): Part {
  if (union.discriminator === null) return null;
  const seen = new Set<string>();
  const entries = union.variants.flatMap(({ tags, type, isStruct }) =>
    isStruct
      ? tags.flatMap((tag) => {
          if (seen.has(tag)) return [];
          seen.add(tag);
          return [{ tag, type }];
        })
      : [],
  );
  if (entries.length === 0) return null;
  const reflect = file.std('reflect');
  const keys = entries.map(
    ({ tag, type }) => [stringLiteral(tag), code`${reflect}.TypeOf(${file.type(type)}{})`] as const,
  );
  return code`
    func init() {
    \t${file.own('apijson')}.RegisterDiscriminatedUnion[${identifier(union.name)}](${stringLiteral(union.discriminator)}, map[string]${reflect}.Type{
    \t${alignKeys(keys)}
    \t})
    }
  `;
}

/** v1: a union as an interface. */
export function renderInterface(file: GoFile, union: InterfaceDeclaration): readonly Part[] {
  const name = identifier(union.name);
  const declared = join(
    [
      doc(union, 'One of several types.'),
      code`
        type ${name} interface {
        \t${identifier(union.method)}()
        }
      `,
    ],
    '\n',
  );
  if (union.role === 'param' || union.variants.length === 0) return [declared];
  const [apijson, reflect] = [file.own('apijson'), file.std('reflect')];
  const entries = union.variants.flatMap(({ tags, type, json }) =>
    (tags.length === 0 ? [null] : tags).map((tag) => {
      const rows: Row[] = [
        cells(code`TypeFilter:`, code`${apijson}.${identifier(json)},`),
        ...(tag === null ? [] : [cells(code`DiscriminatorValue:`, code`${stringLiteral(tag)},`)]),
        cells(code`Type:`, code`${reflect}.TypeOf((*${file.type(type)})(nil)).Elem(),`),
      ];
      return code`
        \t\t${apijson}.UnionVariant{
        \t\t${alignRows(rows)}
        \t\t},
      `;
    }),
  );
  return [
    declared,
    code`
      func init() {
      \t${apijson}.RegisterUnion(
      \t\t${reflect}.TypeOf((*${name})(nil)).Elem(),
      \t\t${stringLiteral(union.discriminator ?? '')},
      ${entries}
      \t)
      }
    `,
  ];
}
