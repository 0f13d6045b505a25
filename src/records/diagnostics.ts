import { DIAGNOSTIC_LEVELS, type DiagnosticLevel, type SdkTarget } from '../contract/targets.ts';
import type { Database } from './database.ts';
import type { Diagnostic } from './prisma/client.ts';
import { keepable } from './storable-text.ts';

/** A diagnostic before it is recorded. */
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

/** Sources of diagnostics, in listing order. */
const FIRST_ORDINAL = {
  prepare: 0,
  codegen: 10_000,
  postgen: 20_000,
  commit: 30_000,
  checks: 40_000,
} as const;
const AT_MOST = 9_999;

/**
 * Replaces the diagnostics of one source, for a build (`prepare`) or one of its targets. Ids are derived from source and
 * order, so a retry writes the same rows.
 */
export async function replaceDiagnostics(
  db: Database,
  place:
    | { readonly buildId: string; readonly finder: 'prepare' }
    | {
        readonly buildId: string;
        readonly finder: 'codegen' | 'postgen' | 'commit' | 'checks';
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
  const replaced = db.diagnostic.deleteMany({ where: written });
  if (data.length === 0) await replaced;
  else await db.$transaction([replaced, db.diagnostic.createMany({ data })]);
}

/** Whether a target of a build has a diagnostic of this code. */
export async function hasDiagnostic(
  db: Database,
  where: { readonly buildId: string; readonly target: SdkTarget; readonly code: string },
): Promise<boolean> {
  return (await db.diagnostic.count({ where })) > 0;
}

/** Number of a build's diagnostics that affect a conclusion: warnings and worse, without ignored ones. */
export function countProblems(db: Database, buildId: string): Promise<number> {
  return db.diagnostic.count({ where: { buildId, ignored: false, level: { not: 'note' } } });
}

/** Diagnostics that concern the target and are not ignored. */
export function diagnosticsOf(db: Database, buildId: string, target: string) {
  return db.diagnostic.findMany({
    where: { buildId, ignored: false, OR: [{ target: null }, { target }] },
    select: { code: true, level: true, configRef: true, oasRef: true, target: true },
  });
}

/** A build's diagnostics in order: of a severity and above, of these targets and of the build as a whole. */
export function listDiagnostics(
  db: Database,
  buildId: string,
  filter: {
    readonly severity: DiagnosticLevel | undefined;
    readonly targets: readonly string[] | undefined;
    readonly skip: number;
    readonly limit: number;
  },
): Promise<Diagnostic[]> {
  const { severity, targets, skip, limit } = filter;
  return db.diagnostic.findMany({
    where: {
      buildId,
      level: severity && { in: DIAGNOSTIC_LEVELS.slice(0, DIAGNOSTIC_LEVELS.indexOf(severity) + 1) },
      OR: targets && [{ target: null }, { target: { in: [...targets] } }],
    },
    orderBy: [{ ordinal: 'asc' }, { id: 'asc' }],
    skip,
    take: limit,
  });
}
