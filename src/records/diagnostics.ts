import type { DiagnosticLevel, SdkTarget } from '../contract/targets.ts';
import type { Database } from './database.ts';
import { keepable } from './text.ts';

/** A diagnostic that was found, before it has a place in the record. */
export interface FoundDiagnostic {
  readonly code: string;
  readonly level: DiagnosticLevel;
  readonly message: string;
  /** Markdown. */
  readonly more?: string;
  readonly ignored?: boolean;
  /** JSON pointers into the config file and the description. */
  readonly configRef?: string;
  readonly oasRef?: string;
  readonly line?: number;
  /** Without it the diagnostic concerns every target. */
  readonly target?: string;
}

/** Who finds diagnostics, in the order in which they are listed. */
const FIRST_ORDINAL = { prepare: 0, codegen: 10_000, postgen: 20_000, commit: 30_000 } as const;
const AT_MOST = 9_999;

/**
 * Writes what one finder has to say of a build (`prepare`) or of one of its targets, in place of what it said
 * before. Ids follow from place and order, so a retry writes the same rows.
 */
export async function replaceDiagnostics(
  db: Database,
  place:
    | { readonly buildId: string; readonly finder: 'prepare' }
    | {
        readonly buildId: string;
        readonly finder: 'codegen' | 'postgen' | 'commit';
        readonly target: SdkTarget;
      },
  found: readonly FoundDiagnostic[],
): Promise<void> {
  const { buildId, finder } = place;
  const first = FIRST_ORDINAL[finder];
  const target = place.finder === 'prepare' ? undefined : place.target;
  const data = found.slice(0, AT_MOST).map((diagnostic, i) => ({
    ...diagnostic,
    target: target ?? diagnostic.target,
    id: [buildId, ...(target === undefined ? [] : [target]), first + i].join('-'),
    buildId,
    ordinal: first + i,
    message: keepable(diagnostic.message.slice(0, 4000)),
    configRef: keepable(diagnostic.configRef ?? '') || undefined,
    oasRef: keepable(diagnostic.oasRef ?? '') || undefined,
  }));
  const written = { buildId, target, ordinal: { gte: first, lte: first + AT_MOST } };
  await db.$transaction([db.diagnostic.deleteMany({ where: written }), db.diagnostic.createMany({ data })]);
}
