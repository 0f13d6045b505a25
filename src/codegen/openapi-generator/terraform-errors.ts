import { listed } from '../../contract/listed.ts';
import { listOf, METHODS, nodeOf, stringOf } from '../json.ts';

/** A part of a description for which the generator produces code that does not compile. */
export interface NotMade {
  /** Its description, as a part of a sentence. */
  readonly subject: string;
  readonly message: string;
  readonly oasRef: string;
}

/** A Go compiler error in a file of the provider: from `go build`, `go vet` or `go test`. */
const ERROR = /^(?:vet: )?(?:\.\/)?([^\s:]+\.go):\d+(?::\d+)?: (.+)$/gm;
const MODEL = /^internal\/client\/model_(.+)\.go$/;
const GROUP = /^internal\/provider\/(.+)_(?:resource|data_source|model)\.go$/;
const IN_LIST = /^undefined: New(\w+?)(?:Resource|DataSource)$/;

/** The part of the description that a provider file was generated from. */
interface Subject {
  readonly text: string;
  readonly oasRef: string;
}

/**
 * Finds, in a check's output, the schemas and operations whose generated Go does not compile. Null if there is no
 * such error, or if an error is elsewhere, perhaps in code that people wrote: then the check failed.
 */
export function notCompiled(output: string, description: unknown): readonly NotMade[] | null {
  const found = new Map<string, NotMade>();
  for (const [, file = '', error = ''] of output.matchAll(ERROR)) {
    if (error === 'too many errors') continue;
    const subject = subjectOf(file, error, description);
    if (subject === null) return null;
    if (!found.has(subject.text)) {
      const message = `No Terraform provider that compiles can be generated from ${subject.text}: ${file}: ${error}`;
      found.set(subject.text, { message, oasRef: subject.oasRef, subject: subject.text });
    }
  }
  return found.size === 0 ? null : [...found.values()];
}

function subjectOf(file: string, error: string, description: unknown): Subject | null {
  const model = MODEL.exec(file)?.[1];
  if (model !== undefined) return schemaOf(model, description);
  const group = GROUP.exec(file)?.[1] ?? IN_LIST.exec(error)?.[1];
  return group === undefined ? null : operationsOf(group, description);
}

/** Names of files and types are those of the description in another case. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{Nd}]/gu, '');

function schemaOf(file: string, description: unknown): Subject | null {
  const names = Object.keys(nodeOf(nodeOf(nodeOf(description).components).schemas));
  const name = names.find((one) => plain(one) === plain(file));
  if (name === undefined) return null;
  return {
    text: `the schema ${JSON.stringify(name)}`,
    oasRef: `#/components/schemas/${escaped(name)}`,
  };
}

/** The generator makes a resource and a data source of each tag; `default` is for operations without one. */
function operationsOf(group: string, description: unknown): Subject | null {
  const found: { readonly shown: string; readonly oasRef: string; readonly tag: string | null }[] = [];
  for (const [path, item] of Object.entries(nodeOf(nodeOf(description).paths))) {
    for (const verb of METHODS) {
      const operation = nodeOf(item)[verb];
      if (operation === undefined) continue;
      const tag = stringOf(listOf(nodeOf(operation).tags)[0]);
      if (plain(tag ?? 'default') !== plain(group)) continue;
      found.push({ shown: `${verb.toUpperCase()} ${path}`, oasRef: `#/paths/${escaped(path)}/${verb}`, tag });
    }
  }
  const [first] = found;
  if (first === undefined) return null;
  const operations = listed(
    found.map(({ shown }) => shown),
    SHOWN,
  );
  const tag = first.tag === null ? 'without a tag' : `with the tag ${JSON.stringify(first.tag)}`;
  return { text: `the operations ${tag} (${operations})`, oasRef: first.oasRef };
}

const SHOWN = 4;

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');
