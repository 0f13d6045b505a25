import type { StreamRule } from '../../api/page-types.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { GoFile } from './gofile.ts';
import type { SdkPlan } from './sdk-plan.ts';
import { stringLiteral } from './text.ts';

/** `packages/ssestream/rules.go`: rules for events; null if the API has no rules. */
export function renderStreamRules(plan: SdkPlan): string | null {
  const rules = plan.api.streamRules;
  if (rules === null) return null;
  const file = new GoFile(plan.module, 'ssestream');
  const strings = file.std('strings');
  const always = rules.findIndex(({ when }) => when.kind === 'fallthrough');
  const reached = always < 0 ? rules : rules.slice(0, always);
  const last = always < 0 ? null : rules[always];
  const usesStrings = reached.some(({ when }) => when.kind === 'data_starts_with');
  const made = new GoFile(plan.module, 'ssestream');
  if (usesStrings) made.std('strings');
  if (rules.some(({ errorProperty }) => errorProperty !== null)) made.std('encoding/json');
  return made.render([
    code`
      // DefaultRule says what this API's events mean.
      func DefaultRule(event Event) (Handling, string) {
      ${reached.map((rule) => conditional(rule, strings))}
      ${last === null || last === undefined ? code`\treturn Skip, ""` : outcome(last, code`\t`)}
      }
    `,
    rules.some(({ errorProperty }) => errorProperty !== null)
      ? code`
          // errorText returns the message of an event's property that tells of an error.
          func errorText(event Event, property string) string {
          \tvar object map[string]json.RawMessage
          \tif json.Unmarshal(event.Data, &object) != nil || len(object[property]) == 0 || string(object[property]) == "null" {
          \t\treturn ""
          \t}
          \tvar inner struct {
          \t\tMessage string \`json:"message"\`
          \t}
          \tif json.Unmarshal(object[property], &inner) == nil && inner.Message != "" {
          \t\treturn inner.Message
          \t}
          \treturn string(object[property])
          }
        `
      : null,
  ]);
}

function conditional(rule: StreamRule, strings: Code): Part {
  const condition = conditionOf(rule, strings);
  return code`
    \tif ${condition} {
    ${outcome(rule, code`\t\t`)}
    \t}
  `;
}

function conditionOf({ when }: StreamRule, strings: Code): Code {
  switch (when.kind) {
    case 'event_type':
      return join(
        when.types.map((type) => code`event.Type == ${stringLiteral(type ?? '')}`),
        ' || ',
      );
    case 'data_starts_with':
      return code`${strings}.HasPrefix(string(event.Data), ${stringLiteral(when.text)})`;
    case 'fallthrough':
      return code`true`;
  }
}

const OUTCOMES = { yield: 'Yield', error: 'Fail', done: 'Done' } as const;

function outcome({ handle, errorProperty }: StreamRule, indent: Code): Part {
  if (handle === 'yield' && errorProperty !== null) {
    return code`${indent}return Yield, errorText(event, ${stringLiteral(errorProperty)})`;
  }
  const name = { Yield: code`Yield`, Fail: code`Fail`, Done: code`Done` }[OUTCOMES[handle]];
  return code`${indent}return ${name}, ""`;
}
