import { z } from 'zod';
import { checkOptions } from './generator-options.ts';

const Word = z
  .string()
  .min(1)
  .max(4000)
  .refine((word) => !word.includes('\0'), 'must not contain NUL');

const Words = z.array(Word).min(1).max(200);

/** A line of words that need no quotes. Anything that a shell would interpret is rejected. */
const Line = z
  .string()
  .max(4000)
  .regex(/^[\w./:@%+,={}-]+( +[\w./:@%+,={}-]+)*$/)
  .transform((line) => line.split(/ +/));

/** A command without a shell, as its words: given as a list, or as one line that needs no quotes. */
export const CommandLine = z.union([Words, Line], {
  error:
    'must be a list of arguments, or one line without quotes and without characters that are special to a shell',
});
export type CommandLine = z.infer<typeof CommandLine>;

/** Maximum number of commands in one list. */
export const MAX_COMMANDS = 50;
const Commands = z.array(CommandLine).min(1).max(MAX_COMMANDS);

/** `true`: the target's own commands; `false`: none; a list: these instead; `add`: these after the target's own. */
const CheckCommands = z.union(
  [
    z.boolean(),
    Commands,
    z.strictObject({ add: Commands.describe("Commands that run after the target's own.") }),
  ],
  {
    error: `must be true, false, a list of 1 to ${MAX_COMMANDS} commands, or {add: such a list}`,
  },
);
export type CheckCommands = z.infer<typeof CheckCommands>;

const CHOICES =
  "true: the target's own commands; false: none; a list: these instead; add: these after the target's own.";

export const ChecksConfig = z.union(
  [
    z.boolean(),
    z.strictObject({
      prepare: CheckCommands.optional().describe('Commands that run once, before the checks.'),
      lint: CheckCommands.optional().describe(`Commands of lint. ${CHOICES}`),
      build: CheckCommands.optional().describe(`Commands of build. ${CHOICES}`),
      test: CheckCommands.optional().describe(`Commands of test. ${CHOICES}`),
    }),
  ],
  {
    error: `must be true, false, or a map of prepare, lint, build and test, each true, false, a list of 1 to ${MAX_COMMANDS} commands, or {add: such a list}`,
  },
);
export type ChecksConfig = z.infer<typeof ChecksConfig>;

/**
 * Kiln's own generator, OpenAPI Generator with properties, or a command that reads a description and writes a folder.
 */
export const GeneratorConfig = z
  .union(
    [
      z.enum(['kiln', 'openapi-generator']),
      z.strictObject({
        name: z.literal('openapi-generator').describe('OpenAPI Generator, with properties.'),
        properties: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
          .optional()
          .describe("Properties of OpenAPI Generator's generator for this language."),
      }),
      z.strictObject({
        name: z.literal('exec').describe('A command that reads a description and writes a folder.'),
        command: CommandLine.describe('The command, as a list of arguments or one line without quotes.'),
      }),
    ],
    {
      error:
        'must be kiln, openapi-generator, {name: openapi-generator, properties: …} or {name: exec, command: …}',
    },
  )
  .superRefine((generator, context) => {
    if (typeof generator === 'object' && generator.name === 'openapi-generator') {
      checkOptions(generator.properties ?? {}, context, ['properties']);
    }
  });
export type GeneratorConfig = z.infer<typeof GeneratorConfig>;
