import type { SdkConfig } from '../config/config.ts';
import type { StreamRule } from './page-types.ts';
import type { Report } from './report.ts';

/** Rules of `streaming.on_event`; null if there are none, so that every event is passed on. */
export function streamRulesOf(config: SdkConfig, report: Report): StreamRule[] | null {
  const rules = config.streaming?.on_event;
  if (rules === undefined) return null;
  return rules.flatMap((rule, index): StreamRule[] => {
    const when = conditionOf(rule);
    if (when === null) {
      const message = 'The rule has no condition: event_type, data_starts_with or kind: fallthrough.';
      report.add('error', 'Streaming/RuleWithoutCondition', message, {
        config: ['streaming', 'on_event', index],
      });
      return [];
    }
    return [{ when, handle: rule.handle ?? 'yield', errorProperty: rule.error_property ?? null }];
  });
}

type Rule = NonNullable<NonNullable<SdkConfig['streaming']>['on_event']>[number];

function conditionOf(rule: Rule): StreamRule['when'] | null {
  if (rule.kind === 'fallthrough') return { kind: 'fallthrough' };
  if (rule.data_starts_with !== undefined) return { kind: 'data_starts_with', text: rule.data_starts_with };
  if (rule.event_type === undefined) return null;
  return { kind: 'event_type', types: Array.isArray(rule.event_type) ? rule.event_type : [rule.event_type] };
}
