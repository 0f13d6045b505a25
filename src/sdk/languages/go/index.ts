import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import type { Language, LanguageFinding } from '../../language.ts';
import { GoFile } from './gofile.ts';
import { renderApi } from './render-api.ts';
import { renderAliases, renderClient, renderConstants, renderShared } from './render-client.ts';
import { renderClientOptions, renderRequestConfig } from './render-options.ts';
import { renderPages } from './render-pages.ts';
import { renderReadme } from './render-readme.ts';
import { repositoryFiles } from './render-repository.ts';
import { renderService } from './render-service.ts';
import { renderStreamRules } from './render-streams.ts';
import { renderTests } from './render-tests.ts';
import { renderDeclaration } from './render-types.ts';
import { runtimeFiles } from './runtime.ts';
import { planSdk, type SdkPlan } from './sdk-plan.ts';

/** SDKs in Go: one flat package, standard library only. */
export const go: Language = {
  name: 'go',
  targets: ['go'],
  generate(input) {
    const plan = planSdk(input);
    return { files: goFiles(plan), findings: findingsOf(plan) };
  },
};

/** The files of an SDK; a command line's own copy of the client is one too. */
export function goFiles(plan: SdkPlan): FileTree {
  const { module } = plan;
  const files = new Map<string, TreeFile>();
  const add = (name: string, text: string | null) => {
    if (text !== null) files.set(name, file(text));
  };
  const constants = renderConstants(plan);
  for (const [name, text] of runtimeFiles(module, { constants: constants !== null })) add(name, text);
  add('client.go', renderClient(plan));
  add('aliases.go', renderAliases(plan));
  add(`${module.optionPackage}/client.go`, renderClientOptions(plan));
  add('internal/requestconfig/client.go', renderRequestConfig(plan));
  add('shared/shared.go', renderShared(plan));
  add('shared/constant/constants.go', constants);
  add('packages/pagination/pagination.go', renderPages(plan));
  add('packages/ssestream/rules.go', renderStreamRules(plan));
  for (const resource of plan.resources) {
    const source = new GoFile(module, 'root');
    const parts = [
      ...renderService(source, resource),
      ...resource.declarations.flatMap((declaration) => renderDeclaration(source, declaration)),
    ];
    add(`${resource.file}.go`, source.render(parts));
  }
  for (const [name, text] of renderTests(plan)) add(name, text);
  add('README.md', renderReadme(plan));
  add('api.md', renderApi(plan));
  for (const [name, entry] of repositoryFiles(plan)) files.set(name, entry);
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Features of the API that Go does not support. */
function findingsOf(plan: SdkPlan): readonly LanguageFinding[] {
  const webhooks = [...plan.api.resources.flatMap(({ methods }) => methods), ...plan.api.root.methods].filter(
    ({ kind }) => kind.kind === 'webhook_unwrap',
  );
  return webhooks.map(({ name, resourcePath }) => ({
    code: 'Go/WebhookNotGenerated',
    level: 'note',
    message: `${[...resourcePath, name].join('.')}: the Go SDK has no methods for webhooks yet.`,
  }));
}
