import path from 'node:path';
import { file, type TreeFile } from '../../git/store/file-tree.ts';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import type { CheckPlan, Command, SdkContext, TargetDefinition, Tool } from '../definition.ts';
import {
  commonPostgen,
  commonProperties,
  httpUrl,
  oneOfByDiscriminator,
  repositoryUrl,
  titleOf,
} from '../files/common.ts';
import { removeMatching, replaceMatching, replaceText } from '../files/edit-tree.ts';
import { firstParagraph, lines, oneLine } from '../files/escape.ts';
import { mapsInQueries, oneOfContainers, withoutXml } from '../files/java-fixes.ts';
import { javaModelTest } from '../files/java-model-test.ts';
import { identifier, kebabCase, snakeCase } from '../files/names.ts';

const LANGUAGE = 'java';

const KEYWORDS = new Set(
  (
    'abstract assert boolean break byte case catch char class const continue default do double else enum ' +
    'extends false final finally float for fun goto if implements import in instanceof int interface is long ' +
    'native new null object package private protected public return short static strictfp super switch ' +
    'synchronized this throw throws transient true try typealias typeof val var void volatile when while'
  ).split(' '),
);

/** A valid part of a package name in Java and in Kotlin. */
function segment(name: string): string {
  const word = identifier(snakeCase(name), '_') || 'api';
  return KEYWORDS.has(word) ? `${word}_` : word;
}

export interface MavenCoordinates {
  readonly group: string;
  readonly artifact: string;
  /** The package of the code. */
  readonly base: string;
}

/**
 * From a package name in one of the forms `com.acme:petstore` (group and artifact), `com.acme.petstore` (a Java
 * package) or `petstore` (an artifact).
 */
export function mavenCoordinates(sdk: SdkContext): MavenCoordinates {
  const colon = sdk.packageName.indexOf(':');
  const dotted = (name: string) => name.split('.').filter(Boolean).map(segment).join('.');
  if (colon < 0 && sdk.packageName.includes('.')) {
    const base = dotted(sdk.packageName);
    const project = kebabCase(sdk.project) || 'api';
    return { group: base, artifact: sdk.target === 'kotlin' ? `${project}-kotlin` : project, base };
  }
  const group = dotted(colon < 0 ? `com.${segment(sdk.org)}` : sdk.packageName.slice(0, colon));
  const artifact = kebabCase(sdk.packageName.slice(colon + 1)) || 'api';
  return { group, artifact, base: `${group}.${segment(artifact)}` };
}

const MAVEN_TOOLS: readonly Tool[] = [
  {
    name: 'JDK',
    command: 'javac',
    versionArgs: ['--version'],
    install: 'apt-get install default-jdk-headless',
    atLeast: '11',
  },
  {
    name: 'Maven',
    command: 'mvn',
    versionArgs: ['--version'],
    install: 'apt-get install maven',
    atLeast: '3.6',
  },
];

/** Non-interactive Maven, with a repository that builds share and a compiler that leaves CPU time for others. */
export function maven(cacheDir: string, ...args: string[]): Command {
  return {
    argv: [
      'mvn',
      '-B',
      '-ntp',
      '-Dstyle.color=never',
      '-Dmaven.wagon.http.retryHandler.count=3',
      `-Dmaven.repo.local=${cacheDir}/m2`,
      ...args,
    ],
    env: { MAVEN_OPTS: '-Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1' },
  };
}

/** Checks of a Maven project: dependencies are fetched first, and the rest works offline. */
export function mavenChecks(cacheDir: string): CheckPlan {
  const { argv, env } = maven(cacheDir);
  return {
    tools: MAVEN_TOOLS,
    prepare: [{ argv: ['node', DEPENDENCIES, `${cacheDir}/m2`, ...argv], env }],
    // Compiles with all warnings; later checks use the output and compile nothing again.
    lint: [maven(cacheDir, '-o', 'compile')],
    build: [maven(cacheDir, '-o', '-Dmaven.test.skip=true', 'package')],
    test: [maven(cacheDir, '-o', 'test')],
    stages: [['lint'], ['build'], ['test']],
  };
}

const DEPENDENCIES = path.join(PACKAGE_ROOT, 'src', 'targets', 'files', 'maven-dependencies.mjs');

