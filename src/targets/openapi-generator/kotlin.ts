import { file, type TreeFile } from '../../git/store/file-tree.ts';
import type { TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties } from '../files/common.ts';
import { removeMatching, replaceMatching, tidyBlanks } from '../files/edit-tree.ts';
import { kotlinModelTest, kotlinPom } from '../files/kotlin-pom.ts';
import { kebabCase } from '../files/names.ts';
import { java, mavenChecks, mavenCoordinates } from './java.ts';

const LANGUAGE = 'kotlin';

/** A library for Kotlin on the JVM, with OkHttp and Moshi. */
export const kotlin: TargetDefinition = {
  name: 'kotlin',
  language: LANGUAGE,
  defaultPackageName: (org, project) => `${java.defaultPackageName(org, project)}-kotlin`,
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
    const coordinates = mavenCoordinates(sdk);
    const { group, artifact, base } = coordinates;
    const out = commonPostgen(files, sdk, {
      language: LANGUAGE,
      gitignore: ['target/', '.idea/'],
      readme: {
        install: null,
        usage: `implementation("${group}:${artifact}:${sdk.packageVersion}")`,
        codeFence: 'kotlin',
        more: `The operations are the methods of the classes in \`${base}.apis\`; JVM 11 or later is needed.`,
      },
    });
    // The generated tests are for an outdated library and contain only comments.
    removeMatching(
      out,
      /(^|\/)(gradlew(\.bat)?|build\.gradle(\.kts)?|settings\.gradle(\.kts)?|gradle\.properties)$|^gradle\/|^src\/test\//,
    );
    replaceMatching(out, /\.kt$/, tidyBlanks);
    out.set('pom.xml', file(kotlinPom(sdk, coordinates)));
    addModelTest(out, base);
    return out;
  },
  checks: ({ cacheDir }) => mavenChecks(cacheDir),
  packages: [{ type: 'jar', path: 'target/*.jar' }],
  installCommand: (sdk, { cloneUrl, sha }) => {
    const folder = `${kebabCase(sdk.project) || 'api'}-kotlin`;
    return `git clone ${cloneUrl} ${folder} && git -C ${folder} checkout ${sha} && mvn -f ${folder} install -Dmaven.test.skip=true`;
  },
};

/**
 * A test of the models for which Moshi can create adapters: no interfaces, no files, and nothing that contains them.
 */
function addModelTest(out: Map<string, TreeFile>, base: string): void {
  const root = `src/main/kotlin/${base.replaceAll('.', '/')}`;
  if (!out.get(`${root}/infrastructure/Serializer.kt`)?.content.includes('KotlinJsonAdapterFactory')) return;
  const models = new Map<string, string>();
  const left = new Set<string>();
  for (const [path, { content }] of out) {
    const name = new RegExp(`^${root}/models/(\\w+)\\.kt$`).exec(path)?.[1];
    if (name === undefined) continue;
    const text = content.toString('utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const declared = new RegExp(`^(?:data|enum) class ${name}\\b`, 'm').test(text);
    if (!declared || /java\.io\.File|OctetByteArray|\bkotlin\.Nothing\b/.test(text)) left.add(name);
    else models.set(name, text);
  }
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, text] of models) {
      const used = text.match(/\w+/g) ?? [];
      if (used.some((word) => left.has(word))) {
        left.add(name);
        models.delete(name);
      }
    }
  }
  if (models.size === 0) return;
  out.set(
    `${root.replace('/main/', '/test/')}/ModelsTest.kt`,
    file(kotlinModelTest(base, [...models.keys()].sort())),
  );
}
