import type { Method } from '../../api/method-types.ts';
import { type Code, code, source } from '../../code/code.ts';
import type { MethodContext } from './method-types.ts';
import { importType, type MethodResult } from './methods.ts';
import { name, str } from './text.ts';

/** Parses a webhook, and verifies its signature if the client has a key. */
export function webhookCode(
  method: Method,
  result: MethodResult,
  { context, imports, relative, isClient }: MethodContext,
): Code {
  if (method.kind.kind !== 'webhook_unwrap') throw new Error(`${method.name} is no webhook`);
  const own = name(context.names.methods.get(method)?.method ?? 'unwrap');
  const type = result.kind === 'value' ? importType(result.type, imports, relative) : source('object');
  imports.from('typing', 'Any');
  const cast = imports.from('typing', 'cast');
  const construct = imports.from(relative('_models'), 'construct_type');
  const json = imports.from('json', 'loads', 'json_loads');
  const option =
    method.kind.keyOption === null ? undefined : context.names.options.get(method.kind.keyOption);
  if (option === undefined) {
    return code`
      def ${own}(self, payload: str) -> ${type}:
          """The event of a webhook's body. Its signature is not checked."""
          return ${cast}(${type}, ${construct}(type_=${cast}(Any, ${type}), value=${json}(payload)))
    `;
  }
  const verify = imports.from(relative('_webhooks'), 'verify_webhook');
  const mapping = imports.from('typing', 'Mapping');
  const holder = isClient === true ? source('self') : source('self._client');
  return code`
    def ${own}(self, payload: str, *, headers: ${mapping}[str, str], key: str | bytes | None = None) -> ${type}:
        """
        The event of a webhook's body. Raises \`APIWebhookValidationError\` where its signature is not of the key, which
        is the client's unless another is given.
        """
        ${verify}(payload, headers=headers, key=getattr(${holder}, ${str(option)}) if key is None else key)
        return ${cast}(${type}, ${construct}(type_=${cast}(Any, ${type}), value=${json}(payload)))
  `;
}
