import { type Code, code, join, render } from '../../code/code.ts';
import { html } from '../../code/markdown.ts';
import type { GoType } from './gofile.ts';
import type { PlannedMethod } from './methods.ts';
import type { PlannedResource, SdkPlan } from './sdk-plan.ts';
import { identifier } from './text.ts';

/** `api.md`: every resource with its types and methods. */
export function renderApi(plan: SdkPlan): string {
  const links = new Links(plan);
  const sections: string[] = [];
  if (plan.shared.length > 0) sections.push(...sharedSections(plan, links));
  const section = (
    heading: string,
    reach: readonly string[],
    resource: Pick<PlannedResource, 'methods' | 'service'>,
    models: readonly string[],
  ) => {
    const lists = [heading, ...typeLists(plan, links, models, resource.methods)];
    const methods = resource.methods.flatMap((method) => methodLines(links, resource.service, reach, method));
    if (methods.length > 0) lists.push('Methods:', methods.join('\n'));
    sections.push(lists.join('\n\n'));
  };
  if (plan.client.methods.length > 0 || plan.api.root.models.length > 0) {
    section(
      '# Methods of the client',
      [],
      { methods: plan.client.methods, service: plan.clientNames.type },
      modelNames(plan, plan.api.root.models),
    );
  }
  for (const resource of plan.resources) {
    const depth = '#'.repeat(Math.min(6, resource.reach.length));
    section(
      `${depth} ${resource.field}`,
      resource.reach,
      resource,
      modelNames(plan, resource.resource.models),
    );
  }
  return `${sections.join('\n\n')}\n`;
}

function sharedSections(plan: SdkPlan, links: Links): readonly string[] {
  const models = plan.api.shared;
  const list = (names: readonly (string | null)[]) =>
    names.flatMap((name) =>
      name === null ? [] : [`- ${render(links.type({ kind: 'named', pkg: 'shared', name }))}`],
    );
  const sent = list(
    models.filter(({ sent: is }) => is).map(({ id }) => plan.planner.models.name(id, 'sent')),
  );
  const received = list(
    models.filter(({ received: is }) => is).map(({ id }) => plan.planner.models.name(id, 'received')),
  );
  return [
    ...(sent.length === 0 ? [] : [`# Shared Params Types\n\n${[...new Set(sent)].join('\n')}`]),
    ...(received.length === 0 ? [] : [`# Shared Response Types\n\n${[...new Set(received)].join('\n')}`]),
  ];
}

function modelNames(plan: SdkPlan, models: SdkPlan['api']['shared']): readonly string[] {
  return models.filter((model) => plan.planner.models.pkg(model.id) === 'root').map(({ id }) => id);
}

function typeLists(
  plan: SdkPlan,
  links: Links,
  models: readonly string[],
  methods: readonly PlannedMethod[],
): readonly string[] {
  const known = plan.api.models;
  const listed = new Set(models);
  const own = [...known.values()].filter(({ id, implicit }) => listed.has(id) && !implicit);
  const names = (direction: 'sent' | 'received') =>
    own.flatMap((model) => (model[direction] ? (plan.planner.models.name(model.id, direction) ?? []) : []));
  const answers = methods.flatMap(({ result }) => {
    const type = result.kind === 'value' ? result.type : result.kind === 'page' ? result.item : null;
    const inner = type?.kind === 'slice' ? type.of : type;
    return inner?.kind === 'named' && inner.pkg === 'root' && /Response(?:Union)?$/.test(inner.name)
      ? [inner.name]
      : [];
  });
  const list = (all: readonly string[]) =>
    [...new Set(all)]
      .sort()
      .map((name) => `- ${render(links.type({ kind: 'named', pkg: 'root', name }))}`)
      .join('\n');
  const isEnum = (name: string) => plan.planner.models.isScalarAlias({ kind: 'named', pkg: 'root', name });
  const sent = names('sent').filter((name) => !isEnum(name));
  const received = [...names('received'), ...answers];
  return [
    ...(sent.length === 0 ? [] : ['Params Types:', list(sent)]),
    ...(received.length === 0 ? [] : ['Response Types:', list(received)]),
  ];
}

