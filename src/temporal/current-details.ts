import { CHECKS, type CommitConclusion, type SdkTarget } from '../contract/targets.ts';
import type { BuildLinks } from './messages.ts';

/** A link below a build: its URL, or Markdown if there is a text. */
export function link({ base, query }: BuildLinks, path: string, text?: string): string {
  const url = `${base}${path}${query}`;
  return text === undefined ? url : `[${text}](${url})`;
}

/** Links to the commit of a target and to the logs of its checks, in Markdown. */
export function targetLinks(links: BuildLinks, target: SdkTarget): string {
  return [
    link(links, `targets/${target}/commit`, 'commit'),
    ...CHECKS.map((step) => link(links, `targets/${target}/logs/${step}`, `${step} log`)),
  ].join(' · ');
}

/** One line of Markdown on a target of a build. */
export function targetLine(
  links: BuildLinks,
  target: SdkTarget,
  attempt: number,
  conclusion: CommitConclusion | null,
): string {
  const which = attempt === 1 ? '' : ` (attempt ${attempt})`;
  const rest = conclusion === null ? '' : ` · ${targetLinks(links, target)}`;
  return `- ${target}${which}: **${conclusion ?? 'running'}**${rest}`;
}
