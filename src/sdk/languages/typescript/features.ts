import type { Api } from '../../api/api-types.ts';
import type { Resource } from '../../api/method-types.ts';
import { isOpen, tokenOptions } from '../../api/security.ts';
import type { Type } from '../../api/types.ts';

/** Features of an API that its client needs to support. */
export interface Features {
  readonly pages: boolean;
  readonly streams: boolean;
  readonly uploads: boolean;
  readonly webhooks: boolean;
  /** The client gets tokens with its id and secret. */
  readonly tokens: boolean;
  /** The client checks which credentials a request may have, or needs. */
  readonly security: boolean;
  /** A query parameter is a list or an object. */
  readonly nestedQuery: boolean;
}

/** The features of an API. */
export function featuresOf(api: Api): Features {
  const { client, settings } = api;
  const tokens = client.securitySchemes.some((scheme) => tokenOptions(scheme, client.options) !== null);
  const mayLackCredentials = client.options.some(({ auth, nullable }) => auth !== null && nullable);
  const features = {
    pages: false,
    streams: false,
    uploads: false,
    webhooks: false,
    nestedQuery: false,
    tokens,
    security: tokens || settings.perEndpointSecurity,
  };
  const visit = (resource: Resource): void => {
    for (const method of resource.methods) {
      if (method.kind.kind === 'webhook_unwrap') features.webhooks ||= method.kind.keyOption !== null;
      features.security ||= mayLackCredentials && method.security !== null && isOpen(method.security);
      features.pages ||= method.result.kind === 'page';
      features.streams ||= method.result.kind === 'stream';
      features.uploads ||= method.body?.encodings.some(({ kind }) => kind === 'multipart') ?? false;
      features.nestedQuery ||= method.arguments.some(
        (argument) => argument.in === 'query' && isNested(argument.type, api),
      );
      features.nestedQuery ||= method.body?.encodings.some(({ kind }) => kind === 'form') ?? false;
    }
    resource.subresources.forEach(visit);
  };
  visit(api.root);
  api.resources.forEach(visit);
  return features;
}

function isNested(type: Type, api: Api): boolean {
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'object':
    case 'unknown':
      return true;
    case 'nullable':
      return isNested(type.type, api);
    case 'union':
      return type.variants.some((variant) => isNested(variant.type, api));
    case 'model': {
      const model = api.models.get(type.model);
      return model !== undefined && model.type.kind !== 'model' && isNested(model.type, api);
    }
    default:
      return false;
  }
}
