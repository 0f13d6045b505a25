import { commonPostgen, commonProperties, kebabCase, pascalCase } from './common.ts';
import type { TargetDefinition } from './target.ts';

const LANGUAGE = 'php';
/** Checks the syntax of every file below the folders that it is given. */
const LINT = `$bad = 0;
foreach (array_slice($argv, 1) as $folder) {
  foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($folder)) as $file) {
    if ($file->getExtension() !== 'php') continue;
    exec('php -l ' . escapeshellarg($file->getPathname()), $out, $code);
    if ($code !== 0) { $bad++; echo implode("\\n", $out), "\\n"; }
    $out = [];
  }
}
exit($bad === 0 ? 0 : 1);`;

/** A Composer package, over Guzzle. */
export const php: TargetDefinition = {
  name: 'php',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `${kebabCase(org)}/${kebabCase(project)}`,
  properties: (sdk) => ({
    ...commonProperties(sdk),
    composerPackageName: sdk.packageName,
    invokerPackage: sdk.packageName.split('/').map(pascalCase).join('\\'),
    artifactVersion: sdk.packageVersion,
    ...sdk.options,
  }),
  postgen: (files, sdk) =>
    commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['vendor/', 'composer.lock', '.phpunit.result.cache', '.php-cs-fixer.cache'],
      readme: {
        install: `composer require ${sdk.packageName}`,
        usage: "require_once __DIR__ . '/vendor/autoload.php';",
        codeFence: 'php',
      },
    }),
  checks: () => ({
    tools: [{ name: 'PHP', command: 'php', versionArgs: ['--version'], install: 'apt-get install php-cli' }],
    prepare: [],
    lint: [{ argv: ['php', '-r', LINT, '--', 'lib'] }],
    build: [{ argv: ['php', '-r', LINT, '--', 'test'] }],
    // PHPUnit needs the package's dependencies, which Composer would download; nothing is run instead of it.
    test: [],
    stages: [['lint', 'build', 'test']],
  }),
  packages: [],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `composer config repositories.${kebabCase(sdk.project)} git ${cloneUrl} && composer require ${sdk.packageName}:dev-main#${sha}`,
};
