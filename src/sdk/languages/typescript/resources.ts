import type { Api } from '../../api/api-types.ts';
import type { Method, Resource } from '../../api/method-types.ts';
import type { Type } from '../../api/types.ts';
import { unfolded } from '../../api/unfolded.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import type { Casings } from '../../names/casing.ts';
import type { Features } from './features.ts';
import type { MethodContext } from './method-context.ts';
import { extraFields, paramFields } from './method-params.ts';
import { methodCode } from './methods.ts';
import { ModuleWriter, relativeModule } from './modules.ts';
import { inlineTypes, type ResourceNames, type TypeScriptNames } from './names.ts';
import { bracketed, docComment, docTag, identifierCode, stringLiteral } from './text.ts';
import { TypeWriter } from './types.ts';

/** Context shared by the files of an SDK. */
export interface SdkWriter {
  readonly api: Api;
  readonly names: TypeScriptNames;
  readonly casings: Casings;
  /** Header of each file. */
  readonly header: Code;
  /** Whether the client runs in a browser: always, only if the caller insists, or never. */
  readonly browser: 'allow' | 'dangerous_allow' | 'disallow';
  readonly features: Features;
  example(method: Method): Code | null;
}

/** Exports of a module of resources, in order. */
export interface Exports {
  readonly module: string;
  readonly className: string | null;
  readonly types: readonly string[];
  readonly pages: readonly string[];
}

export interface WrittenModule {
  readonly module: string;
  readonly code: Code;
  readonly exports: Exports;
}

/** The modules of a resource and of those below it: classes, models, types of methods, and barrels. */
export function resourceModules(resource: Resource, sdk: SdkWriter): readonly WrittenModule[] {
  const below = resource.subresources.map((child) => resourceModules(child, sdk));
  const children = below.flatMap(([first]) => (first === undefined ? [] : [first.exports]));
  const own = resourceModule(resource, children, sdk);
  const { folder } = resourceNames(resource, sdk);
  const barrels =
    folder === null
      ? []
      : [
          barrelModule(`${folder}/index`, [own.exports, ...children], sdk),
          reExport(folder, `${folder}/index`, sdk),
        ];
  return [own, ...below.flat(), ...barrels];
}

function resourceModule(resource: Resource, children: readonly Exports[], sdk: SdkWriter): WrittenModule {
  const own = resourceNames(resource, sdk);
  const file = new ModuleWriter(own.module, sdk.names);
  const types = new TypeWriter(sdk.api, file, sdk.casings);
  const className = identifierCode(own.className);
  const context: MethodContext = {
    ...sdk,
    file,
    types,
    client: code`this._client`,
    className,
    own: identifierCode,
  };
  const APIResource = file.use('core/resource', 'APIResource', 'value');
  const subresources = resource.subresources.map((child) => {
    const names = resourceNames(child, sdk);
    const Class = code`${file.space(names.module, names.className, 'value')}.${identifierCode(names.className)}`;
    return code`${identifierCode(names.property)}: ${Class} = new ${Class}(this._client);`;
  });
  const methods = resource.methods.map((method) => methodCode(method, resource, context));
  const body: Part[] = [
    ...(subresources.length > 0 ? [join(subresources, '\n')] : []),
    ...methods.filter((method) => method.text !== ''),
  ];
  const doc = docComment(
    resource.description,
    resource.deprecated === null ? null : docTag('deprecated', resource.deprecated),
  );
  const declared = declaredTypes(resource, sdk, file, types);
  const exports: Exports = {
    module: own.module,
    className: own.className,
    types: declared.names,
    pages: declared.pages,
  };
  const members =
    body.length === 0
      ? code`{}`
      : code`
    {
      ${join(body, '\n\n')}
    }
  `;
  const Class = code`
    ${doc}
    export class ${className} extends ${APIResource} ${members}
  `;
  const namespace = namespaceCode(className, [{ ...exports, className: null }, ...children], file);
  return { module: own.module, exports, code: moduleCode(sdk, file, [Class, ...declared.code, namespace]) };
}

/** Types in a class's namespace: `Pets.PetListParams`, and classes of its subresources: `Pets.Toys`. */
export function namespaceCode(className: Code, all: readonly Exports[], file: ModuleWriter): Code | null {
  const statics: Code[] = [];
  const groups = all.flatMap(({ module, className: inner, types, pages }) => {
    const Inner =
      inner === null
        ? null
        : module === file.module
          ? identifierCode(inner)
          : file.use(module, inner, 'value');
    if (Inner !== null) statics.push(code`${className}.${Inner} = ${Inner};`);
    const own = [...types, ...pages].map((name) =>
      module === file.module ? identifierCode(name) : file.use(module, name, 'type'),
    );
    return exportStatement(Inner, own, null);
  });
  if (groups.length === 0) return null;
  return code`
    ${statics}

    export declare namespace ${className} {
      ${join(groups, '\n\n')}
    }
  `;
}

/** `export { Class, type A }`, or `export type { A }` if there are only types. */
function exportStatement(Class: Code | null, types: readonly Code[], from: string | null): Code[] {
  if (Class === null && types.length === 0) return [];
  const names = Class === null ? types : [Class, ...types.map((type) => code`type ${type}`)];
  const what = Class === null ? code`export type` : code`export`;
  const list = code`${what} ${bracketed('{', names, '}', 70)}`;
  return [from === null ? code`${list};` : code`${list} from ${stringLiteral(from)};`];
}

