import type { CheckContext, CheckPlan, OwnDefinition } from './definition.ts';
import { withMock } from './files/mock.ts';
import { npmChecks, npmInstallCommand, npmPackageName, npmPackages } from './files/npm-package.ts';

/** TypeScript without dependencies, for Node.js, Deno, Bun and browsers. */
export const typescript: OwnDefinition = {
  name: 'typescript',
  generator: 'kiln',
  defaultPackageName: (org, project) => npmPackageName(org, project),
  checks,
  packages: npmPackages,
  installCommand: (_sdk, git) => npmInstallCommand(git),
};

/** The same SDK under the name of the older target. */
export const node: OwnDefinition = {
  ...typescript,
  name: 'node',
  defaultPackageName: (org, project) => npmPackageName(org, project, '-node'),
};

function checks(sdk: CheckContext): CheckPlan {
  const plan = npmChecks(sdk);
  return {
    ...plan,
    test: plan.test.map((command) => withMock(command)),
    // The tests import the sources, so they need not wait for the build; but each of the three checks uses two cores.
    stages: [['lint', 'build'], ['test']],
  };
}
