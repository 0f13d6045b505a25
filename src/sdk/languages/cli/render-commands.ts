import { encodingText } from '../../api/encodings.ts';
import type { Method } from '../../api/method-types.ts';
import type { PageField, PageParam, PageScheme } from '../../api/page-types.ts';
import { type Code, code, join } from '../../code/code.ts';
import { jsonText } from '../../code/json-text.ts';
import { alignKeys } from '../go/align.ts';
import { formatMap } from '../go/render-sending.ts';
import { identifier, integerLiteral, stringLiteral } from '../go/text.ts';
import { flagOf, goFile, list, struct, text, texts } from './go-file.ts';
import type { CliCommand, CliFlag, CliGroup, CliPlan } from './plan.ts';
import { isRequired } from './render-api.ts';

/** `pkg/cmd/<resource>.go`: the commands of a resource, as data. */
export function renderGroup(plan: CliPlan, group: CliGroup): string {
  const { resource } = group;
  const usage = group.name === '' ? null : text(resource.description);
  const entries: (readonly [Code, Code])[] = [
    ...entry('Name', text(group.name)),
    ...entry('Usage', usage),
    ...entry('Deprecated', text(deprecation(resource.deprecated))),
    [
      code`Commands`,
      list(
        'Command',
        group.commands.map((command) => renderCommand(plan, command)),
      ),
    ],
  ];
  return goFile(plan, 'cmd', { own: ['internal/cmdline'] }, [
    code`
      var ${identifier(group.variable)} = cmdline.Group{
      ${alignKeys(entries)}
      }
    `,
  ]);
}

function entry(name: string, value: Code | null): readonly (readonly [Code, Code])[] {
  return value === null ? [] : [[identifier(name), value]];
}

function renderCommand(plan: CliPlan, { name, method, flags, page }: CliCommand): Code {
  const result = method.result.kind === 'stream' ? method.result.otherwise : method.result;
  const stream = method.result.kind === 'stream' ? method.result : null;
  const streamFlag = flags.find(
    ({ argument, field }) => field === null && argument.name === stream?.discriminator,
  );
  const { description } = method;
  const whole = method.body?.shape === 'whole' ? method.body.argument : null;
  const wholeFlag = flags.find(({ argument }) => argument.in === 'body' && argument.name === whole);
  const [encoding] = method.body?.encodings ?? [];
  const security = plan.api.settings.perEndpointSecurity ? method.security : null;
  const entries: (readonly [Code, Code])[] = [
    ...entry('Name', text(name)),
    ...entry('Summary', text(summaryOf(method))),
    ...entry('Description', text(description)),
    ...entry('Deprecated', text(deprecation(method.deprecated))),
    ...entry('Method', text(method.verb.toUpperCase())),
    ...entry('Path', text(method.path)),
    ...entry('FixedQuery', pairs(method)),
    ...entry('Accept', text(method.accept)),
    ...entry(
      'Body',
      encoding === undefined
        ? null
        : code`cmdline.Body${struct([
            ['Kind', stringLiteral(encoding.kind)],
            ['ContentType', stringLiteral(encoding.contentType)],
            ['Whole', text(wholeFlag?.name ?? null)],
            ['Required', flagOf(method.body?.required ?? false)],
            ['Formats', encoding.fields.length === 0 ? null : formatMap(encoding.fields)],
          ])}`,
    ),
    ...entry('Result', RESULTS[result?.kind ?? 'value'] ?? null),
    ...entry('Unwrap', result?.kind === 'value' ? text(result.unwrap) : null),
    ...entry('Page', page === null ? null : renderPage(page)),
    ...entry('Stream', text(stream?.format ?? null)),
    ...entry('StreamFlag', text(streamFlag?.name ?? null)),
    ...entry(
      'Security',
      security === null ? null : (texts([...new Set(security.flat())]) ?? code`[]string{}`),
    ),
    ...entry('TimeoutMS', method.timeoutMs === null ? null : integerLiteral(Math.round(method.timeoutMs))),
    ...entry(
      'MaxRetries',
      method.maxRetries === null ? null : code`cmdline.Retries(${integerLiteral(method.maxRetries)})`,
    ),
    ...entry(
      'Flags',
      flags.length === 0
        ? null
        : list(
            'Flag',
            flags.map((flag) => renderFlag(plan, flag)),
          ),
    ),
  ];
  return code`
    {
    ${alignKeys(entries)}
    }
  `;
}

