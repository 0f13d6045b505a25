// The comment on a pull request, in Markdown. Names and messages come from descriptions: they are escaped.

const SHOWN = 20;

/** The line by which the comment is found again. @param {string} project */
export const markerOf = (project) => `<!-- kiln preview of ${project.replace(/[^a-z0-9-]/gi, '')} -->`;

/**
 * @param {{ url: string, project: string, base: any, head: any, verdict: any, diagnostics: any[], breaking: string[], summary: any }} preview
 */
export function commentOf({ url, project, base, head, verdict, diagnostics, breaking, summary }) {
  return [
    markerOf(project),
    `### SDK preview of ${inline(project)}`,
    '',
    '| target | result | changes | lint | build | test |',
    '| --- | --- | --- | --- | --- | --- |',
    ...verdict.rows.map(rowOf),
    '',
    ...conflictLines(verdict, url, project),
    ...breakingLines(breaking, `${url}/builds/${head.id}/changes?base=${base.id}`),
    ...diagnosticLines(diagnostics),
    ...installLines(head, summary),
    `[Build](${url}/builds/${head.id}), compared with [${base.id.slice(-6)}](${url}/builds/${base.id}).`,
    '',
  ].join('\n');
}

/** A comment for a request that Kiln rejected. @param {string} project @param {string} message */
export function rejectionOf(project, message) {
  return [
    markerOf(project),
    `### SDK preview of ${inline(project)}`,
    '',
    `Not built: ${inline(message)}`,
    '',
  ].join('\n');
}

function rowOf({ name, target, conclusion, isConflict, isWrong, wasWrong }) {
  const mark = isConflict ? '⚠️' : isWrong ? '❌' : '✅';
  const before = isWrong && wasWrong ? ' (failed before)' : '';
  const stats = target.commit.commit?.stats;
  const changes = stats == null ? '–' : `+${stats.additions} −${stats.deletions}`;
  const checks = ['lint', 'build', 'test'].map((check) => checkCell(target[check]));
  return `| ${[name, `${mark} ${conclusion.replaceAll('_', ' ')}${before}`, changes, ...checks].join(' | ')} |`;
}

function checkCell(step) {
  const word = step?.conclusion ?? step?.status ?? 'not_started';
  switch (word) {
    case 'success':
      return '✅';
    case 'skipped':
    case 'not_started':
      return '–';
    default:
      return step.url == null
        ? `❌ ${word.replaceAll('_', ' ')}`
        : `[❌ ${word.replaceAll('_', ' ')}](${step.url})`;
  }
}

function conflictLines({ rows }, url, project) {
  const names = rows.filter(({ isConflict }) => isConflict).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    `⚠️ Custom code of ${names.join(', ')} conflicts with what is generated. This fails no job; [resolve it](${url}/projects/${encodeURIComponent(project)}/conflicts).`,
    '',
  ];
}

function breakingLines(breaking, address) {
  if (breaking.length === 0) return [];
  const lines = breaking.slice(0, SHOWN).map((line) => `- ${inline(line)}`);
  const more = breaking.length > SHOWN ? [`- … and ${breaking.length - SHOWN} more`] : [];
  return [`**[Breaking changes](${address}): ${breaking.length}**`, '', ...lines, ...more, ''];
}

function diagnosticLines(diagnostics) {
  if (diagnostics.length === 0) return [];
  const lines = diagnostics
    .slice(0, SHOWN)
    .map(({ level, code, message }) => `- **${level}** ${inline(code)}: ${inline(message)}`);
  const more = diagnostics.length > SHOWN ? [`- … and ${diagnostics.length - SHOWN} more`] : [];
  return [`**New diagnostics: ${diagnostics.length}**`, '', ...lines, ...more, ''];
}

/** How to install each SDK: the package that the build made, if one command takes it; else the commit. */
function installLines({ targets }, summary) {
  const lines = Object.entries(targets).flatMap(([name, { install_url }]) => {
    const command = summary?.targets[name]?.install_command ?? null;
    if (command === null) return [];
    const tool = /^(npm|pip) install\b/.exec(command)?.[0];
    const line = tool !== undefined && install_url != null ? `${tool} '${install_url}'` : command;
    // Nothing in a command ends the block that it is in.
    return [`# ${name}`, line.replaceAll('```', '')];
  });
  return lines.length === 0 ? [] : ['**Install**', '', '```sh', ...lines, '```', ''];
}

/** A text as it reads inside a line: no markup, no mentions, no line breaks. */
export function inline(text) {
  return String(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#~!&]/g, (char) => `&#${char.codePointAt(0)};`)
    .replaceAll('@', '@\u200b');
}
