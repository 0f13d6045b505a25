import { file } from '../git/file-tree.ts';
import { commonPostgen, commonProperties, lines, removeMatching, snakeCase, xmlText } from './common.ts';
import { MAVEN_TOOLS, maven, mavenCoordinates } from './java.ts';
import type { SdkContext, TargetDefinition } from './target.ts';

const LANGUAGE = 'kotlin';

/** A library for Kotlin on the JVM, over OkHttp and Moshi. */
export const kotlin: TargetDefinition = {
  name: 'kotlin',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `com.${snakeCase(org)}:${project}-kotlin`,
  properties: (sdk) => {
    const { group, artifact, base } = mavenCoordinates(sdk);
    return {
      ...commonProperties(sdk),
      groupId: group,
      artifactId: artifact,
      artifactVersion: sdk.packageVersion,
      packageName: base,
      ...sdk.options,
    };
  },
  postgen: (files, sdk) => {
    const { group, artifact } = mavenCoordinates(sdk);
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['target/', '.idea/'],
      readme: {
        install: `implementation("${group}:${artifact}:${sdk.packageVersion}")`,
        usage: 'See the classes below `apis` for the operations.',
        codeFence: 'kotlin',
      },
    });
    // The wrapper would download Gradle; the pom below needs nothing but Maven.
    removeMatching(out, /(^|\/)(gradlew(\.bat)?|build\.gradle|settings\.gradle)$|^gradle\/|^src\/test\//);
    out.set('pom.xml', file(pom(sdk)));
    return out;
  },
  checks: ({ cacheDir }) => ({
    tools: MAVEN_TOOLS,
    prepare: [],
    lint: [maven(cacheDir, 'validate')],
    build: [maven(cacheDir, 'package')],
    test: [],
    stages: [['lint'], ['build'], ['test']],
  }),
  packages: [{ type: 'jar', path: 'target/*.jar' }],
  installCommand: (sdk, { cloneUrl, sha }) =>
    `git clone ${cloneUrl} ${sdk.project}-kotlin && git -C ${sdk.project}-kotlin checkout ${sha} && mvn -f ${sdk.project}-kotlin install`,
};

const VERSIONS = { kotlin: '2.2.0', moshi: '1.15.2', okhttp: '4.12.0' };

function pom(sdk: SdkContext): string {
  const { group, artifact } = mavenCoordinates(sdk);
  const dependency = (groupId: string, artifactId: string, version: string) => [
    '    <dependency>',
    `      <groupId>${groupId}</groupId>`,
    `      <artifactId>${artifactId}</artifactId>`,
    `      <version>${version}</version>`,
    '    </dependency>',
  ];
  return lines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    `  <groupId>${xmlText(group)}</groupId>`,
    `  <artifactId>${xmlText(artifact)}</artifactId>`,
    `  <version>${xmlText(sdk.packageVersion)}</version>`,
    '  <properties>',
    '    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>',
    '  </properties>',
    '  <dependencies>',
    ...dependency('org.jetbrains.kotlin', 'kotlin-stdlib', VERSIONS.kotlin),
    ...dependency('org.jetbrains.kotlin', 'kotlin-reflect', VERSIONS.kotlin),
    ...dependency('com.squareup.moshi', 'moshi-kotlin', VERSIONS.moshi),
    ...dependency('com.squareup.okhttp3', 'okhttp', VERSIONS.okhttp),
    '  </dependencies>',
    '  <build>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a property of Maven
    '    <sourceDirectory>${project.basedir}/src/main/kotlin</sourceDirectory>',
    '    <plugins>',
    '      <plugin>',
    '        <groupId>org.jetbrains.kotlin</groupId>',
    '        <artifactId>kotlin-maven-plugin</artifactId>',
    `        <version>${VERSIONS.kotlin}</version>`,
    '        <executions><execution><id>compile</id><phase>compile</phase><goals><goal>compile</goal></goals></execution></executions>',
    '        <configuration><jvmTarget>11</jvmTarget></configuration>',
    '      </plugin>',
    '    </plugins>',
    '  </build>',
    '</project>',
  ]);
}
