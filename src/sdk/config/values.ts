import { z } from 'zod';
import type { Json } from '../api/types.ts';

export const text = () => z.string();

/** A key with its effect, for editors and docs/config-file.md. */
export const says = <T extends z.ZodType>(schema: T, effect: string) => schema.optional().describe(effect);

/** Text that YAML may parse as a number: `version: 1.0`. */
export const looseText = () => z.union([z.string(), z.number().transform(String)]);

export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.bigint(),
    z.string(),
    z.array(json),
    z.record(z.string(), json),
  ]),
);

const ISO = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A duration in milliseconds or as ISO 8601 (`PT60S`), converted to milliseconds. */
export const duration = () =>
  z.union([
    z.number().nonnegative(),
    z
      .string()
      .regex(ISO, 'must be milliseconds or an ISO 8601 duration, e.g. PT60S')
      .transform((text) => {
        const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = ISO.exec(text) ?? [];
        return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
      }),
  ]);

/** Text for all languages, or a map from language to text. */
export const textByLanguage = () => z.union([z.string(), z.record(z.string(), z.string())]);

/** `true`, or a list of languages. */
export const languages = () => z.union([z.boolean(), z.array(z.string())]);

/** A schema as in the description. */
export const schema = () => z.union([z.boolean(), z.record(z.string(), z.unknown())]);
