import type { Method, Resource } from '../../api/method-types.ts';
import { join } from '../../code/code.ts';
import type { Language, LanguageInput } from '../../language.ts';
import { clientModule } from './client.ts';
import { FileWriter } from './files.ts';
import { KNOWN_ERRORS, knownErrorsModule } from './known-errors.ts';
import { type MethodResult, methodResult } from './methods.ts';
import { type PythonNames, pythonNames } from './names.ts';
import { exceptionsModule, rootModule, settingsModule, versionModule } from './package-files.ts';
import { paginationModule } from './pagination.ts';
import { type ArgumentTypes, writeParams } from './params.ts';
import { writeProject } from './project.ts';
import { type ResourceContext, writeResource, writeResourcesFolder } from './resources.ts';
import { runtimeModules } from './runtime.ts';
import { comment } from './text.ts';
import { type TypeExport, typeContext, writeModels, writeTypeFolders } from './types.ts';

/** Python: httpx and Pydantic, sync and async. */
export const python: Language = {
  name: 'python',
  targets: ['python'],
  generate(input) {
    const names = pythonNames(input.api, input.target, input.casings);
    const files = new FileWriter(names.package, header(input.api.settings.fileHeader));
    writePackage(input, names, files);
    return { files: files.tree(), findings: names.findings };
  },
};

function header(fileHeader: string | null) {
  const own = comment(
    'Generated from the API description by Kiln. See CONTRIBUTING.md for what may be changed.',
  );
  return join([fileHeader === null ? null : comment(fileHeader), own], '\n');
}

function writePackage(input: LanguageInput, names: PythonNames, files: FileWriter): void {
  const { api } = input;
  for (const [path, content] of runtimeModules()) files.raw(`src/${names.package}/${path}`, content);
  files.python('_settings', settingsModule(api, names));
  files.python('_exceptions', exceptionsModule(api, names));
  const knownErrors = knownErrorsModule(api, names);
  if (knownErrors !== null) files.python(KNOWN_ERRORS, knownErrors);
  files.python('_version', versionModule(names, input.target));
  files.python('__init__', rootModule(api, names));
  if (api.pageSchemes.length > 0) files.python('pagination', paginationModule(api, names));

  const context = typeContext(api, names);
  const exports: TypeExport[] = [...writeModels(context, files)];
  const results = new Map<Method, MethodResult>();
  const types: ArgumentTypes = new Map();
  for (const method of methodsOf(api.root, ...api.resources)) {
    const result = methodResult(method, {
      context,
      write: (module, className, made) => {
        exports.push({ class: className, module });
        files.pythonWithHeader(module, (top) => made.render(top, { future: false }));
      },
    });
    results.set(method, result);
    const params = writeParams(method, result, context, files, types);
    if (params !== null) exports.push(params);
  }
  writeTypeFolders(exports, files);

  const given: ResourceContext = { context, results, types, files };
  for (const resource of api.resources) writeResource(resource, given);
  writeResourcesFolder(api.resources, given);
  files.python('_client', clientModule(given));
  writeProject(input, given, exports);
}

export function methodsOf(...resources: readonly Resource[]): Method[] {
  return resources.flatMap((resource) => [...resource.methods, ...methodsOf(...resource.subresources)]);
}
