import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { firstAnd } from '../../../contract/listed.ts';
import { writeWhole } from '../../../runtime/storage/write-whole.ts';
import { readJson, writeJson } from '../../exact-json.ts';
import type { GenerateRequest, GenerateResult, Generator, GeneratorFinding } from '../../generator.ts';
import { isHarmlessValue } from './harmless.ts';
import { neutralise } from './neutralise.ts';
import { OPTION, Placeholders } from './placeholders.ts';
import { restore } from './restore.ts';

const PHP_NAMESPACE = /^\w+(\\\w+)*$/;
/** Number of neutralised descriptions in the cache: several targets request each, one soon after the other. */
const KEPT = 4;
/** Texts that are listed if they cannot be written to a file. */
const MAX_LOST = 20;
/** Increased when the same description gives other code. */
const EDITION = 1;

interface Ready {
  readonly file: string;
  readonly text: string;
  readonly placeholders: Placeholders;
  readonly findings: readonly GeneratorFinding[];
}

/**
 * Wraps a generator whose templates cannot be trusted with untrusted text. It gets a description in which nothing can
 * be code; afterwards the texts are put back, escaped, into its output. A text that a file cannot hold ends the
 * target with a finding that names its position (docs/security.md).
 *
 * @param temporary A folder on the file system of the descriptions, emptied when its process is gone.
 */
export function neutralGenerator(inner: Generator, temporary: string): Generator {
  const ready = new LRUCache<string, Promise<Ready>>({ max: KEPT });

  const prepare = async (request: GenerateRequest, document: string): Promise<Ready> => {
    const placeholders = new Placeholders(document);
    const { value, findings } = neutralise(readJson(document), placeholders);
    const text = writeJson(value);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const file = request.descriptionPath.replace(/(\.json)?$/, `.neutral-${hash}.json`);
    return { file, text, placeholders, findings };
  };

  return {
    name: inner.name,
    // The output depends on both, so both are part of the cache key.
    version: `${inner.version}+${EDITION}`,
    async generate(request): Promise<GenerateResult> {
      const document = await readFile(request.descriptionPath, 'utf8');
      const key = createHash('sha256').update(`${request.descriptionPath}\n`).update(document).digest('hex');
      let made = ready.get(key);
      if (made === undefined) {
        made = prepare(request, document);
        ready.set(key, made);
      }
      const { file, text, placeholders, findings } = await made;
      if (findings.some(({ level }) => level === 'fatal')) return { ok: false, findings };
      if (!existsSync(file)) await writeWhole(file, text, temporary);
      const result = await inner.generate({
        ...request,
        descriptionPath: file,
        properties: neutralProperties(request, placeholders),
      });
      const said = result.findings.map((finding) => ({
        ...finding,
        message: placeholders.replace(finding.message, (found) => found.text),
      }));
      if (!result.ok) return { ok: false, findings: [...said, ...findings] };
      const { files, lost } = restore(result.files, placeholders);
      if (lost.length === 0) return { ok: true, files, findings: [...findings, ...said] };
      return { ok: false, findings: firstAnd(lost.map(lostFinding), MAX_LOST, notListed) };
    },
    close: () => inner.close(),
  };
}

const notListed = (more: number): GeneratorFinding => ({
  level: 'fatal',
  message: `${more} more texts cannot be written to the files of this SDK; they are not listed.`,
});

function lostFinding({ path, placeholder }: ReturnType<typeof restore>['lost'][number]): GeneratorFinding {
  const { text, pointer } = placeholder;
  return {
    level: 'fatal',
    message: `${JSON.stringify(text.slice(0, 200))} (${pointer}) cannot be written to ${path}: use other characters.`,
    ...(pointer.startsWith(OPTION) ? { property: pointer.slice(OPTION.length) } : { oasRef: pointer }),
  };
}

/** Properties of the generator in which no text becomes code. */
function neutralProperties(
  { language, properties }: GenerateRequest,
  placeholders: Placeholders,
): Record<string, string> {
  const neutral = ([name, value]: [string, string]): [string, string] => {
    const isHarmless = isHarmlessValue(value) || (language === 'php' && PHP_NAMESPACE.test(value));
    return [name, isHarmless ? value : placeholders.of(value, `${OPTION}${name}`)];
  };
  return Object.fromEntries(Object.entries(properties).map(neutral));
}
