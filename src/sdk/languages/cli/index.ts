import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import type { Language, LanguageFinding } from '../../language.ts';
import { goFiles } from '../go/index.ts';
import { type CliPlan, planCli } from './plan.ts';
import { renderApi } from './render-api.ts';
import { renderGroup } from './render-commands.ts';
import { renderClient, renderMain, renderProgram, renderSecurity } from './render-program.ts';
import { renderReadme } from './render-readme.ts';
import { EXAMPLE_FILE, renderGroupTest, renderTestProgram } from './render-tests.ts';
import { repositoryFiles } from './repository.ts';
import { runtimeFiles } from './runtime.ts';

/** Command lines: programs in Go, on the client of the Go SDK. */
export const cli: Language = {
  name: 'cli',
  targets: ['cli'],
  generate(input) {
    const plan = planCli(input);
    return { files: filesOf(plan), findings: findingsOf(plan) };
  },
};

function filesOf(plan: CliPlan): FileTree {
  const files = new Map<string, TreeFile>();
  const add = (name: string, text: string | null) => {
    if (text !== null) files.set(name, file(text));
  };
  for (const [name, text] of runtimeFiles(plan.module, plan.sdkModule)) add(name, text);
  for (const [name, entry] of plan.sdkModule === null ? goFiles(plan.sdk) : []) {
    if (name.endsWith('.go') && !name.endsWith('_test.go')) files.set(`internal/sdk/${name}`, entry);
  }
  add('internal/sdk/option/security.go', renderSecurity(plan));
  add(`cmd/${plan.program}/main.go`, renderMain(plan));
  add('pkg/cmd/program.go', renderProgram(plan));
  add('pkg/cmd/client.go', renderClient(plan));
  for (const group of plan.groups) add(`pkg/cmd/${group.file}.go`, renderGroup(plan, group));
  if (!plan.api.settings.disableTests) {
    add('pkg/cmd/program_test.go', renderTestProgram(plan));
    add(`pkg/cmd/${EXAMPLE_FILE}`, 'Example data');
    for (const group of plan.groups) add(`pkg/cmd/${group.file}_test.go`, renderGroupTest(plan, group));
  }
  add('README.md', renderReadme(plan));
  add('api.md', renderApi(plan));
  for (const [name, entry] of repositoryFiles(plan)) files.set(name, entry);
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Features of the API that command lines do not support. */
function findingsOf(plan: CliPlan): readonly LanguageFinding[] {
  const methods = [...plan.api.resources.flatMap(({ methods }) => methods), ...plan.api.root.methods];
  const webhooks: readonly LanguageFinding[] = methods
    .filter(({ kind }) => kind.kind === 'webhook_unwrap')
    .map(({ name, resourcePath }) => ({
      code: 'Cli/WebhookNotGenerated',
      level: 'note',
      message: `${[...resourcePath, name].join('.')}: a command line receives no webhooks.`,
    }));
  const { go_sdk_package: name, go_sdk_version: version } = plan.input.target.options;
  if (plan.sdkModule !== null || name === undefined || version === undefined) return webhooks;
  const why = plan.api.settings.perEndpointSecurity
    ? 'with `per_endpoint_security`, a command line contains its own client.'
    : 'they are no path of a Go module and its version, such as `github.com/acme/pets-go` and `v1.2.3`.';
  return [
    ...webhooks,
    {
      code: 'Cli/GoSdkNotUsed',
      level: 'note',
      message: `\`go_sdk_package\` and \`go_sdk_version\` are ignored: ${why}`,
      configRef: '#/targets/cli/options/go_sdk_package',
    },
  ];
}
