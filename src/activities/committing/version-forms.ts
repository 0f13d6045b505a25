import { DescriptionInfo } from '../../builds/sdk-context.ts';
import { pep440 as ownPep440 } from '../../sdk/languages/python/pyproject.ts';
import { coreVersion } from '../../targets/files/names.ts';
import { pep440 } from '../../targets/openapi-generator/python.ts';
import { gemVersion } from '../../targets/openapi-generator/ruby.ts';

/** A version in the form of every package manager, and as a plain `major.minor.patch`. */
export function versionForms(version: string): string[] {
  const forms = [version, pep440(version), ownPep440(version), gemVersion(version), coreVersion(version)];
  return [...new Set(forms)];
}

/** Includes the version of a build's description, which is part of the comments of generated code. */
export function formsOfBuild(version: string, info: unknown): string[] {
  const { success, data } = DescriptionInfo.safeParse(info);
  return [...new Set([...versionForms(version), ...(success ? [data.version] : [])])];
}
