import { isNode } from '../../codegen/json.ts';
import { typeFacts } from './arguments.ts';
import { member, members, type SpecDocument } from './document.ts';
import { contentOf, isJson } from './operations.ts';
import { onlyValue } from './scalars.ts';
import type { Schemas } from './schemas.ts';
import type { Type, Variant } from './types.ts';

/** The union of the payloads of the description's webhooks; any if it has none. */
export function webhookEvent(
  discriminator: string | null,
  { document, schemas }: { readonly document: SpecDocument; readonly schemas: Schemas },
): Type {
  const pointer = '#/webhooks';
  const variants = members({ value: document.root.webhooks, pointer }).flatMap(([name, entry]): Variant[] => {
    const item = document.follow(entry);
    const [, operation] =
      members(item).find(([verb, at]) => /^(?:post|put|get)$/.test(verb) && isNode(at.value)) ?? [];
    if (operation === undefined) return [];
    const body = document.follow(member(operation, 'requestBody'));
    const content = contentOf(body).find(([type]) => isJson(type));
    if (content === undefined) return [];
    const schema = member(content[1], 'schema');
    const type = schemas.typeOf(schema);
    const property =
      discriminator === null ? undefined : member(document.follow(schema), 'properties', discriminator);
    const only = property === undefined ? undefined : onlyValue(document.node(property));
    const tags = discriminator === null ? [] : [typeof only === 'string' ? only : name];
    return [{ type: type.title === null ? { ...type, title: name } : type, tags }];
  });
  const [first] = variants;
  if (first === undefined) return { kind: 'unknown', ...typeFacts(pointer) };
  if (variants.length === 1) return first.type;
  return {
    kind: 'union',
    variants,
    discriminator: discriminator === null ? null : { property: discriminator },
    ...typeFacts(pointer),
  };
}
