import { z } from 'zod';
import { ChecksConfig, CommandLine, GeneratorConfig } from './commands.ts';
import { checkOptions } from './generator-options.ts';
import { unused } from './not-used.ts';
import { PRODUCTION_REPO_FORM, parseProductionRepo } from './production-repo.ts';

const anything = () => z.unknown().optional();

/** What the config file says of one target. Keys that Kiln does not know are kept. */
export const TargetConfig = z.looseObject({
  package_name: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The name of the package. Without it the name is made from those of organisation and project.'),
  production_repo: z
    .string()
    .max(500)
    .refine((text) => parseProductionRepo(text) !== null, PRODUCTION_REPO_FORM)
    .nullish()
    .describe(
      'Where the SDK is published from: owner/name, or the URL of a Git repository, to which every commit is pushed.',
    ),
  skip: z.boolean().optional().describe('true: the target is not built.'),
  version: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('The version of the package. Without it: info.version of the description.'),
  options: z
    .record(z.string(), z.unknown())
    .superRefine((options, context) => checkOptions(options, context))
    .optional()
    .describe("Properties of OpenAPI Generator's generator for this language, in place of Kiln's own."),
  generator: GeneratorConfig.optional().describe('What generates the code.'),
  postgen: z
    .array(CommandLine)
    .max(50)
    .optional()
    .describe('Commands that run in the generated code before it is committed.'),
  checks: ChecksConfig.optional().describe('What lint, build and test run.'),
  edition: unused(anything(), 'Which edition of the generator is meant.'),
  readme_title: unused(anything(), 'The title of the README.'),
  screencast: unused(anything(), 'A video for the README.'),
  publish: unused(anything(), 'Where packages are published.'),
  staging_repo: unused(anything(), 'The repository that releases are prepared in.'),
  keep_files: unused(anything(), 'Files that are not overwritten. Custom code is kept by merging here.'),
  custom: unused(anything(), 'Options of custom code.'),
  project_name: unused(anything(), 'The name of the Python project.'),
  reverse_domain: unused(anything(), 'The package of Java and Kotlin, as a reversed domain.'),
  gem_name: unused(anything(), 'The name of the gem.'),
  provider_name: unused(anything(), 'The name of the Terraform provider.'),
  binary_name: unused(anything(), 'The name of the command.'),
  composer_package_name: unused(anything(), 'The name of the Composer package.'),
});
export type TargetConfig = z.infer<typeof TargetConfig>;
