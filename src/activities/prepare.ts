import { prepareDescription } from '../codegen/description.ts';
import { descriptionPath } from '../git/config-files.ts';
import type { Prisma } from '../records/prisma/client.ts';
import type { ActivityDeps } from './deps.ts';
import { loadInputs } from './inputs.ts';

type NewDiagnostic = Prisma.DiagnosticCreateManyInput;

export function createPrepareActivity(deps: ActivityDeps) {
  return {
    /**
     * Prepares the description of a build once for all of its targets: parsed, bundled, checked, stored as a
     * blob of JSON in the config repository. What was found is recorded as diagnostics; a description that
     * cannot be prepared leaves the build without one, and its targets end `fatal`.
     */
    async prepare(buildId: string): Promise<void> {
      const { build, files } = await loadInputs(deps, buildId);
      if (build.descriptionOid !== null) return;
      const path = descriptionPath(files);
      if (path === null) {
        await replaceDiagnostics(deps, buildId, [
          {
            code: 'OpenAPI/Missing',
            level: 'fatal',
            message: 'The config files hold no OpenAPI description.',
          },
        ]);
        return;
      }
      const prepared = await prepareDescription(files, path);
      await replaceDiagnostics(deps, buildId, prepared.diagnostics);
      if (prepared.diagnostics.some(({ level }) => level === 'fatal')) return;
      const { organization, slug } = build.project;
      const repository = deps.repositories.get(organization.slug, slug, 'config');
      await deps.db.build.update({
        where: { id: buildId },
        data: {
          descriptionOid: await repository.writeBlob(prepared.document),
          info: { title: prepared.title, description: prepared.description, version: prepared.version },
        },
      });
    },
  };
}

type Found = Pick<NewDiagnostic, 'code' | 'level' | 'message' | 'oasRef' | 'configRef' | 'line' | 'target'>;

/** Ids are made from place and order, so a retry replaces what the first try wrote. */
async function replaceDiagnostics(
  deps: ActivityDeps,
  buildId: string,
  found: readonly Found[],
): Promise<void> {
  const data = found.map((diagnostic, ordinal) => ({
    id: `${buildId}-${ordinal}`,
    buildId,
    ordinal,
    code: diagnostic.code,
    level: diagnostic.level,
    message: diagnostic.message,
    oasRef: diagnostic.oasRef,
    configRef: diagnostic.configRef,
    line: diagnostic.line,
    target: diagnostic.target,
  }));
  await deps.db.$transaction([
    deps.db.diagnostic.deleteMany({ where: { buildId } }),
    deps.db.diagnostic.createMany({ data }),
  ]);
}