const RESULTS: Readonly<Record<string, Code | null>> = {
  nothing: code`cmdline.Nothing`,
  binary: code`cmdline.Binary`,
};

function summaryOf({ summary, description, verb, path }: Method): string {
  return summary || description || `${verb.toUpperCase()} ${path}`;
}

/** Why something is deprecated, also where nobody says why. */
function deprecation(given: string | null): string | null {
  return given === null ? null : given.trim() || 'it may be removed in a later version.';
}

function pairs({ fixedQuery }: Method): Code | null {
  if (fixedQuery.length === 0) return null;
  const all = fixedQuery.map(({ name, value }) => code`{${stringLiteral(name)}, ${stringLiteral(value)}}`);
  return code`[][2]string{${join(all, ', ')}}`;
}

function renderFlag(plan: CliPlan, { name, argument, field, type }: CliFlag): Code {
  const option = plan.options.find((one) => one.option.name === argument.clientOption);
  return struct([
    ['Name', stringLiteral(name)],
    ['Wire', stringLiteral(field?.name ?? argument.name)],
    ['Within', field === null ? null : texts([argument.name])],
    ['In', stringLiteral(argument.in)],
    ['Type', code`cmdline.${identifier(type.kind)}`],
    ['List', flagOf(type.isList)],
    ['Format', argument.encoding === null ? null : stringLiteral(encodingText(argument.encoding))],
    ['Required', flagOf(field === null && isRequired({ argument }))],
    ['Usage', text(field === null ? argument.description : field.description)],
    ['Deprecated', text(field === null ? deprecation(argument.deprecated) : null)],
    ['Values', texts(type.values.map(String))],
    ['Default', field === null && argument.default !== undefined ? text(shown(argument.default)) : null],
    [
      'Constant',
      field === null && argument.constant !== undefined ? stringLiteral(jsonText(argument.constant)) : null,
    ],
    ['Option', text(field === null ? (option?.flag ?? null) : null)],
  ]);
}

function shown(value: Parameters<typeof jsonText>[0]): string {
  return typeof value === 'string' ? value : jsonText(value);
}

function renderPage(scheme: PageScheme): Code {
  const response = (purpose: PageField['purpose']) => scheme.response.find((one) => one.purpose === purpose);
  const path = (purpose: PageField['purpose']) => texts(response(purpose)?.path ?? []);
  const param = (purpose: PageParam['purpose']) =>
    scheme.request.find((one) => one.purpose === purpose)?.name ?? null;
  const next = response('next_cursor_field') ?? response('cursor_url_field');
  const common = [
    ['Kind', stringLiteral(scheme.kind === 'fake_page' ? 'single' : scheme.kind)],
    ['Items', path('items')],
    ['InBody', flagOf(scheme.paramsIn === 'body')],
    ['More', path('has_next_page')],
    ['PastEmpty', flagOf(scheme.continueOnEmptyItems)],
  ] as const;
  const own = {
    cursor: [
      ['Param', text(param('next_cursor_param'))],
      ['BackParam', text(param('previous_cursor_param'))],
      ['Next', texts(next?.path ?? [])],
      ['NextHeader', text(next?.header ?? null)],
      ['Back', path('previous_cursor_field')],
    ],
    cursor_id: [
      ['Param', text(param('next_cursor_id_param'))],
      ['ItemID', stringLiteral(response('cursor_item_id')?.path.at(-1) ?? 'id')],
    ],
    cursor_url: [
      ['Next', texts(next?.path ?? [])],
      ['NextHeader', text(next?.header ?? null)],
    ],
    offset: [
      ['Param', text(param('offset_count_param'))],
      ['Start', path('offset_count_start_field')],
      ['Total', path('offset_total_count_field')],
    ],
    page_number: [
      ['Param', text(param('page_number_param'))],
      ['Start', path('current_page_number_field')],
      ['Total', path('total_page_count_field')],
    ],
    fake_page: [],
  } as const satisfies Record<PageScheme['kind'], readonly (readonly [string, Code | null])[]>;
  return code`&cmdline.Page${struct([...common, ...own[scheme.kind]])}`;
}
