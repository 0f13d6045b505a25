import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { TARGET_NAMES, type TargetName } from '../../contract/targets.ts';
import { createLastTrees } from './last-trees.ts';
import { Repository } from './repository.ts';

export type RepositoryKind = TargetName | 'config';

/** A repository's name for clients: `<project>-<target>`, or `<project>-config`. */
export function repositoryName(project: string, kind: RepositoryKind): string {
  return `${project}-${kind}`;
}

/** The repositories of all projects: `<root>/<org>/<project>-<kind>.git`. Slugs are validated before. */
export class Repositories {
  readonly #root: string;
  readonly #temporary: string;
  readonly #open = new Map<string, Repository>();
  readonly #lastTrees = createLastTrees();

  /** `temporary` is a folder of this process, on the same file system as `root`; without it, `root` itself. */
  constructor(root: string, temporary = root) {
    this.#root = root;
    this.#temporary = temporary;
  }

  /** A temporary folder of this process for the programs that serve the repositories. */
  get temporary(): string {
    return this.#temporary;
  }

  get(org: string, project: string, kind: RepositoryKind): Repository {
    const gitDir = path.join(this.#root, org, `${repositoryName(project, kind)}.git`);
    let repository = this.#open.get(gitDir);
    if (repository === undefined) {
      repository = new Repository(gitDir, this.#temporary, this.#lastTrees);
      this.#open.set(gitDir, repository);
    }
    return repository;
  }

  /** Removes every repository of a project. */
  async removeAll(org: string, project: string): Promise<void> {
    for (const kind of [...TARGET_NAMES, 'config'] as const) {
      const repository = this.get(org, project, kind);
      await repository.remove();
      this.#open.delete(repository.gitDir);
    }
  }

  async create(org: string, project: string, kind: RepositoryKind): Promise<Repository> {
    const repository = this.get(org, project, kind);
    if (!repository.exists) await mkdir(path.join(this.#root, org), { recursive: true });
    await repository.create();
    return repository;
  }
}
