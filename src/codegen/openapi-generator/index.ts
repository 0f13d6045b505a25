import type { Generator } from '../generator.ts';
import { createGeneratorService, type OpenApiGeneratorOptions } from './client.ts';
import { neutralGenerator } from './neutral/index.ts';

/** OpenAPI Generator, as Kiln uses it: nothing of a description reaches its templates that could be code. */
export function createOpenApiGenerator(options: OpenApiGeneratorOptions): Generator {
  return neutralGenerator(createGeneratorService(options));
}
