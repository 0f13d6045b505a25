import { type Color, paint } from '../progress.ts';

/** A diagnostic of a build or of a lint. */
export interface Finding {
  readonly code: string;
  readonly level: 'fatal' | 'error' | 'warning' | 'note';
  readonly ignored: boolean;
  readonly message: string;
  readonly config_ref?: string;
  readonly oas_ref?: string;
  readonly line?: number;
}

const COLORS: Record<Finding['level'], Color> = {
  fatal: 'red',
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};
const ORDER = ['fatal', 'error', 'warning', 'note'] as const;

/** A file that diagnostics refer to. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export interface Sources {
  readonly description: Source | null;
  readonly config: Source | null;
}

/** The most severe first, without those that the config file ignores. */
export function shownOf<T extends Finding>(findings: readonly T[]): T[] {
  return findings
    .filter(({ ignored }) => !ignored)
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}

/** A diagnostic in the style of compilers: level and code, the message, the position, and the line there. */
export function findingLines(finding: Finding, sources: Sources, colors: boolean): string[] {
  const { code, level, message, config_ref, oas_ref, line } = finding;
  const head = `${paint(COLORS[level], level, colors)} ${paint('bold', code, colors)}: ${message}`;
  // The line is the config file's if the diagnostic names a position there.
  const source = config_ref !== undefined ? sources.config : sources.description;
  const ref = config_ref ?? oas_ref;
  const at = source === null ? ref : [source.name, line].filter((part) => part !== undefined).join(':');
  const place = at === undefined ? [] : [`  --> ${at}${ref === undefined || at === ref ? '' : `  ${ref}`}`];
  return [head, ...place.map((text) => paint('dim', text, colors)), ...excerpt(source, line, colors)];
}

function excerpt(source: Source | null, line: number | undefined, colors: boolean): string[] {
  if (source === null || line === undefined) return [];
  const text = source.text.split('\n')[line - 1];
  if (text === undefined) return [];
  return [
    `${paint('dim', `${String(line).padStart(5)} |`, colors)} ${text.replace(/\p{C}/gu, '�').slice(0, 120)}`,
  ];
}

/** `2 errors, 1 warning`; `no findings`. */
export function countLine(findings: readonly Finding[]): string {
  const counts = ORDER.flatMap((level) => {
    const count = findings.filter((one) => one.level === level).length;
    return count === 0 ? [] : [`${count} ${level}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'No findings.' : `${counts.join(', ')}.`;
}

/** Whether a build with these diagnostics would fail or need attention. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(isError);
}

export function isError({ level }: Finding): boolean {
  return level === 'fatal' || level === 'error';
}