/** A module that re-exports others. */
export function barrelModule(
  module: string,
  all: readonly Exports[],
  sdk: Pick<SdkWriter, 'header'>,
): WrittenModule {
  const lines = all.flatMap(({ module: from, className, types, pages }) => {
    const Class = className === null ? null : identifierCode(className);
    const own = [...types, ...pages].map((name) => identifierCode(name));
    return exportStatement(Class, own, relativeModule(module, from));
  });
  const empty = lines.length === 0 ? [code`export {};`] : lines;
  return {
    module,
    exports: { module, className: null, types: [], pages: [] },
    code: join([sdk.header, join(empty, '\n')], '\n\n'),
  };
}

function reExport(module: string, from: string, sdk: SdkWriter): WrittenModule {
  return {
    module,
    exports: { module, className: null, types: [], pages: [] },
    code: join([sdk.header, code`export * from ${stringLiteral(relativeModule(module, from))};`], '\n\n'),
  };
}

/** Models and types of methods that belong to the client itself, or are shared by resources. */
export function typesModule(module: string, resource: Resource, sdk: SdkWriter): WrittenModule | null {
  const file = new ModuleWriter(module, sdk.names);
  const types = new TypeWriter(sdk.api, file, sdk.casings);
  const declared = declaredTypes(resource, sdk, file, types);
  if (declared.names.length + declared.pages.length === 0) return null;
  return {
    module,
    exports: { module, className: null, types: declared.names, pages: declared.pages },
    code: moduleCode(sdk, file, declared.code),
  };
}

export function moduleCode(sdk: SdkWriter, file: ModuleWriter, parts: readonly Part[]): Code {
  return join([sdk.header, file.imports(), ...parts], '\n\n');
}

export function resourceNames(resource: Resource, sdk: Pick<SdkWriter, 'names'>): ResourceNames {
  const names = sdk.names.resources.get(resource);
  if (names === undefined) throw new Error(`no names for resource ${resource.name}`);
  return names;
}

function declaredTypes(
  resource: Resource,
  sdk: SdkWriter,
  file: ModuleWriter,
  types: TypeWriter,
): { readonly code: readonly Code[]; readonly names: readonly string[]; readonly pages: readonly string[] } {
  const written: Code[] = [];
  const pageCode: Code[] = [];
  const names: string[] = [];
  const pages: string[] = [];
  const params: Code[] = [];
  const paramNames: string[] = [];
  for (const model of resource.models) {
    const name = sdk.names.models.get(model.id)?.name;
    if (name === undefined) continue;
    const doc = docComment(
      model.description ?? model.type.description,
      model.deprecated === null ? null : docTag('deprecated', model.deprecated),
    );
    names.push(name);
    written.push(
      model.aliasOf === null
        ? types.declare(name, model.type, doc)
        : code`
            ${doc}
            export type ${identifierCode(name)} = ${types.model(model.aliasOf)};
          `,
    );
  }
  for (const method of resource.methods) {
    if (method.kind.kind === 'alias') continue;
    const own = sdk.names.methods.get(method);
    if (own === undefined) continue;
    const { value, event } = inlineTypes(method);
    const declare = (name: string, type: Type | null) => {
      if (type === null || name === '') return;
      names.push(name);
      written.push(types.declare(name, type, docComment(type.description)));
    };
    declare(own.response, value);
    declare(own.event, method.kind.kind === 'webhook_unwrap' ? inlineEvent(method.kind.event) : event);
    if (own.page !== '' && method.result.kind === 'page') {
      const { item } = method.result;
      const Page = file.use(
        'core/pagination',
        sdk.names.pages.get(method.result.scheme) ?? 'AbstractPage',
        'value',
      );
      const shown = item.kind === 'model' ? types.model(item.model) : identifierCode(own.response);
      pages.push(own.page);
      pageCode.push(code`export type ${identifierCode(own.page)} = ${Page}<${shown}>;`);
    }
    if (own.params === '') continue;
    const declaredParams = paramTypes(method, own.params, sdk, types);
    params.push(...declaredParams.code);
    paramNames.push(...declaredParams.names);
  }
  return { code: [...pageCode, ...written, ...params], names: [...names, ...paramNames], pages };
}

function inlineEvent(event: Type): Type | null {
  return event.kind === 'model' ? null : event;
}

/** The type of a method's named arguments; for a method that streams on request, the types of both variants. */
function paramTypes(
  method: Method,
  name: string,
  sdk: SdkWriter,
  types: TypeWriter,
): { readonly code: readonly Code[]; readonly names: readonly string[] } {
  const fields = paramFields(method, sdk.api.settings.sortProperties);
  const { result } = method;
  const discriminator = result.kind === 'stream' && result.otherwise !== null ? result.discriminator : null;
  const field = fields.find((one) => one.wire === discriminator);
  const additional = extraFields(method, sdk.api.models);
  if (field === undefined)
    return { code: [types.declareFields(name, fields, null, { additional })], names: [name] };
  const key = field.name;
  const base = `${name}Base`;
  const [plain, streaming] = [`${name}NonStreaming`, `${name}Streaming`];
  const asking = (own: string, type: Code, optional: boolean) =>
    types.declareFields(own, [{ ...field, required: !optional, as: type }], null, { base });
  // Null asks for no stream, like nothing.
  const or = unfolded(field.type, sdk.api.models).kind === 'nullable' ? source(' | null') : null;
  return {
    names: [base, plain, streaming, name],
    code: [
      code`export type ${identifierCode(name)} = ${identifierCode(plain)} | ${identifierCode(streaming)};`,
      types.declareFields(
        base,
        fields.map((one) => (one.name === key ? { ...one, required: false, as: code`boolean${or}` } : one)),
        null,
        { additional },
      ),
      asking(plain, code`false${or}`, true),
      asking(streaming, source('true'), false),
    ],
  };
}
