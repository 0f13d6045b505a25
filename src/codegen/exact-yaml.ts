import { CORE_SCHEMA, DUMP_SCHEMA, defineScalarTag, dump, intCoreTag, NOT_RESOLVED } from 'js-yaml';
import { exactInteger } from './exact-json.ts';

/** YAML's integers to the digit, as `readJson` has those of JSON. */
const exactTag = defineScalarTag<number | bigint>(intCoreTag.tagName, {
  implicit: true,
  implicitFirstChars: intCoreTag.implicitFirstChars,
  resolve: (source, isExplicit, tagName) => {
    const value = intCoreTag.resolve(source, isExplicit, tagName);
    if (value === NOT_RESOLVED || Number.isSafeInteger(value)) return value;
    const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(source) ?? [];
    return exactInteger(`${sign === '-' ? '-' : ''}${BigInt(digits)}`);
  },
  identify: (value) => typeof value === 'bigint' || intCoreTag.identify(value),
  represent: String,
});

/** What descriptions are read with. */
export const EXACT_SCHEMA = CORE_SCHEMA.withTags(exactTag);
const DUMPED = DUMP_SCHEMA.withTags(exactTag);

/** The YAML text of a value, integers to the digit. */
export const writeYaml = (value: unknown): string =>
  dump(value, { noRefs: true, lineWidth: -1, schema: DUMPED });
