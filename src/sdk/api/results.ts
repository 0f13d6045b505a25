import { nodeOf, stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import type { ConfigPath } from '../config/read.ts';
import type { Method as MethodConfig } from '../config/resources.ts';
import { propertiesOf } from './body.ts';
import { type Located, lastSegment, member, type SpecDocument } from './document.ts';
import type { Argument, Result } from './method-types.ts';
import {
  contentOf,
  isEventStream,
  isJson,
  isJsonLines,
  isText,
  mediaType,
  type Operation,
  successOf,
} from './operations.ts';
import type { Pages } from './pages.ts';
import type { Report } from './report.ts';
import type { Schemas } from './schemas.ts';
import { modelIdOf } from './tree.ts';
import type { Model, ModelId, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

export interface ResultContext {
  readonly document: SpecDocument;
  readonly schemas: Schemas;
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly config: SdkConfig;
  readonly pages: Pages;
  readonly report: Report;
}

type Plain = Exclude<Result, { kind: 'stream' }>;

/** The result of a method, and the value of `Accept`. */
export function resultOf(
  operation: Operation,
  method: MethodConfig,
  configPath: ConfigPath,
  args: readonly Argument[],
  context: ResultContext,
): { readonly result: Result; readonly accept: string } {
  const { document, report } = context;
  // A response to HEAD has no body, although the description may have that of GET.
  if (operation.verb === 'head') return { result: { kind: 'nothing' }, accept: '*/*' };
  const success = successOf(document, operation);
  if (success === null) {
    const message = `${operation.verb} ${operation.path} has no 2xx response: its method returns nothing.`;
    report.add('warning', 'Endpoint/MissingResponse', message, {
      oas: operation.at.pointer,
      config: configPath,
    });
  }
  const content = success === null ? [] : contentOf(success);
  const events = content.find(([type]) => isEventStream(type)) ?? content.find(([type]) => isJsonLines(type));
  const streaming = typeof method.streaming === 'object' ? method.streaming : {};
  const isStreaming = method.streaming !== undefined && method.streaming !== false;
  const others = content.filter((one) => one !== events);
  const plain = plainResult(others, operation, method, configPath, args, context);
  const isOnlyStream = events !== undefined && others.length === 0;
  if (!isStreaming && !isOnlyStream) return plain;
  const discriminator = streaming.param_discriminator ?? null;
  const contentType = events?.[0] ?? 'text/event-stream';
  const event = eventType(
    streaming.stream_event_model,
    configPath,
    events?.[1] ?? others[0]?.[1] ?? null,
    context,
  );
  const always = isOnlyStream && discriminator === null;
  return {
    result: {
      kind: 'stream',
      format: isJsonLines(contentType) ? 'jsonl' : 'sse',
      event,
      discriminator,
      otherwise: discriminator === null ? null : plain.result,
      paramsTypeName: streaming.params_type_name ?? null,
    },
    accept: always || discriminator === null ? mediaType(contentType) : plain.accept,
  };
}

function eventType(
  model: string | undefined,
  configPath: ConfigPath,
  content: ReturnType<typeof member> | null,
  { document, models, schemas, report }: ResultContext,
): Type {
  const facts = { description: null, title: null, variantName: null, example: undefined };
  if (model !== undefined) {
    const found = models.get(modelIdOf(model));
    if (found !== undefined) return { kind: 'model', model: found.id, ...facts, pointer: found.pointer };
    const message = `There is no model ${JSON.stringify(model)}.`;
    report.add('error', 'Streaming/EventModelNotFound', message, {
      config: [...configPath, 'streaming', 'stream_event_model'],
    });
  }
  const schema = content === null ? null : eventSchema(content, document);
  return schema === null
    ? { kind: 'unknown', ...facts, pointer: content?.pointer ?? '' }
    : schemas.typeOf(schema);
}

/**
 * The schema of one item of a stream: since OpenAPI 3.2 `itemSchema`, which for server-sent events describes the event
 * with its `data` as text that contains JSON; before that, `schema`.
 */
function eventSchema(content: Located, document: SpecDocument): Located | null {
  const item = member(content, 'itemSchema');
  const data = document.follow(member(document.follow(item), 'properties', 'data'));
  const place =
    item.value === undefined
      ? member(content, 'schema')
      : isEventStream(lastSegment(content.pointer)) && data.value !== undefined
        ? member(data, 'contentSchema')
        : item;
  return place.value === undefined ? null : place;
}

function plainResult(
  content: ReturnType<typeof contentOf>,
  operation: Operation,
  method: MethodConfig,
  configPath: ConfigPath,
  args: readonly Argument[],
  context: ResultContext,
): { readonly result: Plain; readonly accept: string } {
  const json = content.find(([type]) => isJson(type));
  if (json !== undefined) {
    const [type, at] = json;
    const schema = member(at, 'schema');
    const contentType = type.includes('*') ? 'application/json' : type;
    if (schema.value === undefined && type.includes('*'))
      return { result: { kind: 'binary', contentType: type }, accept: type };
    return {
      result: valueResult(
        context.schemas.typeOf(schema),
        contentType,
        operation,
        method,
        configPath,
        args,
        context,
      ),
      accept: mediaType(contentType),
    };
  }
  const [first] = content;
  if (first === undefined) return { result: { kind: 'nothing' }, accept: '*/*' };
  const [type, at] = first;
  const format = stringOf(nodeOf(context.document.node(member(at, 'schema'))).format);
  const isTextual = isText(type) && format !== 'binary';
  return {
    result: { kind: isTextual ? 'text' : 'binary', contentType: type },
    accept: isTextual ? mediaType(type) : type.includes('*') ? '*/*' : mediaType(type),
  };
}

function valueResult(
  type: Type,
  contentType: string,
  operation: Operation,
  method: MethodConfig,
  configPath: ConfigPath,
  args: readonly Argument[],
  context: ResultContext,
): Plain {
  const page = context.pages.match({ operation, method, configPath, args, type });
  if (page !== null) return page;
  const unwrap = unwrapField(type, method, context);
  if (unwrap === null) return { kind: 'value', type, unwrap: null, contentType };
  const inner = propertiesOf(type, context.models).find(({ name }) => name === unwrap);
  if (inner === undefined) {
    const message = `The response has no property ${JSON.stringify(unwrap)} to unwrap.`;
    context.report.add('error', 'Method/UnwrapPropertyNotFound', message, {
      config: [...configPath, 'unwrap_response'],
    });
    return { kind: 'value', type, unwrap: null, contentType };
  }
  return { kind: 'value', type: inner.type, unwrap, contentType };
}

/** The field that a method returns instead of the response; null: the whole response. */
function unwrapField(type: Type, method: MethodConfig, { config, models }: ResultContext): string | null {
  if (method.unwrap_response === false) return null;
  if (method.unwrap_response !== undefined) return method.unwrap_response;
  const fields = config.settings?.unwrap_response_fields ?? [];
  const whole = unfolded(type, models);
  if (fields.length === 0 || whole.kind !== 'object') return null;
  const names = whole.properties.map(({ name }) => name);
  const field = fields.find((name) => names.includes(name));
  if (field === undefined) return null;
  return names.length === 1 || config.settings?.unwrap_multiproperty_response_fields === true ? field : null;
}
