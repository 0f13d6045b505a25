import { commonPostgen, commonProperties, lines, removeMatching, snakeCase } from './common.ts';
import type { SdkContext, TargetDefinition, Tool } from './target.ts';

const LANGUAGE = 'java';

/** Words of Java that cannot name a package, as far as an organisation may be called so. */
const RESERVED = new Set(
  'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static super switch synchronized this throw throws transient try void volatile while true false null'.split(
    ' ',
  ),
);

function packageSegment(word: string): string {
  return RESERVED.has(word) ? `${word}_` : word;
}

/** `com.acme:petstore` or `petstore`: group and artifact of Maven. */
export function mavenCoordinates(sdk: SdkContext): { group: string; artifact: string; base: string } {
  const [first = '', second] = sdk.packageName.split(':');
  const group = (second === undefined ? `com.${snakeCase(sdk.org)}` : first)
    .split('.')
    .map(packageSegment)
    .join('.');
  const artifact = second ?? first;
  return { group, artifact, base: `${group}.${snakeCase(artifact)}`.replace(/[^\w.]/g, '_') };
}

export const MAVEN_TOOLS: readonly Tool[] = [
  {
    name: 'JDK',
    command: 'javac',
    versionArgs: ['--version'],
    install: 'apt-get install default-jdk',
    atLeast: '11',
  },
  { name: 'Maven', command: 'mvn', versionArgs: ['--version'], install: 'apt-get install maven' },
];

/** Maven without questions, with a repository that builds share. */
export function maven(cacheDir: string, ...args: string[]): { argv: [string, ...string[]] } {
  return { argv: ['mvn', '-B', '-q', '-ntp', `-Dmaven.repo.local=${cacheDir}/m2`, ...args] };
}

/** A library for Java, on the JDK's own HTTP client. */
export const java: TargetDefinition = {
  name: 'java',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `com.${snakeCase(org)}:${project}`,
  properties: (sdk) => {
    const { group, artifact, base } = mavenCoordinates(sdk);
    return {
      ...commonProperties(sdk),
      library: 'native',
      groupId: group,
      artifactId: artifact,
      artifactVersion: sdk.packageVersion,
      invokerPackage: base,
      apiPackage: `${base}.api`,
      modelPackage: `${base}.model`,
      openApiNullable: 'false',
      ...sdk.options,
    };
  },
  postgen: (files, sdk) => {
    const { group, artifact } = mavenCoordinates(sdk);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['target/', '*.class', '.idea/'],
      readme: {
        install: lines([
          '<dependency>',
          `  <groupId>${group}</groupId>`,
          `  <artifactId>${artifact}</artifactId>`,
          `  <version>${sdk.packageVersion}</version>`,
          '</dependency>',
        ]),
        usage: 'See the classes below `api` for the operations.',
        codeFence: 'xml',
      },
    });
    removeMatching(
      out,
      /(^|\/)(gradlew(\.bat)?|build\.gradle|settings\.gradle|gradle\.properties|build\.sbt)$|^gradle\//,
    );
    return out;
  },
  checks: ({ cacheDir }) => ({
    tools: MAVEN_TOOLS,
    prepare: [],
    lint: [maven(cacheDir, 'validate')],
    build: [
      maven(cacheDir, '-DskipTests', '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true', 'package'),
    ],
    test: [maven(cacheDir, 'test')],
    stages: [['lint'], ['build'], ['test']],
  }),
  packages: [{ type: 'jar', path: 'target/*.jar' }],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `git clone ${cloneUrl} ${sdk.project}-java && git -C ${sdk.project}-java checkout ${sha} && mvn -f ${sdk.project}-java install -DskipTests`,
};
