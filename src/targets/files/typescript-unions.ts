/**
 * Fixes a union type of several schemas. The generator drops schemas that it had to rename (`File` becomes
 * `ModelFile`): they are imported and distinguished like the others. It treats a schema for any object (`any`) as a
 * model: such an object is passed through if no other schema fits. Pure, on the text of the file.
 */
export function oneOfMembers(text: string, isModel: (name: string) => boolean): string {
  const union = /^export type (\w+) = (\w.*);$/m.exec(text);
  const [, name = '', members = ''] = union ?? [];
  if (union === null || !text.includes(`export function ${name}FromJSONTyped(`)) return text;
  let out = text
    .replace(/^import (?:type )?\{[^}]*\} from '\.\/any(?:\.js)?';\n/gm, '')
    .replace(/^ {4}if \(instanceOfany\(\w+\)\) \{\n.*\n {4}\}\n/gm, '');
  if (/\{ \[key: string\]: [^}]*\}/.test(members)) {
    out = out
      .replace(/^ {4}return \{\} as any;$/m, '    return json;')
      .replace(/^ {4}return \{\};$/m, '    return value;');
  }
  const missing = members
    .split(' | ')
    .filter((member) => isModel(member) && !out.includes(`instanceOf${member},`));
  for (const member of missing) out = withMember(out, member);
  return out;
}

function withMember(text: string, member: string): string {
  const extension = /^import .* from '\.\.\/runtime(.*)';$/m.exec(text)?.[1] ?? '';
  const imports = [
    `import type { ${member} } from './${member}${extension}';`,
    'import {',
    `    instanceOf${member},`,
    `    ${member}FromJSONTyped,`,
    `    ${member}ToJSON,`,
    `} from './${member}${extension}';`,
    '',
  ].join('\n');
  return text
    .replace(/^(?=\n?\/\*\*\n \* @type )/m, imports)
    .replace(
      /^(?= {4}return (?:\{\} as any|json);\n\}$)/m,
      `    if (instanceOf${member}(json)) {\n        return ${member}FromJSONTyped(json, true);\n    }\n`,
    )
    .replace(
      /^(?= {4}return (?:\{\}|value);\n\}$)/m,
      `    if (instanceOf${member}(value)) {\n        return ${member}ToJSON(value as ${member});\n    }\n`,
    );
}
