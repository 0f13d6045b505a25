import { describe, expect, it } from 'vitest';
import { type FileTree, file } from '../../../src/git/store/file-tree.ts';
import { cli } from '../../../src/targets/cli.ts';
import type { SdkContext, TargetDefinition } from '../../../src/targets/definition.ts';
import { textOf } from '../../../src/targets/files/edit-tree.ts';
import { csharp, packageGuid } from '../../../src/targets/openapi-generator/csharp.ts';
import { go } from '../../../src/targets/openapi-generator/go.ts';
import { java, mavenCoordinates } from '../../../src/targets/openapi-generator/java.ts';
import { kotlin } from '../../../src/targets/openapi-generator/kotlin.ts';
import { php } from '../../../src/targets/openapi-generator/php.ts';
import { gemVersion, ruby } from '../../../src/targets/openapi-generator/ruby.ts';
import { typescript } from '../../../src/targets/openapi-generator/typescript.ts';

function sdkOf(target: TargetDefinition, changes: Partial<SdkContext> = {}): SdkContext {
  return {
    target: target.name,
    org: 'acme',
    project: 'pet-store',
    title: "Pet's <Store>",
    description: 'All #{pets} & "more"\\.',
    packageName: target.defaultPackageName('acme', 'pet-store'),
    packageVersion: '1.2.0',
    organizationName: "O'Neil & Co",
    contact: 'dev@acme.example',
    docsUrl: null,
    repository: { owner: 'acme', name: `petstore-${target.name}`, isProduction: false },
    license: 'MIT',
    options: {},
    ...changes,
  };
}

function tree(files: Record<string, string>): FileTree {
  return new Map(Object.entries(files).map(([path, text]) => [path, file(text)]));
}

describe('java', () => {
  it.each([
    ['com.acme:pet-store', 'com.acme', 'pet-store', 'com.acme.pet_store'],
    ['example.bookstore', 'example.bookstore', 'pet-store', 'example.bookstore'],
    ['petstore', 'com.acme', 'petstore', 'com.acme.petstore'],
    ['com.3m:new', 'com._3m', 'new', 'com._3m.new_'],
  ])('reads the package name %s', (packageName, group, artifact, base) => {
    expect(mavenCoordinates(sdkOf(java, { packageName }))).toEqual({ group, artifact, base });
  });

  it('options of the config file take precedence', () => {
    expect(java.properties(sdkOf(java, { options: { library: 'okhttp-gson' } })).library).toBe('okhttp-gson');
  });

  it('removes non-Maven builds, and plugins that a build does not need', () => {
    const pom = [
      '<project>',
      '    <build>',
      '        <plugins>',
      '            <plugin>',
      '                <artifactId>maven-dependency-plugin</artifactId>',
      '            </plugin>',
      '            <plugin>',
      '                <artifactId>maven-enforcer-plugin</artifactId>',
      '            </plugin>',
      '        </plugins>',
      '    </build>',
      '</project>',
      '',
    ].join('\n');
    const out = java.postgen(
      tree({ 'build.gradle': '', 'gradle/wrapper/x.jar': '', 'pom.xml': pom }),
      sdkOf(java),
    );
    expect([...out.keys()].filter((path) => path.includes('gradle'))).toEqual([]);
    expect(textOf(out, 'pom.xml')).toContain('maven-enforcer-plugin');
    expect(textOf(out, 'pom.xml')).not.toContain('maven-dependency-plugin');
  });

  it('tests the models if they use Jackson', () => {
    const root = 'src/main/java/com/acme/pet_store';
    const files = {
      [`${root}/JSON.java`]: 'public ObjectMapper getMapper() { return mapper; }',
      [`${root}/model/Pet.java`]: 'public class Pet {}',
    };
    const test = textOf(
      java.postgen(tree(files), sdkOf(java)),
      'src/test/java/com/acme/pet_store/ModelsTest.java',
    );
    expect(test).toContain('com.acme.pet_store.model.Pet.class');
  });
});

describe('kotlin', () => {
  const root = 'src/main/kotlin/com/acme/pet_store_kotlin';
  const out = kotlin.postgen(
    tree({
      gradlew: '',
      [`${root}/infrastructure/Serializer.kt`]: 'KotlinJsonAdapterFactory()',
      [`${root}/models/Pet.kt`]: 'data class Pet (\n  val name: kotlin.String\n)',
      [`${root}/models/Payment.kt`]: 'interface Payment {\n}',
      [`${root}/models/Order.kt`]: 'data class Order (\n  val payment: Payment\n)',
      [`${root}/models/Orders.kt`]: 'data class Orders (\n  val all: kotlin.collections.List<Order>\n)',
    }),
    sdkOf(kotlin),
  );

  it('builds with Maven', () => {
    expect(out.has('gradlew')).toBe(false);
    expect(textOf(out, 'pom.xml')).toContain('<name>O&apos;Neil &amp; Co</name>');
  });

  it('tests the models for which Moshi can create adapters', () => {
    const test = textOf(out, 'src/test/kotlin/com/acme/pet_store_kotlin/ModelsTest.kt');
    expect(test?.match(/models\.(\w+)::class/g)).toEqual(['models.Pet::class']);
  });
});

