import type { CheckContext, CheckPlan, OwnDefinition } from './definition.ts';
import { shellWord } from './files/escape.ts';
import { cloneCommand, goEnvironment, goTool, modulePath } from './files/go-module.ts';
import { withMock } from './files/mock.ts';

/** Go 1.22 and later, standard library only. */
export const go: OwnDefinition = {
  generator: 'kiln',
  name: 'go',
  defaultPackageName: (_org, project) => project.toLowerCase().replace(/[^a-z0-9]/g, '') || 'api',
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => {
    const [module, folder] = [modulePath(sdk), sdk.repository.name];
    // With an explicit version, no proxy is asked for the versions of a module that none of them has.
    const major = /[./]v(\d+)$/.exec(module)?.[1] ?? '0';
    return (
      `${cloneCommand(folder, git)} && ` +
      `go mod edit -replace ${shellWord(`${module}=./${folder}`)} && go get ${shellWord(`${module}@v${major}.0.0`)}`
    );
  },
};

function checks(sdk: CheckContext): CheckPlan {
  const env = goEnvironment(sdk.cacheDir);
  return {
    tools: [goTool('1.22')],
    // It contains a single module.
    prepare: [],
    lint: [
      { argv: ['sh', '-c', 'unformatted=$(gofmt -l .); echo "$unformatted"; test -z "$unformatted"'], env },
      { argv: ['go', 'vet', './...'], env },
    ],
    build: [{ argv: ['go', 'build', './...'], env }],
    test: [withMock({ argv: ['go', 'test', '-vet=off', './...'], env }, 'scripts/openapi.json')],
    stages: [['build'], ['lint', 'test']],
  };
}
