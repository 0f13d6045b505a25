import type { SdkContext } from '../definition.ts';
import type { MavenCoordinates } from '../openapi-generator/java.ts';
import { repositoryUrl, titleOf } from './common.ts';
import { lines, oneLine, pomText } from './escape.ts';

const VERSIONS = {
  kotlin: '2.2.0',
  moshi: '1.15.2',
  okhttp: '4.12.0',
  junit: '5.10.2',
  compiler: '3.13.0',
  surefire: '3.2.5',
  source: '3.3.1',
} as const;

interface Dependency {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly scope?: 'test';
}

const DEPENDENCIES: readonly Dependency[] = [
  { group: 'org.jetbrains.kotlin', artifact: 'kotlin-stdlib', version: VERSIONS.kotlin },
  { group: 'org.jetbrains.kotlin', artifact: 'kotlin-reflect', version: VERSIONS.kotlin },
  { group: 'com.squareup.moshi', artifact: 'moshi-kotlin', version: VERSIONS.moshi },
  { group: 'com.squareup.moshi', artifact: 'moshi-adapters', version: VERSIONS.moshi },
  { group: 'com.squareup.okhttp3', artifact: 'okhttp', version: VERSIONS.okhttp },
  { group: 'org.junit.jupiter', artifact: 'junit-jupiter-api', version: VERSIONS.junit, scope: 'test' },
];

/** A build that needs only Maven: the generated one downloads a distribution of Gradle. */
export function kotlinPom(sdk: SdkContext, { group, artifact }: MavenCoordinates): string {
  const repository = pomText(repositoryUrl(sdk));
  return lines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<project xmlns="http://maven.apache.org/POM/4.0.0"',
    '         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    '         xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">',
    '  <modelVersion>4.0.0</modelVersion>',
    `  <groupId>${pomText(group)}</groupId>`,
    `  <artifactId>${pomText(artifact)}</artifactId>`,
    `  <version>${pomText(sdk.packageVersion)}</version>`,
    `  <name>${pomText(artifact)}</name>`,
    `  <description>${pomText(`Kotlin SDK for ${titleOf(sdk)}`)}</description>`,
    `  <url>${repository}</url>`,
    ...(sdk.license === 'none'
      ? []
      : [
          '  <licenses>',
          '    <license>',
          `      <name>${sdk.license}</name>`,
          `      <url>${repository}/blob/HEAD/LICENSE</url>`,
          '    </license>',
          '  </licenses>',
        ]),
    '  <developers>',
    '    <developer>',
    `      <name>${pomText(oneLine(sdk.organizationName) || sdk.org)}</name>`,
    '    </developer>',
    '  </developers>',
    '  <scm>',
    `    <connection>scm:git:${repository}.git</connection>`,
    `    <url>${repository}</url>`,
    '  </scm>',
    '  <properties>',
    '    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>',
    '    <kotlin.code.style>official</kotlin.code.style>',
    '    <kotlin.compiler.incremental>true</kotlin.compiler.incremental>',
    '    <kotlin.compiler.jvmTarget>11</kotlin.compiler.jvmTarget>',
    '    <maven.compiler.release>11</maven.compiler.release>',
    '  </properties>',
    '  <dependencies>',
    ...DEPENDENCIES.flatMap(({ group: groupId, artifact: artifactId, version, scope }) => [
      '    <dependency>',
      `      <groupId>${groupId}</groupId>`,
      `      <artifactId>${artifactId}</artifactId>`,
      `      <version>${version}</version>`,
      ...(scope === undefined ? [] : [`      <scope>${scope}</scope>`]),
      '    </dependency>',
    ]),
    '  </dependencies>',
    '  <build>',
    '    <sourceDirectory>src/main/kotlin</sourceDirectory>',
    '    <testSourceDirectory>src/test/kotlin</testSourceDirectory>',
    '    <plugins>',
    '      <plugin>',
    '        <groupId>org.jetbrains.kotlin</groupId>',
    '        <artifactId>kotlin-maven-plugin</artifactId>',
    `        <version>${VERSIONS.kotlin}</version>`,
    '        <executions>',
    ...['compile', 'test-compile'].flatMap((goal) => [
      '          <execution>',
      `            <id>${goal}</id>`,
      '            <goals>',
      `              <goal>${goal}</goal>`,
      '            </goals>',
      '          </execution>',
    ]),
    '        </executions>',
    '      </plugin>',
    '      <plugin>',
    '        <groupId>org.apache.maven.plugins</groupId>',
    '        <artifactId>maven-compiler-plugin</artifactId>',
    `        <version>${VERSIONS.compiler}</version>`,
    '      </plugin>',
    '      <plugin>',
    '        <groupId>org.apache.maven.plugins</groupId>',
    '        <artifactId>maven-surefire-plugin</artifactId>',
    `        <version>${VERSIONS.surefire}</version>`,
    '      </plugin>',
    '      <plugin>',
    '        <groupId>org.apache.maven.plugins</groupId>',
    '        <artifactId>maven-source-plugin</artifactId>',
    `        <version>${VERSIONS.source}</version>`,
    '        <executions>',
    '          <execution>',
    '            <id>attach-sources</id>',
    '            <goals>',
    '              <goal>jar-no-fork</goal>',
    '            </goals>',
    '          </execution>',
    '        </executions>',
    '      </plugin>',
    '    </plugins>',
    '  </build>',
    '</project>',
  ]);
}

/** A generated test that creates the adapter of each model, and serialises and parses each enum value. */
export function kotlinModelTest(base: string, models: readonly string[]): string {
  return lines([
    `package ${base}`,
    '',
    `import ${base}.infrastructure.Serializer`,
    'import org.junit.jupiter.api.Assertions.assertEquals',
    'import org.junit.jupiter.api.Test',
    '',
    'class ModelsTest {',
    '    private val models: List<Class<*>> = listOf(',
    ...models.map((name) => `        ${base}.models.${name}::class.java,`),
    '    )',
    '',
    '    @Test',
    '    fun `what is written as JSON is read as what it was`() {',
    '        for (model in models) {',
    '            val adapter = Serializer.moshi.adapter<Any>(model)',
    '            for (value in model.enumConstants.orEmpty()) {',
    '                assertEquals(value, adapter.fromJson(adapter.toJson(value)))',
    '            }',
    '        }',
    '    }',
    '}',
  ]);
}
