import { file, type TreeFile } from '../../git/store/file-tree.ts';
import type { SdkContext, TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties, httpUrl, repositoryUrl, titleOf } from '../files/common.ts';
import { replaceMatching, textOf } from '../files/edit-tree.ts';
import { firstParagraph, lines, oneLine } from '../files/escape.ts';
import { identifier, kebabCase, pascalCase } from '../files/names.ts';
import { phpBootstrap, phpModelTest } from '../files/php-bootstrap.ts';

const LANGUAGE = 'php';

/** Checks the syntax of every file below the given folders, two at a time. */
const LINT = `$bad = 0;
$files = [];
foreach (array_slice($argv, 1) as $folder) {
  if (!is_dir($folder)) continue;
  $below = new RecursiveDirectoryIterator($folder, FilesystemIterator::SKIP_DOTS);
  foreach (new RecursiveIteratorIterator($below) as $file) {
    if ($file->getExtension() === 'php') $files[] = $file->getPathname();
  }
}
sort($files);
foreach (array_chunk($files, 2) as $pair) {
  $running = [];
  foreach ($pair as $path) {
    $process = proc_open([PHP_BINARY, '-n', '-l', $path], [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes);
    $running[] = [$process, $pipes[1]];
  }
  foreach ($running as [$process, $pipe]) {
    $out = stream_get_contents($pipe);
    fclose($pipe);
    if (proc_close($process) !== 0) { $bad++; echo $out; }
  }
}
echo count($files), " files, $bad with errors\\n";
exit($bad === 0 ? 0 : 1);`;

/** `acme/pet-store` → `Acme\PetStore` */
function namespaceOf(packageName: string): string {
  return packageName
    .split('/')
    .map((part) => identifier(pascalCase(part), 'Api'))
    .filter((part) => part !== '')
    .join('\\');
}

/** Composer requires lower case and a vendor. */
function composerName(sdk: SdkContext): string {
  const [vendor = '', name] = sdk.packageName.split('/');
  return name === undefined
    ? `${kebabCase(sdk.org)}/${kebabCase(vendor)}`
    : `${kebabCase(vendor)}/${kebabCase(name)}`;
}

/** `acme-petstore-1.0.0` */
function archiveName(sdk: SdkContext): string {
  return `${composerName(sdk).replace('/', '-')}-${sdk.packageVersion}`;
}

/** A Composer package, over Guzzle. */
export const php: TargetDefinition = {
  name: 'php',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `${kebabCase(org)}/${kebabCase(project)}`,
  properties: (sdk) => ({
    ...commonProperties(sdk),
    composerPackageName: composerName(sdk),
    invokerPackage: namespaceOf(composerName(sdk)),
    artifactVersion: sdk.packageVersion,
    ...sdk.options,
  }),
  postgen: (files, sdk) => {
    const namespace = sdk.options.invokerPackage ?? namespaceOf(composerName(sdk));
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: [
        'vendor/',
        'build/',
        'composer.lock',
        '.phpunit.cache/',
        '.phpunit.result.cache',
        '.php-cs-fixer.cache',
      ],
      readme: {
        install: `composer require ${composerName(sdk)}`,
        usage: lines([
          '<?php',
          '',
          "require_once __DIR__ . '/vendor/autoload.php';",
          '',
          `$config = ${namespace}\\Configuration::getDefaultConfiguration();`,
          "// $config->setAccessToken(getenv('ACCESS_TOKEN'));",
        ]),
        codeFence: 'php',
      },
    });
    if (textOf(out, 'composer.json') !== null) {
      out.set('composer.json', file(composerJson(sdk, namespace, requirements(out))));
    }
    replaceMatching(out, /^lib\/Model\/\w+\.php$/, guardNull);
    out.set('phpunit.xml.dist', file(PHPUNIT));
    out.set('test/bootstrap.php', file(phpBootstrap(namespace)));
    if (out.has('lib/Model/ModelInterface.php')) {
      out.set('test/ModelsTest.php', file(phpModelTest(namespace)));
    }
    return out;
  },
  checks: (sdk) => {
    const { cacheDir } = sdk;
    const composer = {
      COMPOSER_ALLOW_SUPERUSER: '1',
      COMPOSER_NO_INTERACTION: '1',
      COMPOSER_CACHE_DIR: `${cacheDir}/composer`,
      COMPOSER_DISABLE_NETWORK: '1',
    };
    return {
      tools: [
        {
          name: 'PHP',
          command: 'php',
          versionArgs: ['--version'],
          install: 'apt-get install php-cli php-curl php-mbstring php-xml',
          atLeast: '8.1',
        },
        {
          name: 'Composer',
          command: 'composer',
          versionArgs: ['--version', '--no-ansi'],
          install: 'apt-get install composer',
        },
        {
          name: 'PHPUnit',
          command: 'phpunit',
          versionArgs: ['--version'],
          install: 'apt-get install phpunit php-guzzlehttp-guzzle php-guzzlehttp-psr7',
          atLeast: '9.0',
        },
      ],
      prepare: [],
      lint: [{ argv: ['php', '-r', LINT, '--', 'lib', 'test'] }],
      build: [
        {
          argv: ['composer', 'validate', '--no-ansi', '--no-check-lock', '--no-check-publish'],
          env: composer,
        },
        {
          argv: [
            'composer',
            'archive',
            '--no-ansi',
            '--format=tar',
            '--dir=build',
            `--file=${archiveName(sdk)}`,
          ],
          env: composer,
        },
      ],
      test: [{ argv: ['phpunit', '--colors=never', '--do-not-cache-result'] }],
      stages: [['lint', 'build', 'test']],
    };
  },
  packages: [{ type: 'dist', path: 'build/*.tar' }],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `composer config repositories.${kebabCase(sdk.project)} git ${cloneUrl} && composer require ${composerName(sdk)}:dev-main#${sha}`,
};

