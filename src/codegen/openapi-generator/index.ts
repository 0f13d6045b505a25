import type { Generator } from '../generator.ts';
import { createGeneratorService, type OpenApiGeneratorOptions } from './client.ts';
import { neutralGenerator } from './neutral/index.ts';

/** OpenAPI Generator as Kiln uses it: no text of a description that could be code reaches its templates. */
export function createOpenApiGenerator(options: OpenApiGeneratorOptions): Generator {
  return neutralGenerator(createGeneratorService(options));
}
