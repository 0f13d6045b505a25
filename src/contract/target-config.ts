import { z } from 'zod';
import { ChecksConfig, CommandLine, GeneratorConfig, MAX_COMMANDS } from './commands.ts';
import { checkOptions } from './generator-options.ts';
import { unused, usedByKiln } from './not-used.ts';
import { PRODUCTION_REPO_FORM, parseProductionRepo } from './production-repo.ts';

const anything = () => z.unknown().optional();

/** The config file's settings of one target. Keys that Kiln does not know are kept. */
export const TargetConfig = z.looseObject({
  package_name: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'The name of the package. By default it is derived from the names of the organisation and the project.',
    ),
  production_repo: z
    .string()
    .max(500)
    .refine((text) => parseProductionRepo(text) !== null, PRODUCTION_REPO_FORM)
    .nullish()
    .describe(
      'The external repository the SDK is published from: owner/name, or the URL of a Git repository, to which every commit is pushed.',
    ),
  skip: z.boolean().optional().describe('true: do not build the target.'),
  version: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('The version of the package; by default info.version of the description.'),
  options: z
    .record(z.string(), z.unknown())
    .superRefine((options, context) => checkOptions(options, context))
    .optional()
    .describe(
      "Options of Kiln's own generator; with OpenAPI Generator, its properties, which override Kiln's defaults.",
    ),
  generator: GeneratorConfig.optional().describe(
    "The generator. By default Kiln's own generator if it supports the target, else OpenAPI Generator.",
  ),
  postgen: z
    .array(CommandLine)
    .max(MAX_COMMANDS)
    .optional()
    .describe('Commands that run in the generated code before it is committed.'),
  checks: ChecksConfig.optional().describe('The commands of lint, build and test.'),
  edition: usedByKiln(anything(), 'Edition of the generator.'),
  readme_title: usedByKiln(anything(), 'The title of the README.'),
  screencast: usedByKiln(anything(), 'A video shown in the README.'),
  publish: unused(anything(), 'Where packages are published.'),
  staging_repo: unused(anything(), 'The repository in which releases are prepared.'),
  keep_files: unused(anything(), 'Files that are not overwritten. Custom code is kept by merging here.'),
  custom: unused(anything(), 'Options of custom code.'),
  project_name: usedByKiln(anything(), 'The name of the Python project.'),
  reverse_domain: unused(anything(), 'The package of Java and Kotlin, as a reversed domain.'),
  gem_name: unused(anything(), 'The name of the gem.'),
  provider_name: unused(anything(), 'The name of the Terraform provider.'),
  binary_name: anything().describe('The name of the program of the target cli; by default package_name.'),
  composer_package_name: unused(anything(), 'The name of the Composer package.'),
});
export type TargetConfig = z.infer<typeof TargetConfig>;
