import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from '../src/git/store/git-command.ts';
import { git } from './git.ts';

const run = promisify(execFile);

export type TeamFiles = Readonly<Record<string, string | Buffer | null>>;

/**
 * A team's repository whose SDK a hosted generator made: generated code on the branch `generated`, each commit of
 * which was replayed onto the team's branch with the same author date and subject. The two share no history.
 */
export class TeamRepository {
  readonly folder: string;
  readonly branch: string;
  #seconds = 1_700_000_000;

  private constructor(folder: string, branch: string) {
    this.folder = folder;
    this.branch = branch;
  }

  static async make(folder: string, branch = 'main'): Promise<TeamRepository> {
    await mkdir(folder, { recursive: true });
    await git(folder, 'init', '--quiet', `--initial-branch=${branch}`);
    return new TeamRepository(folder, branch);
  }

  /**
   * A run of the old generator with these files: on `generated`, and replayed onto the team's branch unless `ahead`.
   */
  async generate(files: TeamFiles, subject: string, { ahead = false } = {}): Promise<void> {
    this.#seconds += 1_000;
    const at = this.#seconds;
    await this.#onto('generated');
    await this.#write(files);
    const sha = await this.#commit(subject, at, at);
    if (ahead) return this.#onto(this.branch);
    const isFirst = (await git(this.folder, 'branch', '--list', this.branch)) === '';
    await this.#onto(this.branch);
    if (isFirst) {
      await git(this.folder, 'checkout', sha, '--', '.');
      await this.#commit(subject, at, at + 6);
    } else {
      await this.#git(at + 6, 'cherry-pick', '--strategy-option=theirs', sha);
    }
  }

  /** A person's change on the team's branch. */
  async edit(files: TeamFiles, subject: string): Promise<string> {
    this.#seconds += 1_000;
    await this.#onto(this.branch);
    await this.#write(files);
    return this.#commit(subject, this.#seconds, this.#seconds);
  }

  /** Pushes everything to a bare repository that a server serves. */
  async publish(bare: string): Promise<void> {
    await git(this.folder, 'push', '--quiet', '--mirror', bare);
    await git(bare, 'symbolic-ref', 'HEAD', `refs/heads/${this.branch}`);
  }

  sha(revision: string): Promise<string> {
    return git(this.folder, 'rev-parse', revision);
  }

  async #onto(branch: string): Promise<void> {
    const there = await git(this.folder, 'branch', '--list', branch);
    const current = await git(this.folder, 'branch', '--show-current');
    if (current === branch) return;
    if (there !== '') await git(this.folder, 'checkout', '--quiet', branch);
    else {
      await git(this.folder, 'checkout', '--quiet', '--orphan', branch);
      await git(this.folder, 'rm', '-rfq', '--ignore-unmatch', '.');
    }
  }

  async #write(files: TeamFiles): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      if (content === null) await rm(file, { force: true });
      else {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
  }

  async #commit(subject: string, authoredAt: number, committedAt: number): Promise<string> {
    await git(this.folder, 'add', '--all');
    await this.#git(
      committedAt,
      'commit',
      '--quiet',
      '--allow-empty',
      '--date',
      `${authoredAt} +0000`,
      '-m',
      subject,
    );
    return this.sha('HEAD');
  }

  async #git(committedAt: number, ...args: string[]): Promise<void> {
    const person = { NAME: 'Ada', EMAIL: 'ada@example.test', DATE: `${committedAt} +0000` };
    const env = Object.entries(person).flatMap(([key, value]) => [
      [`GIT_COMMITTER_${key}`, value],
      ...(key === 'DATE' ? [] : [[`GIT_AUTHOR_${key}`, value]]),
    ]);
    await run('git', args, { cwd: this.folder, env: gitEnvironment(Object.fromEntries(env)) });
  }
}

/** Files of a generated tree as the old generator might have made them: the same in other words. */
export function oldCode(
  files: ReadonlyMap<string, string>,
  change: (path: string, text: string) => string | null,
): Record<string, string> {
  return Object.fromEntries(
    [...files].flatMap(([name, content]) => {
      const text = change(name, content);
      return text === null ? [] : [[name, text]];
    }),
  );
}
