import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { headRef } from '../src/git/refs.ts';
import type { Advance } from '../src/git/sdk-branch/advance.ts';
import { advanceBranch } from '../src/git/sdk-branch/advance-branch.ts';
import { type CodeMove, type MovePlan, moveBranch } from '../src/git/sdk-branch/move-branch.ts';
import { type FileMode, file, type TreeFile } from '../src/git/store/file-tree.ts';
import { git } from '../src/git/store/git-command.ts';
import { Repository } from '../src/git/store/repository.ts';
import { NO_OID } from '../src/git/store/update-refs.ts';

export type Files = Record<string, string | Buffer | TreeFile>;

const author = { name: 'Kiln', email: 'kiln@localhost', timestamp: 1_700_000_000 };

/** A test's SDK repository, with the actions of builds and of people. */
export class SdkRepository {
  readonly repository: Repository;
  readonly #folder: string;
  #sequence = 0n;

  private constructor(folder: string) {
    this.#folder = folder;
    this.repository = new Repository(path.join(folder, 'sdk.git'));
  }

  static async open(): Promise<SdkRepository> {
    const sdk = new SdkRepository(await mkdtemp(path.join(tmpdir(), 'kiln-sdk-')));
    await sdk.repository.create();
    return sdk;
  }

  /** Checks the integrity of the repository, and removes it. */
  async close(): Promise<void> {
    try {
      await git(['fsck', '--strict', '--no-dangling'], this.#at);
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  get #at() {
    return { gitDir: this.repository.gitDir };
  }

  /** A build with these generated files; `sequence` if it is not the next one. */
  async build(files: Files, options: { branch?: string; sequence?: bigint } = {}): Promise<Advance> {
    this.#sequence += 1n;
    const sequence = options.sequence ?? this.#sequence;
    if (sequence > this.#sequence) this.#sequence = sequence;
    return advanceBranch(this.repository, {
      branch: options.branch ?? 'main',
      tree: await this.tree(files),
      message: `build ${sequence}\n\nKiln-Build: b${sequence}\n`,
      author,
      sequence,
      buildId: `b${sequence}`,
      attempt: 1,
    });
  }

  /** Moves a branch with its project branch; `sequence` if builds before it come too late. */
  async move(branch: string, move: CodeMove, sequence: bigint | null = null): Promise<MovePlan> {
    return moveBranch(this.repository, { branch, move, sequence, author });
  }

  async tree(files: Files): Promise<string> {
    const entries = Object.entries(files).map(([name, content]): [string, TreeFile] => [
      name,
      typeof content === 'string' || Buffer.isBuffer(content) ? file(content) : content,
    ]);
    return this.repository.writeTree(new Map(entries));
  }

  async head(branch = 'main'): Promise<string> {
    return (await this.repository.resolve(headRef(branch))) ?? NO_OID;
  }

  /** A person's action: a commit on a branch that writes files, or deletes those that are null. */
  async push(
    changes: Record<string, string | Buffer | TreeFile | null>,
    options: { branch?: string; message?: string; parents?: readonly string[] } = {},
  ): Promise<string> {
    const { branch = 'main', message = 'by hand\n' } = options;
    const head = await this.head(branch);
    const files = new Map(await this.repository.readTree(head));
    for (const [name, content] of Object.entries(changes)) {
      if (content === null) files.delete(name);
      else files.set(name, typeof content === 'string' || Buffer.isBuffer(content) ? file(content) : content);
    }
    const tree = await this.repository.writeTree(files);
    return this.force(branch, tree, options.parents ?? [head], message);
  }

  /** Points a branch at a new commit, whatever it was. */
  async force(branch: string, tree: string, parents: readonly string[], message: string): Promise<string> {
    const person = { ...author, name: 'Ada' };
    const sha = await this.repository.writeCommit({ tree, parents, message, author: person });
    await this.point(branch, sha);
    return sha;
  }

  async point(branch: string, sha: string): Promise<void> {
    await this.repository.updateRefs([{ ref: headRef(branch), from: null, to: sha }]);
  }

  async treeOf(commit: string): Promise<string> {
    return (await this.repository.readCommit(commit)).tree;
  }

  /** Files of a branch or commit as text. */
  async contents(branch = 'main'): Promise<Record<string, string>> {
    const commit = /^[0-9a-f]{40}$/.test(branch) ? branch : await this.head(branch);
    const files = await this.repository.readTree(commit);
    return Object.fromEntries([...files].map(([name, { content }]) => [name, content.toString()]));
  }

  async files(branch = 'main'): Promise<Map<string, { mode: FileMode; content: Buffer }>> {
    return new Map(await this.repository.readTree(await this.head(branch)));
  }

  async git(...args: string[]): Promise<string> {
    return (await git(args, this.#at)).stdout.trim();
  }
}
