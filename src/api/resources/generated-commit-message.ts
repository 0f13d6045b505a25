import { filesMessage } from '../../codegen/changes/message.ts';
import { badRequest, notFound } from '../../contract/errors.ts';
import { commitNamed, descriptionOf } from '../../git/description-trailer.ts';
import { changedFiles } from '../../git/store/diff.ts';
import { type Repository, unlessMissing } from '../../git/store/repository.ts';
import type { Descriptions } from '../../sdk/descriptions.ts';

/**
 * Writes a message for the changes between two refs of an SDK repository: from the descriptions that their code was
 * generated from or, if these are equal, from the changed files. Throws 404 for an unknown ref, and 400 if the
 * description of a ref is unknown.
 */
export async function messageBetween(
  descriptions: Descriptions,
  sdk: Repository,
  config: Repository,
  baseRef: string,
  headRef: string,
): Promise<string> {
  const [base, head] = [
    await described(sdk, config, baseRef, 'base_ref'),
    await described(sdk, config, headRef, 'head_ref'),
  ];
  if (base.oid === head.oid && base.commit !== head.commit) {
    const files = await changedFiles(sdk, base.commit, head.commit);
    if (files.length > 0) return filesMessage(files.map(({ path }) => path));
  }
  return descriptions.message(base.description, head.description);
}

async function described(sdk: Repository, config: Repository, ref: string, field: string) {
  const commit = await commitNamed(sdk, ref);
  if (commit === null) {
    throw notFound(
      `${field}: there is no branch, tag or commit ${JSON.stringify(ref)} in the SDK repository.`,
    );
  }
  const oid = await descriptionOf(sdk, commit);
  const text = oid === null ? null : await unlessMissing(config.readBlob(oid));
  const description = text === null ? null : checkedJson(text.toString('utf8'));
  if (description === null) {
    throw badRequest(
      `${field}: no commit in its history has a Kiln-Description trailer, which names the description.`,
    );
  }
  return { commit, oid, description };
}

/** Anybody may push trailers, so the blob may be anything. */
function checkedJson(text: string): string | null {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}
