import type { Generator } from '../generator.ts';
import { createGeneratorService } from './client.ts';
import { neutralGenerator } from './neutral/index.ts';
import type { OpenApiGeneratorOptions } from './options.ts';

/**
 * OpenAPI Generator as Kiln uses it: no text of a description that could be code reaches its templates.
 *
 * @param temporary A folder on the file system of the descriptions, emptied when its process is gone.
 */
export function createOpenApiGenerator(options: OpenApiGeneratorOptions, temporary: string): Generator {
  return neutralGenerator(createGeneratorService(options), temporary);
}
