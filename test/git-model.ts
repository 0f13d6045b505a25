import type { Advance } from '../src/git/sdk-branch/advance.ts';
import { git, withFolder } from './git.ts';
import { BRANCHES, type Branch, type Deed, NAMES } from './git-deeds.ts';
import type { SdkRepository } from './sdk-repository.ts';

const LINES = 40;
/** Lines that builds and people change: far enough apart that Git merges them. */
const GENERATED_AT = 2;
const CUSTOM_AT = 30;

/** Of each file that is generated the revision that wrote it. */
type Generated = Readonly<Record<string, number>>;

/**
 * People's changes to generated files and their own: by path, the mark that they left; null: deleted. A mark that
 * begins with `!` is in the line that builds change.
 */
type Custom = Readonly<Record<string, string | null>>;

/** Whether a file no longer shows its generated revision: the next build that changes it conflicts. */
const hides = (mark: string | null | undefined): boolean => mark === null || mark?.startsWith('!') === true;

/** The true state of a branch: the generated code that it contains, and the custom code on it. */
interface Truth {
  readonly generated: Generated;
  readonly custom: Custom;
}

type Done = Deed['kind'] | 'squash of a branch that had diverged';

/** Statistics of a history: how often each kind of action was done, and how builds conflicted. */
export interface Told {
  readonly done: Partial<Record<Done, number>>;
  /** Builds that conflicted with people's changes or deletions. */
  rightly: number;
  /** Builds of branches whose history did not show the generated code, and which reported that. */
  unverified: number;
}

/** Unique content, so that Git never takes one file for another. */
export function content(name: string, revision: number, custom = ''): string {
  return Array.from({ length: LINES }, (_, i) => {
    const mark =
      i === GENERATED_AT ? (hides(custom) ? custom : `g${revision}`) : i === CUSTOM_AT ? custom : '';
    return `${Buffer.from(`${name}${i}`.repeat(3)).toString('base64')} ${mark}\n`;
  }).join('');
}

/** A history of one SDK repository, and the true state of its branches at every commit. */
export class Model {
  readonly told: Told = { done: {}, rightly: 0, unverified: 0 };
  readonly #sdk: SdkRepository;
  /** By commit. */
  readonly #truths = new Map<string, Truth>();
  /** By tree, for commits that Git made: null if commits with the same files have different states. */
  readonly #ofTrees = new Map<string, Truth | null>();
  #revision = 1;
  #edit = 0;

  constructor(sdk: SdkRepository) {
    this.#sdk = sdk;
  }

  /** The first build. */
  async begin(): Promise<void> {
    const generated = Object.fromEntries(NAMES.map((name) => [name, 1]));
    await this.#sdk.build(this.#files({ generated, custom: {} }));
    await this.#remember('main', { generated, custom: {} });
  }

