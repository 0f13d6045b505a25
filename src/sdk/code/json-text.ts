import { writeJson } from '../../codegen/exact-json.ts';
import type { Json } from '../api/types.ts';

/**
 * JSON text of a value, with integers to the digit.
 *
 * `indent`: spaces for each level; 0 for one line.
 */
export const jsonText = (value: Json, indent = 0): string => writeJson(value, indent);
