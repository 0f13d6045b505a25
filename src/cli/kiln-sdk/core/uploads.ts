export { type ToFileInput, toFile } from '../internal/to-file.ts';
export type { Uploadable } from '../internal/uploads.ts';