/**
 * A missing required value is reported as such: without this, `listInvalidProperties` would also check its length,
 * and `count(null)` is an error.
 */
function guardNull(text: string): string {
  const measured = /^( +)if \((?!!is_null)(.*\$this->container\['([^']+)'\].*)\) \{$/gm;
  return text.replace(measured, (all, indent: string, condition: string, property: string) =>
    /\bcount\(|\bmb_strlen\(|\bpreg_match\(|\] [<>]=? /.test(condition)
      ? `${indent}if (!is_null($this->container['${property}']) && ${condition}) {`
      : all,
  );
}

const PHPUNIT = lines([
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<phpunit bootstrap="test/bootstrap.php" colors="true">',
  '  <testsuites>',
  '    <testsuite name="tests">',
  '      <directory>./test</directory>',
  '    </testsuite>',
  '  </testsuites>',
  '  <php>',
  '    <ini name="error_reporting" value="E_ALL"/>',
  '  </php>',
  '</phpunit>',
]);

/** The dependencies that the generated code declares, which depend on its `library`. */
function requirements(out: Map<string, TreeFile>): Record<string, string> {
  const fallback = { php: '^8.1', 'ext-curl': '*', 'ext-json': '*', 'ext-mbstring': '*' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(textOf(out, 'composer.json') ?? '');
  } catch {
    return fallback;
  }
  if (typeof parsed !== 'object' || parsed === null || !('require' in parsed)) return fallback;
  const { require } = parsed;
  if (typeof require !== 'object' || require === null) return fallback;
  return Object.fromEntries(
    Object.entries(require).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function composerJson(sdk: SdkContext, namespace: string, require: Record<string, string>): string {
  const email = /^[^\s@]+@[^\s@]+$/.test(sdk.contact ?? '') ? sdk.contact : null;
  const content = {
    name: composerName(sdk),
    description: firstParagraph(sdk.description, 250) || `PHP SDK for ${titleOf(sdk)}`,
    keywords: ['api', 'sdk', 'rest'],
    homepage: httpUrl(sdk.docsUrl) ?? repositoryUrl(sdk),
    license: sdk.license === 'none' ? 'proprietary' : sdk.license,
    authors: [{ name: oneLine(sdk.organizationName) || sdk.org, ...(email === null ? {} : { email }) }],
    require,
    'require-dev': { 'phpunit/phpunit': '^9.5 || ^10.5' },
    autoload: { 'psr-4': { [`${namespace}\\`]: 'lib/' } },
    'autoload-dev': { 'psr-4': { [`${namespace}\\Test\\`]: 'test/' } },
    archive: {
      exclude: ['/test', '/build', '/vendor', '/.kiln', '/phpunit.xml.dist', '/.php-cs-fixer.dist.php'],
    },
  };
  return `${JSON.stringify(content, null, 4)}\n`;
}
