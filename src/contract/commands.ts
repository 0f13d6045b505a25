import { z } from 'zod';
import { checkOptions } from './generator-options.ts';

const Word = z
  .string()
  .min(1)
  .max(4000)
  .refine((word) => !word.includes('\0'), 'must not hold a NUL');

const Words = z.array(Word).min(1).max(200);

/** A line of words that need no quotes. Anything that a shell would read otherwise is refused, not guessed at. */
const Line = z
  .string()
  .max(4000)
  .regex(/^[\w./:@%+,={}-]+( +[\w./:@%+,={}-]+)*$/)
  .transform((line) => line.split(/ +/));

/** A command without a shell, as its words: given as a list, or as one line that needs no quotes. */
export const CommandLine = z.union([Words, Line], {
  error: 'must be a list of words, or one line without quotes and without signs that a shell would read',
});
export type CommandLine = z.infer<typeof CommandLine>;

const Commands = z.array(CommandLine).min(1).max(50);

/** `true`: the target's own commands; `false`: none; a list: these instead; `add`: these after the target's own. */
const CheckCommands = z.union([z.boolean(), Commands, z.strictObject({ add: Commands })], {
  error: 'must be true, false, a list of commands, or {add: a list of commands}',
});
export type CheckCommands = z.infer<typeof CheckCommands>;

export const ChecksConfig = z.union(
  [
    z.boolean(),
    z.strictObject({
      prepare: CheckCommands.optional(),
      lint: CheckCommands.optional(),
      build: CheckCommands.optional(),
      test: CheckCommands.optional(),
    }),
  ],
  { error: 'must be true, false, or a map of prepare, lint, build and test' },
);
export type ChecksConfig = z.infer<typeof ChecksConfig>;

/** OpenAPI Generator with properties, or a command that reads a description and writes a folder. */
export const GeneratorConfig = z
  .union(
    [
      z.literal('openapi-generator'),
      z.strictObject({
        name: z.literal('openapi-generator'),
        properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      }),
      z.strictObject({ name: z.literal('exec'), command: CommandLine }),
    ],
    {
      error:
        'must be openapi-generator, {name: openapi-generator, properties: …} or {name: exec, command: …}',
    },
  )
  .superRefine((generator, context) => {
    if (typeof generator === 'object' && generator.name === 'openapi-generator') {
      checkOptions(generator.properties ?? {}, context, ['properties']);
    }
  });
export type GeneratorConfig = z.infer<typeof GeneratorConfig>;
