import { encodingText } from '../../api/encodings.ts';
import type { FieldEncoding } from '../../api/method-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { alignKeys } from './align.ts';
import type { Sending, StructDeclaration } from './declarations.ts';
import type { GoFile } from './gofile.ts';
import { identifier, stringLiteral } from './text.ts';

const ARRAYS = {
  comma: 'ArrayQueryFormatComma',
  repeat: 'ArrayQueryFormatRepeat',
  brackets: 'ArrayQueryFormatBrackets',
  indices: 'ArrayQueryFormatIndices',
} as const;

const OBJECTS = { brackets: 'NestedQueryFormatBrackets', dots: 'NestedQueryFormatDots' } as const;

/** The methods of a struct that is sent. */
export function renderSending(file: GoFile, declaration: StructDeclaration): readonly Part[] {
  const { sending } = declaration;
  if (sending === null) return [marshalObject(file, declaration), unmarshalObject(file, declaration)];
  const parts: Part[] = [];
  switch (sending.body) {
    case 'none':
      break;
    case 'json':
      parts.push(marshalObject(file, declaration), unmarshalObject(file, declaration));
      break;
    case 'whole':
      if (sending.whole !== null) parts.push(...wholeBody(file, declaration, sending.whole));
      break;
    case 'multipart':
    case 'form':
      parts.push(form(file, declaration, sending.body, sending));
  }
  if (sending.query) parts.push(urlQuery(file, declaration, sending));
  return parts;
}

function marshalObject(file: GoFile, { name, extras }: StructDeclaration): Part {
  const type = identifier(name);
  if (file.module.style === 'v1') {
    return code`
      // MarshalJSON returns what is sent.
      func (r ${type}) MarshalJSON() (data []byte, err error) {
      \treturn ${file.own('apijson')}.MarshalRoot(r)
      }
    `;
  }
  const call =
    extras === null
      ? code`MarshalObject(r, (*shadow)(&r))`
      : code`MarshalWithExtras(r, (*shadow)(&r), r.ExtraFields)`;
  return code`
    // MarshalJSON returns what is sent.
    func (r ${type}) MarshalJSON() (data []byte, err error) {
    \ttype shadow ${type}
    \treturn ${file.own('param')}.${call}
    }
  `;
}

function unmarshalObject(file: GoFile, { name }: StructDeclaration): Part {
  if (file.module.style === 'v1') return null;
  return code`
    // UnmarshalJSON reads the value from JSON.
    func (r *${identifier(name)}) UnmarshalJSON(data []byte) error {
    \treturn ${file.own('apijson')}.UnmarshalRoot(data, r)
    }
  `;
}

function wholeBody(file: GoFile, { name, fields }: StructDeclaration, whole: string): readonly Part[] {
  const [type, field] = [identifier(name), identifier(whole)];
  if (file.module.style === 'v1') {
    return [
      code`
        // MarshalJSON returns what is sent.
        func (r ${type}) MarshalJSON() (data []byte, err error) {
        \treturn ${file.own('apijson')}.MarshalRoot(r.${field})
        }
      `,
    ];
  }
  const isRequired = fields.find((one) => one.name === whole)?.required === true;
  return [
    code`
      // MarshalJSON returns what is sent.
      func (r ${type}) MarshalJSON() (data []byte, err error) {
      ${
        isRequired
          ? null
          : code`
              \tif ${file.own('param')}.IsOmitted(r.${field}) {
              \t\treturn nil, nil
              \t}
            `
      }
      \treturn ${file.own('shimjson')}.Marshal(r.${field})
      }
    `,
    code`
      // UnmarshalJSON reads the value from JSON.
      func (r *${type}) UnmarshalJSON(data []byte) error {
      \treturn ${file.own('apijson')}.Unmarshal(data, &r.${field})
      }
    `,
  ];
}

function form(
  file: GoFile,
  { name }: StructDeclaration,
  kind: 'multipart' | 'form',
  { whole, formats }: Sending,
): Part {
  const arrays = kind === 'multipart' ? file.formats.multipartArrays : file.formats.formArrays;
  const encode = kind === 'multipart' ? code`Multipart` : code`URLEncoded`;
  const value = whole === null ? code`r` : code`r.${identifier(whole)}`;
  const extras = file.module.style === 'v2' ? code`r.paramObj.ExtraFields()` : code`nil`;
  const fields = whole === null ? extras : code`nil`;
  return code`
    // MarshalMultipart returns the body and its content type.
    func (r ${identifier(name)}) MarshalMultipart() (data []byte, contentType string, err error) {
    \treturn ${file.own('apiform')}.${encode}(${value}, ${stringLiteral(arrays)}, ${fields}, ${formatMap(formats.form)})
    }
  `;
}

/** Fields that are written unlike others, as runtimes in Go take them. */
export function formatMap(fields: readonly FieldEncoding[]): Code {
  if (fields.length === 0) return code`nil`;
  const entries = fields.map(
    ({ name, encoding }) => code`${stringLiteral(name)}: ${stringLiteral(encodingText(encoding))}`,
  );
  return code`map[string]string{${join(entries, ', ')}}`;
}

function urlQuery(file: GoFile, { name }: StructDeclaration, { formats }: Sending): Part {
  const apiquery = file.own('apiquery');
  const type = identifier(name);
  const results =
    file.module.style === 'v1'
      ? code`(v ${file.std('net/url')}.Values)`
      : code`(v ${file.std('net/url')}.Values, err error)`;
  const entries = [
    [code`ArrayFormat`, code`${apiquery}.${identifier(ARRAYS[file.formats.queryArrays])}`],
    [code`NestedFormat`, code`${apiquery}.${identifier(OBJECTS[file.formats.queryObjects])}`],
    ...(formats.query.length === 0 ? [] : [[code`Formats`, formatMap(formats.query)] as const]),
  ] as const;
  return code`
    // URLQuery returns the parameters of the query.
    func (r ${type}) URLQuery() ${results} {
    \treturn ${apiquery}.MarshalWithSettings(r, ${apiquery}.QuerySettings{
    \t${alignKeys(entries)}
    \t})
    }
  `;
}
