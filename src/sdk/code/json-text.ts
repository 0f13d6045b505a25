import { writeJson } from '../../codegen/exact-json.ts';
import type { Json } from '../api/types.ts';

/**
 * Serialises a value as JSON, with exact integers.
 *
 * `indent`: spaces per level; 0 for one line.
 */
export const jsonText = (value: Json, indent = 0): string => writeJson(value, indent);
