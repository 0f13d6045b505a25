import type { CheckContext, CheckPlan, OwnDefinition, SdkContext } from './definition.ts';
import { shellWord } from './files/escape.ts';
import { cloneCommand, goEnvironment, goTool, sdkModule } from './files/go-module.ts';
import { withMock } from './files/mock.ts';
import { kebabCase } from './files/names.ts';

/** A command line for an API: a program in Go, with the modules in its `go.sum`. */
export const cli: OwnDefinition = {
  generator: 'kiln',
  name: 'cli',
  defaultPackageName: (_org, project) => kebabCase(project) || 'api',
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => {
    const name = programName(sdk);
    // Sums of a Go SDK can be known only once it is published.
    const mod = sdkModule(sdk.options) === null ? '' : '-mod=mod ';
    return (
      `${cloneCommand(name, git)} && ` +
      `go build -C ${shellWord(`./${name}`)} ${mod}-o ~/.local/bin/ ${shellWord(`./cmd/${name}`)}`
    );
  },
};

function programName(sdk: SdkContext): string {
  return sdk.packageName.split('/').at(-1) || 'api';
}

function checks(sdk: CheckContext): CheckPlan {
  const env = goEnvironment(sdk.cacheDir);
  const program = `./cmd/${programName(sdk)}`;
  const build = (os: string, arch: string, suffix = '') => ({
    argv: ['go', 'build', '-o', `dist/${os}_${arch}/${programName(sdk)}${suffix}`, program] as const,
    env: { ...env, GOOS: os, GOARCH: arch },
  });
  // The standard library is compiled once for each system: 100 s of the first build on two cores.
  const others = [build('linux', 'amd64'), build('darwin', 'arm64'), build('windows', 'amd64', '.exe')];
  return {
    tools: [goTool('1.23')],
    prepare: [{ argv: ['go', 'mod', sdkModule(sdk.options) === null ? 'download' : 'tidy'], env }],
    lint: [
      { argv: ['sh', '-c', 'unformatted=$(gofmt -l .); echo "$unformatted"; test -z "$unformatted"'], env },
      { argv: ['go', 'vet', './...'], env },
    ],
    build: [
      { argv: ['go', 'build', '-o', `dist/${programName(sdk)}`, program], env },
      // One architecture of each system that .goreleaser.yml releases, if there is a repository to release it from.
      ...(sdk.repository.isProduction ? others : []),
    ],
    test: [withMock({ argv: ['go', 'test', '-vet=off', './...'], env }, 'scripts/openapi.json')],
    stages: [['build'], ['lint', 'test']],
  };
}