describe('ruby', () => {
  it('writes versions in the format of gems', () => {
    expect(gemVersion('1.2.0-beta.3+build')).toBe('1.2.0.pre.beta.3');
    expect(gemVersion('1.2.0')).toBe('1.2.0');
  });

  it('writes a gemspec in which no text is code, with the dependencies of the generated one', () => {
    const generated = "  s.add_runtime_dependency 'typhoeus', '~> 1.0'\n  s.files = `find *`\n";
    const spec = textOf(
      ruby.postgen(tree({ 'pet_store.gemspec': generated }), sdkOf(ruby)),
      'pet_store.gemspec',
    );
    expect(spec).toContain("  s.authors = ['O\\'Neil & Co']\n");
    expect(spec).toContain(`  s.description = 'All #{pets} & "more"\\\\.'\n`);
    expect(spec).toContain("  s.add_dependency 'typhoeus', '~> 1.0'\n");
    expect(spec).not.toContain('`');
  });
});

describe('php', () => {
  it('guards measurements against missing values', () => {
    const model = [
      "        if ((count($this->container['items']) < 1)) {",
      "        if (!preg_match('/x/', $this->container['isbn'])) {",
      "        if (($this->container['rating'] > 5)) {",
      "        if ($this->container['items'] === null) {",
      "        if (!is_null($this->container['note']) && (mb_strlen($this->container['note']) > 5)) {",
    ];
    const out = php.postgen(tree({ 'lib/Model/Order.php': model.join('\n') }), sdkOf(php));
    expect(textOf(out, 'lib/Model/Order.php')?.split('\n')).toEqual([
      "        if (!is_null($this->container['items']) && (count($this->container['items']) < 1)) {",
      "        if (!is_null($this->container['isbn']) && !preg_match('/x/', $this->container['isbn'])) {",
      "        if (!is_null($this->container['rating']) && ($this->container['rating'] > 5)) {",
      ...model.slice(3),
    ]);
  });

  it('keeps the requirements of the generated package', () => {
    const composer = JSON.stringify({ name: 'x/y', require: { php: '^8.1', 'psr/http-client': '^1.0' } });
    const out = php.postgen(tree({ 'composer.json': composer }), sdkOf(php));
    expect(JSON.parse(textOf(out, 'composer.json') ?? '')).toMatchObject({
      name: 'acme/pet-store',
      license: 'MIT',
      require: { php: '^8.1', 'psr/http-client': '^1.0' },
      autoload: { 'psr-4': { 'Acme\\PetStore\\': 'lib/' } },
    });
    expect(textOf(out, 'test/bootstrap.php')).toContain("'Acme\\\\PetStore\\\\Test\\\\' => __DIR__");
  });
});

describe('csharp', () => {
  it('assigns the same id to the same package', () => {
    expect(packageGuid('Acme.PetStore')).toBe(packageGuid('Acme.PetStore'));
    expect(packageGuid('Acme.PetStore')).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
    expect(packageGuid('Acme.PetStore')).not.toBe(packageGuid('Acme.Petstore'));
  });

  it('records its origin', () => {
    const project = '<RepositoryUrl>https://github.com/GIT_USER_ID/GIT_REPO_ID.git</RepositoryUrl>';
    const out = csharp.postgen(tree({ 'src/A/A.csproj': project }), sdkOf(csharp));
    expect(textOf(out, 'src/A/A.csproj')).toBe(
      '<RepositoryUrl>https://github.com/acme/petstore-csharp.git</RepositoryUrl>',
    );
  });
});

describe('typescript', () => {
  it('adds types that the generator omitted', () => {
    const generated = tree({ 'src/models/A.ts': 'a?: { [key: string]: ; };\nb: Array<>;\n' });
    const files = typescript.postgen(generated, sdkOf(typescript));
    expect(textOf(files, 'src/models/A.ts')).toBe('a?: { [key: string]: any; };\nb: Array<any>;\n');
  });
});

describe('go', () => {
  it.each([
    ['pet-store', '1.2.0', 'github.com/acme/petstore-go@v0.0.0'],
    ['pet-store', '2.0.1', 'github.com/acme/petstore-go/v2@v2.0.0'],
    ['gopkg.in/acme.v3', '3.1.0', 'gopkg.in/acme.v3@v3.0.0'],
  ])('installs %s %s from its clone without a proxy', (packageName, packageVersion, got) => {
    const git = { cloneUrl: 'http://kiln.example/x.git', sha: 'f'.repeat(40) };
    const command = go.installCommand(sdkOf(go, { packageName, packageVersion }), git);
    expect(command).toContain(`go get ${got}`);
  });
});

describe('cli', () => {
  it.each([
    [false, ['']],
    [true, ['', 'linux', 'darwin', 'windows']],
  ])('is compiled for other systems if it is released (%s)', (isProduction, systems) => {
    const repository = { owner: 'acme', name: 'petstore-cli', isProduction };
    const { build } = cli.checks({ ...sdkOf(go, { repository }), target: 'cli', cacheDir: '/cache' });
    expect(build.map(({ env }) => env?.GOOS ?? '')).toEqual(systems);
  });
});
