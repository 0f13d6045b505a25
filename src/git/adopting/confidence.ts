import type { Confidence } from '../../contract/adoptions.ts';
import type { Difference } from './correspondence.ts';

/** Thresholds: the share of generated files that is unchanged if the base is the right one. */
const MOSTLY = 0.9;

export interface Judged {
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

/** How much of the generated code is unchanged on a branch. */
export interface Share {
  readonly unchanged: number;
  readonly total: number;
}

const isMost = ({ unchanged, total }: Share) => unchanged >= total * MOSTLY;
const shareSaid = ({ unchanged, total }: Share) =>
  `${unchanged} of ${total} generated files are unedited in the branch.`;
const many = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`;
const short = (sha: string) => sha.slice(0, 10);

/** Confidence that a commit of the branch `generated` is the base. */
export function judgeGenerated(found: {
  readonly chosen: Difference;
  /** The commit that corresponds to one of the team's, and its difference from the branch; null if there is none. */
  readonly match: { readonly difference: Difference; readonly teamCommit: string } | null;
  readonly share: Share;
}): Judged {
  const { chosen, match, share } = found;
  const files = `it differs from the branch in ${many(chosen.paths.size)}, fewer than the commits around it.`;
  if (match === null) {
    return {
      confidence: isMost(share) ? 'likely' : 'guess',
      reasons: [
        'No commit of generated has the author date and subject of a commit in the branch.',
        `${short(chosen.sha)} is the nearest: ${files}`,
        shareSaid(share),
      ],
    };
  }
  const { difference, teamCommit } = match;
  const same = `${short(difference.sha)} has the author date and subject of ${short(teamCommit)} in the branch`;
  if (chosen.sha === difference.sha) {
    const confidence = isMost(share) ? 'certain' : 'likely';
    return { confidence, reasons: [`${same}, and is the newest such commit; ${files}`, shareSaid(share)] };
  }
  // The branch has all changes between the two: it took over the later one by other commits, as releases do.
  const holdsAll = [...chosen.paths].every((path) => difference.paths.has(path));
  return {
    confidence: holdsAll && isMost(share) ? 'certain' : 'likely',
    reasons: [
      `${same}, and is the newest such commit; it differs from the branch in ${many(difference.paths.size)}.`,
      `${short(chosen.sha)} is nearer: ${files}${holdsAll ? ' The branch contains all changes between the two.' : ''}`,
      shareSaid(share),
    ],
  };
}

/** Confidence in a base that a tracking file names. */
export function judgeTracked(isIntegrated: boolean, share: Share): Judged {
  return {
    confidence: isIntegrated && isMost(share) ? 'certain' : 'likely',
    reasons: [
      isIntegrated
        ? 'The tracking file names it, and its commit with custom code is in the branch.'
        : 'The tracking file names it, but its commit with custom code is not in the branch.',
      shareSaid(share),
    ],
  };
}

/** Confidence in a base that a person named. */
export function judgeNamed(share: Share): Judged {
  return {
    confidence: isMost(share) ? 'certain' : 'likely',
    reasons: ['The request names it.', shareSaid(share)],
  };
}

/** Confidence in a base that is known only from the header lines of files. */
export function judgeHeaders(files: number): Judged {
  return {
    confidence: 'guess',
    reasons: [
      `There is no generated code to compare with: the ${files} files outside lib/ and examples/ that say they are generated are assumed to be unedited.`,
      'Edits in them would be lost. Everything else is assumed to be custom code.',
    ],
  };
}
