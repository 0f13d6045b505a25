import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeGenerated } from '../../../../src/git/adopting/confidence.ts';
import {
  candidates,
  corresponding,
  type DatedCommit,
  nearest,
} from '../../../../src/git/adopting/correspondence.ts';
import {
  settleConflicts,
  settleCustom,
  settleObsolete,
  sortFiles,
} from '../../../../src/git/adopting/sort-files.ts';
import { releasedVersion, versionThatFollows } from '../../../../src/git/adopting/version.ts';

const commit = (sha: string, authoredAt: number, subject: string): DatedCommit => ({
  sha,
  authoredAt,
  subject,
});

test('finds the newest replayed commit, whatever people commit in between', () => {
  const subject = fc.constantFrom(
    'feat(api): api update',
    'codegen metadata',
    'chore(internal): version bump',
  );
  const runs = fc.uniqueArray(fc.record({ at: fc.nat(1_000), subject }), {
    minLength: 1,
    maxLength: 30,
    selector: ({ at }) => at,
  });
  fc.assert(
    fc.property(runs, fc.nat(), fc.array(fc.nat(10)), (unsorted, cut, people) => {
      const generated = [...unsorted]
        .sort((a, b) => b.at - a.at)
        .map(({ at, subject: text }, i) => commit(`g${i}`, at, text));
      const taken = cut % (generated.length + 1);
      const replayed = generated.slice(taken);
      const team = replayed.flatMap((each, i) => [
        // A person's commit may have the same subject, but not the same date.
        ...Array.from({ length: people[i] ?? 0 }, (_, n) => commit(`p${i}-${n}`, 5_000 + n, each.subject)),
        { ...each, sha: `t${i}` },
      ]);
      const found = corresponding(team, generated);
      if (replayed.length === 0) expect(found).toBeNull();
      else {
        expect(found).toEqual({ at: taken, teamCommit: 't0' });
        const around = candidates(generated, taken);
        expect(around).toContain(generated[taken]);
        expect(around.length).toBeLessThanOrEqual(26);
      }
    }),
  );
});

test('the nearest commit differs in the fewest files; among equals it is the corresponding one', () => {
  const difference = (sha: string, ...paths: string[]) => ({ sha, paths: new Set(paths) });
  const all = [difference('tip', 'a', 'b', 'c'), difference('next', 'a', 'b'), difference('same', 'a', 'c')];
  expect(nearest(all, 'same')?.sha).toBe('same');
  expect(nearest(all, null)?.sha).toBe('next');
  expect(nearest([], null)).toBeNull();
});

test('the confidence of a base follows from its evidence', () => {
  const difference = (sha: string, ...paths: string[]) => ({ sha, paths: new Set(paths) });
  const match = { difference: difference('same', 'a', 'b'), teamCommit: 'team' };
  const share = { unchanged: 95, total: 100 };
  const of = (found: Parameters<typeof judgeGenerated>[0]) => judgeGenerated(found).confidence;
  expect(of({ chosen: match.difference, match, share })).toBe('certain');
  // A version bump after a release: the branch has its changes.
  expect(of({ chosen: difference('bump', 'a'), match, share })).toBe('certain');
  expect(of({ chosen: difference('other', 'x'), match, share })).toBe('likely');
  expect(of({ chosen: match.difference, match, share: { unchanged: 80, total: 100 } })).toBe('likely');
  expect(of({ chosen: match.difference, match: null, share })).toBe('likely');
  expect(of({ chosen: match.difference, match: null, share: { unchanged: 5, total: 100 } })).toBe('guess');
});

const files = (all: Record<string, string>) =>
  new Map(Object.entries(all).map(([path, oid]) => [path, { mode: '100644', oid }]));

test('classifies files by what people did to generated code', () => {
  const base = files({ same: '1', edited: '1', deleted: '1', obsolete: '1', 'edited-obsolete': '1' });
  const ours = files({
    same: '1',
    edited: '2',
    obsolete: '1',
    'edited-obsolete': '2',
    custom: '1',
    both: '1',
  });
  const theirs = files({ same: '3', edited: '1', deleted: '1', both: '2' });
  expect(sortFiles(base, ours, theirs)).toEqual({
    unchanged: 2,
    custom: ['both', 'custom'],
    edited: ['edited', 'edited-obsolete'],
    deleted: ['deleted'],
    obsolete: ['obsolete'],
  });
  expect(settleCustom(base, ours, theirs)).toEqual([
    { path: 'both', entry: { mode: '100644', oid: '2' }, because: 'custom_and_generated' },
  ]);
});

test('conflicts in files of the team are resolved in its favour, others are left to people', () => {
  const [a, b, c] = ['1', '2', '3'].map((oid) => ({ mode: '100644', oid }));
  const conflict = (path: string, theirs = c) => ({
    path,
    base: a ?? null,
    ours: b ?? null,
    theirs: theirs ?? null,
  });
  const settled = settleConflicts([
    conflict('README.md'),
    conflict('.github/workflows/ci.yml'),
    conflict('.stats.yml'),
    { ...conflict('src/old.ts'), theirs: null },
    conflict('src/client.ts'),
  ]);
  expect(settled).toEqual([
    { path: 'README.md', entry: c, because: 'owned_by_team' },
    { path: '.github/workflows/ci.yml', entry: c, because: 'owned_by_team' },
    { path: '.stats.yml', entry: b, because: null },
    { path: 'src/old.ts', entry: null, because: 'edited_obsolete' },
  ]);
});

test('keeps what releases need: manifests, workflows and the scripts that these run', () => {
  const workflow = 'steps:\n  - run: bash ./bin/publish-pypi\n';
  const obsolete = [
    '.github/workflows/publish.yml',
    '.release-please-manifest.json',
    'bin/publish-pypi',
    'bin/other',
  ];
  expect(settleObsolete([...obsolete, 'src/old.ts'], [workflow])).toEqual([
    { path: '.github/workflows/publish.yml', entry: null, because: 'owned_by_team' },
    { path: '.release-please-manifest.json', entry: null, because: 'owned_by_team' },
    { path: 'bin/publish-pypi', entry: null, because: 'used_by_workflow' },
  ]);
});

test.each([
  ['{".": "1.26.0"}', ['v1.25.0'], '1.26.0'],
  ['not JSON', ['v1.9.0', 'v1.10.0', 'docs'], '1.10.0'],
  [null, ['sdk-v0.2.0', 'sdk-v0.10.1'], '0.10.1'],
  [null, [], null],
])('the released version is that of %s and the tags %j', (manifest, tags, version) => {
  expect(releasedVersion(manifest, tags)).toBe(version);
});

test.each([
  [null, '0.1.0', '0.1.0'],
  ['1.26.0', '0.1.0', '1.27.0'],
  ['1.26.0', '2.0.0', '2.0.0'],
  ['0.1.0-alpha.3', '0.1.0-alpha.3', '0.1.0-alpha.4'],
  ['1.0.0-rc', null, '1.0.0'],
])('after %s, with %s generated, follows %s', (released, generated, follows) => {
  expect(versionThatFollows(released, generated)).toBe(follows);
});
