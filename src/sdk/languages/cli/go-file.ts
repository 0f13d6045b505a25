import { type Code, code, join, type Part, render } from '../../code/code.ts';
import { GENERATED } from '../go/gofile.ts';
import { reindent } from '../go/indent.ts';
import { headerComment, identifier, importPath, stringLiteral } from '../go/text.ts';
import type { CliPlan } from './plan.ts';

/** A file of Go with the given imports, in the order of gofmt. */
export function goFile(
  plan: CliPlan,
  pkg: string,
  imports: {
    readonly std?: readonly string[];
    /** Folders of the module. */
    readonly own?: readonly string[];
    /** Imports the client as `sdk`, and its options as `option`. */
    readonly sdk?: boolean;
  },
  body: readonly Part[],
): string {
  const { fileHeader } = plan.api.settings;
  const root = plan.sdkModule?.path ?? `${plan.module}/internal/sdk`;
  const options = `${root}/${plan.sdk.module.optionPackage}`;
  const sdk = imports.sdk === true ? [root, options] : [];
  const aliases = new Map([
    ...(plan.sdkModule === null ? [] : [[root, 'sdk'] as const]),
    ...(options.endsWith('/option') ? [] : [[options, 'option'] as const]),
  ]);
  const own = (imports.own ?? []).map((path) => `${plan.module}/${path}`);
  const groups = [imports.std ?? [], ...(plan.sdkModule === null ? [[...own, ...sdk]] : [sdk, own])]
    .filter((paths) => paths.length > 0)
    .map((paths) =>
      join(
        paths.toSorted().map((path) => {
          const alias = aliases.get(path);
          return code`\t${alias === undefined ? null : code`${identifier(alias)} `}${importPath(path)}`;
        }),
        '\n',
      ),
    );
  const top: readonly Part[] = [
    fileHeader === null ? null : headerComment(fileHeader),
    GENERATED,
    code``,
    code`package ${identifier(pkg)}`,
    code``,
    code`import (`,
    join(groups, '\n\n'),
    code`)`,
  ];
  const blocks = body.filter((part) => part !== null).map(render);
  return `${reindent(
    [
      top
        .filter((part) => part !== null)
        .map(render)
        .join('\n'),
      ...blocks,
    ].join('\n\n'),
  )}\n`;
}

/** A struct on one line; fields without a value are left out. */
export function struct(fields: readonly (readonly [name: string, value: Code | null])[]): Code {
  const given = fields.flatMap(([name, value]) =>
    value === null ? [] : [code`${identifier(name)}: ${value}`],
  );
  return code`{${join(given, ', ')}}`;
}

/** A slice literal with one element per line; an empty one on one line, like gofmt. */
export function list(type: CmdlineType, elements: readonly Code[]): Code {
  const name = code`cmdline.${identifier(type)}`;
  if (elements.length === 0) return code`[]${name}{}`;
  return code`
    []${name}{
    ${elements.map((element) => code`\t${element},`)}
    }
  `;
}

/** Types of the runtime whose values are written as lists. */
type CmdlineType = 'Command' | 'Flag' | 'Group' | 'Option' | 'StreamRule';

/** A string literal, or nothing if it is empty. */
export function text(value: string | null): Code | null {
  return value === null || value === '' ? null : stringLiteral(value);
}

export function texts(values: readonly string[]): Code | null {
  return values.length === 0 ? null : code`[]string{${join(values.map(stringLiteral), ', ')}}`;
}

export function flagOf(value: boolean): Code | null {
  return value ? code`true` : null;
}
