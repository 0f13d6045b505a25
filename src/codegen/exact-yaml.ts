import { CORE_SCHEMA, DUMP_SCHEMA, defineScalarTag, dump, intCoreTag, NOT_RESOLVED } from 'js-yaml';
import { exactInteger } from './exact-json.ts';

/** YAML with exact integers, like JSON in `readJson`. */
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

/** YAML options for reading descriptions. */
export const EXACT_SCHEMA = CORE_SCHEMA.withTags(exactTag);
const DUMPED = DUMP_SCHEMA.withTags(exactTag);

/** Serialises a value as YAML, with exact integers. */
export const writeYaml = (value: unknown): string =>
  dump(value, { noRefs: true, lineWidth: -1, schema: DUMPED });
