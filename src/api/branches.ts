import { ApiError, badRequest, conflict, notFound } from '../contract/errors.ts';
import { SDK_TARGETS } from '../contract/targets.ts';
import { deleteBranch as deleteSdkBranch, inheritBranch } from '../git/branches.ts';
import { commitConfigFiles, overlay, readConfigFiles } from '../git/config-files.ts';
import type { Repository } from '../git/repository.ts';
import type { ApiDeps } from './deps.ts';
import { headsOf, publishHead } from './heads.ts';
import { author, checkFiles, commitOf, readFileMap } from './revisions.ts';
import type { ProjectRecord } from './views.ts';

/** The branches of a project: config heads in the record, custom code in the SDK repositories. */
export class Branches {
  readonly #deps: ApiDeps;
  readonly #project: ProjectRecord;

  constructor(deps: ApiDeps, project: ProjectRecord) {
    this.#deps = deps;
    this.#project = project;
  }

  /** Makes a branch; with `force` one that is there is reset. Throws 404 for the source, 409 for the branch. */
  async create(branch: string, source: string, force: boolean): Promise<void> {
    const head = await this.#heads.get(branch);
    if (head !== null && !force) {
      throw conflict(`branch: there is a branch ${JSON.stringify(branch)} already; send force to reset it.`);
    }
    const commit = await this.#commit(source, 'branch_from');
    await this.#move(branch, head, commit);
    if (source !== branch && (await this.#heads.get(source)) !== null) await this.#inherit(source, branch);
  }

  /** Removes a branch and its SDK branches; its builds stay in the record. */
  async delete(branch: string): Promise<void> {
    if (branch === 'main') throw badRequest('branch: main cannot be deleted.');
    const { count } = await this.#deps.db.branch.deleteMany({
      where: { projectId: this.#project.id, name: branch },
    });
    if (count === 0) throw unknownBranch(branch);
    await publishHead(await this.#config(), this.#heads, branch);
    await this.#eachSdk((repository) => deleteSdkBranch(repository, branch));
  }

  /** Replays what the branch changed on top of `base`; 409 with the paths where that conflicts. */
  async rebase(branch: string, base: string): Promise<void> {
    const head = await this.#head(branch);
    const onto = await this.#commit(base, 'base');
    const repository = await this.#config();
    const merged = await repository.merge(onto, head);
    if (!merged.clean) {
      throw conflict(
        `base: ${branch} conflicts with ${base} in ${merged.paths.join(', ')}; nothing was changed.`,
      );
    }
    const files = await readConfigFiles(repository, merged.tree);
    checkFiles(files);
    const replayed = await commitConfigFiles(
      repository,
      onto,
      files,
      `Rebase ${branch} onto ${base}\n`,
      author(),
    );
    await this.#move(branch, head, replayed.changed ? replayed.sha : onto);
  }

  /** Resets the branch to `base` and commits files on top. */
  async rebaseWithFiles(
    branch: string,
    base: string,
    files: Parameters<typeof readFileMap>[1],
  ): Promise<void> {
    const head = await this.#head(branch);
    const onto = await this.#commit(base, 'base');
    const repository = await this.#config();
    const content = await readFileMap(this.#deps, files);
    const after = overlay(await readConfigFiles(repository, onto), content);
    checkFiles(after);
    const { sha } = await commitConfigFiles(
      repository,
      onto,
      after,
      `Rebase ${branch} onto ${base}\n`,
      author(),
    );
    await this.#move(branch, head, sha);
  }

  /** Puts a branch back to a config commit, or with its custom code to `main`. */
  async reset(branch: string, sha: string | null): Promise<void> {
    const head = await this.#head(branch);
    if (sha !== null) return this.#move(branch, head, await this.#commit(sha, 'target_config_sha'));
    if (branch === 'main') throw badRequest('target_config_sha: is required to reset main.');
    await this.#move(branch, head, await this.#commit('main', 'branch'));
    await this.#inherit('main', branch);
  }

  get #heads() {
    return headsOf(this.#deps.db, this.#project.id);
  }

  async #head(branch: string): Promise<string> {
    const head = await this.#heads.get(branch);
    if (head === null) throw unknownBranch(branch);
    return head;
  }

  async #commit(name: string, field: string): Promise<string> {
    return commitOf(await this.#config(), this.#heads, name, field);
  }

  #config(): Promise<Repository> {
    return this.#deps.repositories.create(this.#project.organization.slug, this.#project.slug, 'config');
  }

  /** By compare-and-swap: a build that moved the branch meanwhile is not undone. */
  async #move(branch: string, from: string | null, to: string): Promise<void> {
    const where = { projectId: this.#project.id, name: branch };
    const { count } =
      from === null
        ? await this.#deps.db.branch.createMany({
            data: [{ ...where, configCommit: to }],
            skipDuplicates: true,
          })
        : await this.#deps.db.branch.updateMany({
            where: { ...where, configCommit: from },
            data: { configCommit: to },
          });
    if (count === 0) {
      throw new ApiError('conflict', 'branch: it was moved at the same time; try again.', { final: false });
    }
    await publishHead(await this.#config(), this.#heads, branch);
  }

  #inherit(from: string, to: string): Promise<void> {
    return this.#eachSdk((repository) => inheritBranch(repository, from, to));
  }

  async #eachSdk(work: (repository: Repository) => Promise<void>): Promise<void> {
    const { organization, slug } = this.#project;
    for (const target of SDK_TARGETS) {
      const repository = this.#deps.repositories.get(organization.slug, slug, target);
      if (repository.exists) await work(repository);
    }
  }
}

export function unknownBranch(branch: string): ApiError {
  return notFound(`branch: there is no branch ${JSON.stringify(branch)}.`);
}