function methodLines(
  links: Links,
  service: string,
  reach: readonly string[],
  planned: PlannedMethod,
): readonly string[] {
  const { method } = planned;
  const args = join(
    [
      code`ctx ${links.library('context', 'Context')}`,
      ...planned.positional.map(({ name, type }) => code`${identifier(name)} ${links.type(type)}`),
      ...(planned.binaryBody === null ? [] : [code`body ${links.library('io', 'Reader')}`]),
      ...(planned.params === null
        ? []
        : [
            code`${identifier(planned.params.name)} ${links.type({ kind: 'named', pkg: 'root', name: planned.params.type })}`,
          ]),
    ],
    ', ',
  );
  // A method that always streams is listed without its ending, as it is in the config file.
  const shown =
    planned.stream !== null && planned.streamingName === null
      ? planned.name.replace(/Streaming$/, '')
      : planned.name;
  const target = join([code`client`, ...reach.map(identifier)], '.');
  const error = links.builtin('error');
  const answer = answerOf(links, planned);
  const results = answer === null ? error : code`(${answer}, ${error})`;
  const anchor = links.anchor(`${service}.${planned.name}`, identifier(shown));
  return [
    render(
      code`- <code title="${html(`${method.verb} ${method.path}`)}">${target}.${anchor}(${args}) ${results}</code>`,
    ),
  ];
}

function answerOf(links: Links, { result, stream, streamingName }: PlannedMethod): Code | null {
  if (stream !== null && streamingName === null) return links.type(stream.event);
  switch (result.kind) {
    case 'nothing':
      return null;
    case 'binary':
      return code`\\*${links.library('net/http', 'Response')}`;
    case 'page':
      return code`\\*${links.own('pagination', result.page)}[${links.type(result.item)}]`;
    case 'value':
      return code`\\*${links.type(result.type)}`;
  }
}

/** Links to the documentation of names, as pkg.go.dev has them. */
class Links {
  readonly #plan: SdkPlan;

  constructor(plan: SdkPlan) {
    this.#plan = plan;
  }

  anchor(name: string, shown: Code): Code {
    return code`<a href="${html(`https://pkg.go.dev/${this.#plan.module.path}#${name}`)}">${shown}</a>`;
  }

  own(pkg: string, name: string): Code {
    const { module } = this.#plan;
    const folder = pkg === 'root' ? '' : pkg === 'shared' ? '/shared' : `/packages/${pkg}`;
    const shown = pkg === 'root' ? module.packageName : pkg;
    const url = `https://pkg.go.dev/${module.path}${folder}`;
    return code`<a href="${html(url)}">${identifier(shown)}</a>.<a href="${html(`${url}#${name}`)}">${identifier(name)}</a>`;
  }

  library(path: string, name: string): Code {
    const shown = path.split('/').at(-1) ?? path;
    const url = `https://pkg.go.dev/${path}`;
    return code`<a href="${html(url)}">${identifier(shown)}</a>.<a href="${html(`${url}#${name}`)}">${identifier(name)}</a>`;
  }

  builtin(name: string): Code {
    return code`<a href="${html(`https://pkg.go.dev/builtin#${name}`)}">${identifier(name)}</a>`;
  }

  type(type: GoType): Code {
    switch (type.kind) {
      case 'basic':
        return this.builtin(type.name);
      case 'named':
        return type.pkg === 'constant' ? this.builtin('string') : this.own(type.pkg, type.name);
      case 'library':
        return this.library(type.path, type.name);
      case 'slice':
        return code`[]${this.type(type.of)}`;
      case 'map':
        return code`map[string]${this.type(type.of)}`;
      case 'pointer':
        return code`*${this.type(type.of)}`;
      case 'opt':
      case 'field':
        return this.type(type.of);
    }
  }
}