  /** Performs an action. Returns what is wrong with its result; null if it is correct. */
  async do(deed: Deed): Promise<string | null> {
    const { on } = deed;
    if (deed.kind === 'begin') return this.#begin(deed.from, on);
    // A branch is created on first use.
    if (!(await this.#has(on))) await this.#sdk.move(on, { kind: 'take', from: 'main' });
    switch (deed.kind) {
      case 'build':
        return this.#build(on, deed.written, deed.dropped);
      case 'edit':
        return this.#edits(on, deed.marked, deed.own);
      case 'clash':
        return this.#clashes(on, deed.name, deed.isRemoved);
      case 'squash':
        return this.#squash(deed.from, on, deed.isLogged);
      case 'rebase':
        return this.#rebase(on);
      case 'cherry-pick':
        return this.#cherryPick(deed.from, on);
      case 'reset':
        return this.#reset(on, deed.back);
      case 'force':
        return this.#force(deed.from, on);
      case 'shallow':
        return this.#oneCommit(on, deed.isLogged);
      case 'delete':
        if (on === 'main') return null;
        await this.#sdk.move(on, { kind: 'drop' });
        return this.#did('delete');
    }
  }

  /** Builds every branch, which shows the effects of earlier actions. */
  async end(): Promise<string | null> {
    for (const on of BRANCHES) {
      const wrong = (await this.#has(on)) ? await this.#build(on, NAMES, []) : null;
      if (wrong !== null) return wrong;
    }
    return null;
  }

  async #build(on: Branch, written: readonly string[], absent: readonly string[]): Promise<string | null> {
    this.#did('build');
    this.#revision += 1;
    const before = await this.#truth(on);
    const head = await this.#sdk.head(on);
    const dropped = absent.filter((name) => !written.includes(name) && name in before.generated);
    const generated = {
      ...before.generated,
      ...Object.fromEntries(written.map((name) => [name, this.#revision])),
    };
    for (const name of dropped) delete generated[name];
    const result = await this.#sdk.build(this.#files({ generated, custom: {} }), { branch: on });
    const lost = [
      ...written.filter((name) => hides(before.custom[name])),
      ...dropped.filter((name) => typeof before.custom[name] === 'string'),
    ];
    if (result.kind === 'conflict') return this.#conflict(on, head, result, lost.length > 0);
    if (lost.length > 0) return `no conflict on ${on} in ${lost.join(', ')}`;
    // What people deleted and builds no longer write is gone for both.
    const custom = Object.fromEntries(
      Object.entries(before.custom).filter(([name]) => !dropped.includes(name)),
    );
    const is = await this.#sdk.contents(on);
    const files = this.#files({ generated, custom });
    if (JSON.stringify(sorted(is)) !== JSON.stringify(sorted(files))) {
      return `${on} is ${digest(is)} where it must be ${digest(files)}`;
    }
    await this.#remember(on, { generated, custom });
    return null;
  }

  /**
   * A conflict is correct if people changed the lines that builds change, or if the branch's generated code is
   * unknown; it changes nothing. The branch is then replaced by another one here.
   */
  async #conflict(
    on: Branch,
    head: string,
    { verified, files }: Extract<Advance, { kind: 'conflict' }>,
    mayConflict: boolean,
  ): Promise<string | null> {
    if ((await this.#sdk.head(on)) !== head) return `a conflict moved ${on}`;
    if (verified && !mayConflict)
      return `a false conflict on ${on} in ${files.map(({ path }) => path).join(', ')}`;
    this.told[verified ? 'rightly' : 'unverified'] += 1;
    await this.#sdk.move(on, { kind: 'take', from: on === 'main' ? 'feat' : 'main' });
    if (!(await this.#has(on))) throw new Gone();
    return null;
  }

  async #edits(on: Branch, marked: readonly string[], own: boolean): Promise<null> {
    this.#edit += 1;
    const { generated, custom } = await this.#truth(on);
    const mark = `c${this.#edit}`;
    const shown = marked.filter((name) => name in generated && !hides(custom[name]));
    const names = own ? [...shown, `own/${mark}`] : shown;
    if (names.length === 0) return null;
    const now = {
      generated,
      custom: { ...custom, ...Object.fromEntries(names.map((name) => [name, mark])) },
    };
    const files = this.#files(now);
    await this.#sdk.push(Object.fromEntries(names.map((name) => [name, files[name] ?? ''])), { branch: on });
    await this.#remember(on, now);
    return this.#did('edit');
  }

  /** Somebody changes the line that builds change, or deletes the file. */
  async #clashes(on: Branch, name: string, isRemoved: boolean): Promise<null> {
    this.#edit += 1;
    const { generated, custom } = await this.#truth(on);
    if (hides(custom[name]) || !(name in generated)) return null;
    const now = { generated, custom: { ...custom, [name]: isRemoved ? null : `!c${this.#edit}` } };
    await this.#sdk.push({ [name]: this.#files(now)[name] ?? null }, { branch: on });
    await this.#remember(on, now);
    return this.#did('clash');
  }

  async #begin(from: Branch, on: Branch): Promise<null> {
    if (from !== on && (await this.#has(from)) && !(await this.#has(on))) {
      await this.#sdk.move(on, { kind: 'take', from });
      return this.#did('begin');
    }
    return null;
  }

  /** Squashes another branch into one commit, as a forge does if the two merge without a conflict. */
  async #squash(from: Branch, on: Branch, isLogged: boolean): Promise<null> {
    if (from === on || !(await this.#has(from))) return null;
    const joined = await this.#merged(from, on);
    if (joined === null) return null;
    const log = isLogged ? await this.#sdk.git('log', '--format=* %B', `${on}..${from}`) : '';
    await this.#sdk.force(on, joined.tree, [await this.#sdk.head(on)], `Squashed (#1)\n\n${log}\n`);
    await this.#remember(on, joined.truth);
    return this.#did(joined.isDiverged ? 'squash of a branch that had diverged' : 'squash');
  }

  /** What Git's merge of two branches contains; null if it conflicts, or if its base is not one known commit. */
  async #merged(
    from: Branch,
    on: Branch,
  ): Promise<{ tree: string; truth: Truth; isDiverged: boolean } | null> {
    const [mine, theirs] = [await this.#truth(on), await this.#truth(from)];
    const bases = await this.#sdk.git('merge-base', '--all', on, from).catch(() => '');
    if (bases === (await this.#sdk.head(on)))
      return {
        tree: await this.#sdk.treeOf(await this.#sdk.head(from)),
        truth: theirs,
        isDiverged: false,
      };
    const base = await this.#known(bases);
    const merged = await this.#sdk.git('merge-tree', '--write-tree', on, from).catch(() => null);
    if (base === null || merged === null) return null;
    const generated = joined(base.generated, mine.generated, theirs.generated);
    const custom = joined(base.custom, mine.custom, theirs.custom);
    if (generated === null || custom === null) return null;
    const isDiverged = bases !== (await this.#sdk.head(from));
    return isDiverged ? { tree: merged, truth: { generated, custom }, isDiverged } : null;
  }

  /** Rebases a line of commits. */
  async #rebase(on: Branch): Promise<null> {
    await this.#inClone(on, async (clone) => {
      const rebase = ['rebase', '--quiet', '--force-rebase', '--root', '--strategy-option=theirs'];
      const stopped = await git(clone, ...rebase).catch(() => null);
      const { tree, before } = await this.#trees(clone, on);
      // Git's own changes in this case, as when it stops at a deleted file, are not modelled.
      if (stopped === null || tree !== before) return;
      const truth = await this.#truth(on);
      await git(clone, 'push', '--quiet', '--force', 'origin', `HEAD:${on}`);
      await this.#remember(on, truth);
      this.#did('rebase');
    });
    return null;
  }

  /** Cherry-picks the last commit of another branch, if a person made it. */
  async #cherryPick(from: Branch, on: Branch): Promise<null> {
    if (from === on || !(await this.#has(from))) return null;
    const [parent, more] = (await this.#sdk.git('log', '-1', '--format=%P', from)).split(' ');
    const author = await this.#sdk.git('log', '-1', '--format=%an', from);
    if (author !== 'Ada' || parent === undefined || parent === '' || more !== undefined) return null;
    const [mine, theirs] = [await this.#truth(on), await this.#truth(from)];
    const base = await this.#known(parent);
    if (base === null || JSON.stringify(base.generated) !== JSON.stringify(theirs.generated)) return null;
    const changed = Object.entries(theirs.custom).filter(([name, mark]) => base.custom[name] !== mark);
    if (changed.some(([name, mark]) => [mark, mine.custom[name], base.custom[name]].some(hides))) return null;
    if (changed.some(([name]) => !name.startsWith('own/') && !(name in mine.generated))) return null;
    // Git marks a conflict if both changed the same line.
    if (changed.some(([name]) => (mine.custom[name] ?? '') !== (base.custom[name] ?? ''))) return null;
    await this.#inClone(on, async (clone) => {
      await git(clone, 'cherry-pick', '--allow-empty', '--keep-redundant-commits', `origin/${from}`);
      await git(clone, 'push', '--quiet', 'origin', `HEAD:${on}`);
    });
    await this.#remember(on, { ...mine, custom: { ...mine.custom, ...Object.fromEntries(changed) } });
    return this.#did('cherry-pick');
  }

  async #reset(on: Branch, back: number): Promise<null> {
    const line = (await this.#sdk.git('rev-list', '--first-parent', on)).split('\n');
    const to = line[back];
    const truth = await this.#known(to ?? '');
    if (to === undefined || truth === null) return null;
    await this.#sdk.point(on, to);
    return this.#did('reset');
  }

  /** `git push --force` of another branch here. */
  async #force(from: Branch, on: Branch): Promise<null> {
    if (from === on || !(await this.#has(from))) return null;
    await this.#sdk.point(on, await this.#sdk.head(from));
    return this.#did('force');
  }

  /** Pushes a shallow clone's state as a new history. */
  async #oneCommit(on: Branch, isLogged: boolean): Promise<null> {
    const truth = await this.#truth(on);
    const log = isLogged ? await this.#sdk.git('log', '--format=* %B', on) : '';
    await this.#sdk.force(on, await this.#sdk.treeOf(await this.#sdk.head(on)), [], `All of it\n\n${log}\n`);
    await this.#remember(on, truth);
    return this.#did('shallow');
  }

  async #inClone(on: Branch, work: (clone: string) => Promise<void>): Promise<null> {
    await withFolder(async (folder) => {
      await git(folder, 'clone', '--quiet', '--branch', on, this.#sdk.repository.gitDir, 'clone');
      await work(`${folder}/clone`);
    });
    this.#sdk.repository.forgetPacks();
    return null;
  }

  #did(kind: Done): null {
    this.told.done[kind] = (this.told.done[kind] ?? 0) + 1;
    return null;
  }

  async #trees(clone: string, on: Branch): Promise<{ tree: string; before: string }> {
    return {
      tree: await git(clone, 'rev-parse', 'HEAD^{tree}'),
      before: await git(clone, 'rev-parse', `origin/${on}^{tree}`),
    };
  }

  async #has(on: Branch): Promise<boolean> {
    return /[1-9a-f]/.test(await this.#sdk.head(on));
  }

  async #truth(on: Branch): Promise<Truth> {
    const found = await this.#known(await this.#sdk.head(on));
    if (found === null) throw new Error(`nobody knows what ${on} is`);
    return found;
  }

  async #known(commit: string): Promise<Truth | null> {
    if (!/^[0-9a-f]{40}$/.test(commit)) return null;
    return this.#truths.get(commit) ?? this.#ofTrees.get(await this.#sdk.treeOf(commit)) ?? null;
  }

  async #remember(on: Branch, truth: Truth): Promise<void> {
    const head = await this.#sdk.head(on);
    const tree = await this.#sdk.treeOf(head);
    const other = this.#ofTrees.get(tree);
    const isSame = other === undefined || JSON.stringify(other) === JSON.stringify(truth);
    this.#truths.set(head, truth);
    this.#ofTrees.set(tree, isSame ? truth : null);
  }

  #files({ generated, custom }: Truth): Record<string, string> {
    const files: Record<string, string> = {};
    for (const [name, revision] of Object.entries(generated)) {
      const mark = custom[name];
      if (mark !== null) files[name] = content(name, revision, mark);
    }
    for (const [name, mark] of Object.entries(custom)) {
      if (name.startsWith('own/') && mark !== null) files[name] = `${name} ${mark}\n`;
    }
    return files;
  }
}

/** A three-way merge by name; null if both sides changed one differently. */
function joined<T>(
  base: Readonly<Record<string, T>>,
  ours: Readonly<Record<string, T>>,
  theirs: Readonly<Record<string, T>>,
): Record<string, T> | null {
  const all: Record<string, T> = {};
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [before, mine, other] = [base[name], ours[name], theirs[name]];
    if (mine !== other && mine !== before && other !== before) return null;
    const now = mine === before ? other : mine;
    if (now !== undefined) all[name] = now;
  }
  return all;
}

/** A branch is lost: the history ends here. */
export class Gone extends Error {}

const sorted = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));

/** The marks of each file, for messages. */
const digest = (files: Readonly<Record<string, string>>) =>
  sorted(files)
    .map(
      ([name, text]) =>
        `${name}[${[...text.matchAll(/ (g\d+|!?c\d+)$/gm)].map(([, mark]) => mark).join(',')}]`,
    )
    .join(' ');
