import { z } from 'zod';
import { says, text } from './values.ts';

/** Package managers of a TypeScript SDK's repository. */
export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn'] as const;

const anything = () => z.unknown();

/** `targets.<t>.options`: each language parses its own. */
const Options = z.looseObject({
  enable_v2: says(
    anything(),
    'Go: `true` or `migration` for the style with `param.Opt`, `false` for the older style.',
  ),
  option_package_name: says(anything(), 'Go: name of the package with request options; by default `option`.'),
  client_name: says(
    anything(),
    'Go: type of the client, by default `Client`; its constructor is `New` with that name. Also of the SDK that a command line imports.',
  ),
  subtle_union_naming: says(anything(), 'Go: names of unions without the suffix `Union`.'),
  back_compat_use_shared_package: says(
    anything(),
    'Go: `false` for no aliases of shared types in the root package.',
  ),
  go_module_path_override: says(anything(), 'Go: module path.'),
  go_sdk_version: says(
    anything(),
    'cli: version of the Go module `go_sdk_package`, which the program imports; by default it contains its own client.',
  ),
  package_manager: says(
    z.enum(PACKAGE_MANAGERS),
    'TypeScript: `npm` (default), `pnpm` or `yarn` (1): the scripts, the CI workflow and `packageManager` of the repository.',
  ),
  browser: says(
    anything(),
    'TypeScript: `state` `allow`, `disallow` or `dangerous_allow`: whether clients may be used in a browser.',
  ),
});

const Publish = z.looseObject({
  pypi: says(
    anything(),
    'Python: `package_name` is the distribution name where `project_name` is not given. Kiln publishes nothing.',
  ),
  homebrew: says(anything(), 'cli: `tap_repo`, `homepage` and `description` of the Homebrew formula.'),
});

/** Settings of a target beyond those that every generator reads (src/contract/target-config.ts). */
export const TargetKeys = z.looseObject({
  package_name: says(anything(), 'Name of the package.'),
  version: says(anything(), 'Version of the package.'),
  production_repo: says(
    anything(),
    "External repository of the SDK: used in metadata, links and Go's module path.",
  ),
  skip: says(anything(), 'true: do not build the target.'),
  generator: says(anything(), 'The generator to use.'),
  postgen: says(anything(), 'Commands that change the code before it is committed.'),
  checks: says(anything(), 'The commands of lint, build and test.'),
  edition: says(
    text(),
    'Go: from `go.2026-04-15` on, the v2 style even without `enable_v2`. No effect for other targets.',
  ),
  binary_name: says(anything(), 'cli: name of the program; by default `package_name`.'),
  project_name: says(text().nullable(), 'Python: distribution name.'),
  readme_title: says(text().nullable(), 'Heading of the README.'),
  screencast: says(text().nullable(), 'Video shown in the README.'),
  publish: says(z.union([Publish, anything()]), 'Where packages are published.'),
  options: says(Options.nullable(), 'Language-specific options.'),
});