/** A library for Java, on the JDK's own HTTP client. */
export const java: TargetDefinition = {
  name: 'java',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `com.${segment(org)}:${kebabCase(project) || 'api'}`,
  properties: (sdk) => {
    const { group, artifact, base } = mavenCoordinates(sdk);
    const repository = repositoryUrl(sdk);
    return {
      ...commonProperties(sdk),
      library: 'native',
      groupId: group,
      artifactId: artifact,
      artifactVersion: sdk.packageVersion,
      artifactDescription: firstParagraph(sdk.description, 200) || `Java SDK for ${titleOf(sdk)}`,
      artifactUrl: httpUrl(sdk.docsUrl) ?? repository,
      scmUrl: repository,
      scmConnection: `scm:git:${repository}.git`,
      scmDeveloperConnection: `scm:git:${repository}.git`,
      licenseName: sdk.license,
      licenseUrl: `${repository}/blob/HEAD/LICENSE`,
      developerName: oneLine(sdk.organizationName) || sdk.org,
      developerEmail: oneLine(sdk.contact ?? ''),
      developerOrganization: oneLine(sdk.organizationName) || sdk.org,
      developerOrganizationUrl: httpUrl(sdk.docsUrl) ?? repository,
      invokerPackage: base,
      apiPackage: `${base}.api`,
      modelPackage: `${base}.model`,
      openApiNullable: 'false',
      // Otherwise a request contains an empty list or map for each one that was not set, and an update would empty
      // it.
      containerDefaultToNull: 'true',
      ...oneOfByDiscriminator,
      ...sdk.options,
    };
  },
  postgen: (files, sdk) => {
    const { group, artifact, base } = mavenCoordinates(sdk);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['target/', '*.class', '.idea/'],
      readme: {
        install: null,
        usage: lines([
          '<dependency>',
          `  <groupId>${group}</groupId>`,
          `  <artifactId>${artifact}</artifactId>`,
          `  <version>${sdk.packageVersion}</version>`,
          '</dependency>',
        ]),
        codeFence: 'xml',
        more: `The operations are the methods of the classes in \`${base}.api\`; java 11 or later is needed.`,
      },
    });
    removeMatching(
      out,
      /(^|\/)(gradlew(\.bat)?|build\.gradle|settings\.gradle|gradle\.properties|build\.sbt|AndroidManifest\.xml)$|^gradle\//,
    );
    replaceMatching(out, /^src\/main\/java\/.*\.java$/, (text) =>
      mapsInQueries(withoutXml(oneOfContainers(text))),
    );
    replaceText(out, 'pom.xml', (pom) => mendPom(pom, sdk));
    addModelTest(out, base);
    return out;
  },
  checks: ({ cacheDir }) => mavenChecks(cacheDir),
  packages: [{ type: 'jar', path: 'target/*.jar' }],
  installCommand: (sdk, { cloneUrl, sha }) => {
    const folder = `${kebabCase(sdk.project) || 'api'}-java`;
    return `git clone ${cloneUrl} ${folder} && git -C ${folder} checkout ${sha} && mvn -f ${folder} install -Dmaven.test.skip=true`;
  },
};

function plugin(artifactId: string): RegExp {
  return new RegExp(
    `[ \\t]*<plugin>(?:(?!</?plugin>)[\\s\\S])*?<artifactId>${artifactId}</artifactId>(?:(?!</?plugin>)[\\s\\S])*</plugin>\\r?\\n`,
    'g',
  );
}

/** Its plugins, except those that a build does not need; javadoc is moved to releases. */
function mendPom(pom: string, sdk: SdkContext): string {
  let out = pom
    .replace(/[ \t]*<!-- Use spotless[\s\S]*?-->\r?\n/, '')
    .replace(/[ \t]*<!-- attach test jar -->\r?\n/, '')
    .replace(/[ \t]*<spotless\.version>.*\r?\n/, '');
  for (const name of ['spotless-maven-plugin', 'maven-dependency-plugin', 'maven-jar-plugin']) {
    out = out.replace(plugin(name), '');
  }
  let javadoc = '';
  out = out
    .replace(plugin('maven-surefire-plugin'), (text) =>
      text.replace(/[ \t]*<configuration>[\s\S]*<\/configuration>\r?\n/, ''),
    )
    .replace(plugin('maven-javadoc-plugin'), (text) => {
      javadoc = text.replace(/^/gm, '        ').trimEnd();
      return '';
    })
    .replace(plugin('maven-compiler-plugin'), (text) =>
      /<configuration>/.test(text)
        ? text
        : text.replace(
            /([ \t]*)(<version>[^<]*<\/version>\r?\n)/,
            (_all, indent: string, version: string) =>
              `${indent}${version}${[
                '<configuration>',
                '    <showWarnings>true</showWarnings>',
                '    <compilerArgs>',
                '        <arg>-Xlint:all,-processing,-serial,-options</arg>',
                '    </compilerArgs>',
                '</configuration>',
              ]
                .map((line) => `${indent}${line}\n`)
                .join('')}`,
          ),
    );
  if (javadoc !== '') {
    out = out.replace(/(<id>sign-artifacts<\/id>\s*<build>\s*<plugins>\r?\n)/, (all) => `${all}${javadoc}\n`);
  }
  if (sdk.license === 'none') out = out.replace(/[ \t]*<licenses>[\s\S]*?<\/licenses>\s*?\r?\n/, '');
  return out.replace(/[ \t]*<email><\/email>\r?\n/, '');
}

/** A test that serialises and parses each model, if the generated code uses Jackson as the library `native` does. */
function addModelTest(out: Map<string, TreeFile>, base: string): void {
  const root = `src/main/java/${base.replaceAll('.', '/')}`;
  const json = out.get(`${root}/JSON.java`)?.content.toString('utf8') ?? '';
  if (!/ObjectMapper getMapper\(\)/.test(json)) return;
  const prefix = `${root}/model/`;
  const models = [...out.keys()]
    .filter((path) => path.startsWith(prefix) && /^[A-Za-z_]\w*\.java$/.test(path.slice(prefix.length)))
    .map((path) => path.slice(prefix.length, -'.java'.length))
    .filter((name) => name !== 'AbstractOpenApiSchema')
    .sort();
  if (models.length === 0) return;
  const folder = root.replace('/main/', '/test/');
  out.set(`${folder}/ModelsTest.java`, file(javaModelTest(base, models)));
}
