import { expect, test } from 'vitest';
import { notCompiled } from '../../../../src/codegen/openapi-generator/terraform-errors.ts';

const DESCRIPTION = {
  paths: {
    '/special-events': { get: { tags: ['Events'] }, post: { tags: ['Events'] } },
    '/a/{b}': { delete: { tags: ['Events'] } },
    '/free': { get: {} },
  },
  components: { schemas: { 'Special~EventFields': {}, Ticket: {} } },
};

/** Output of `go build`, `go vet` and `go test` for a provider. */
const BUILD = `# example.com/provider/internal/client
internal/client/model_special_event_fields.go:12:3: undefined: Date
internal/client/model_special_event_fields.go:14:3: undefined: Date
internal/client/model_ticket.go:9:2: syntax error: unexpected name
# example.com/provider/internal/provider
internal/provider/provider.go:115:3: undefined: NewEventsResource
internal/provider/events_data_source.go:20:3: too many errors
`;

test('maps compiler errors to the schemas and operations that they come from', () => {
  expect(notCompiled(BUILD, DESCRIPTION)?.map(({ subject, oasRef }) => [subject, oasRef])).toEqual([
    ['the schema "Special~EventFields"', '#/components/schemas/Special~0EventFields'],
    ['the schema "Ticket"', '#/components/schemas/Ticket'],
    [
      'the operations with the tag "Events" (GET /special-events, POST /special-events, DELETE /a/{b})',
      '#/paths/~1special-events/get',
    ],
  ]);
  const [first] = notCompiled(BUILD, DESCRIPTION) ?? [];
  expect(first?.message).toContain('model_special_event_fields.go: undefined: Date');
});

test('reads the output of vet as well, and groups operations without a tag', () => {
  const output = 'vet: internal/provider/default_resource.go:7:2: undefined: x\n';
  expect(notCompiled(output, DESCRIPTION)?.map(({ oasRef }) => oasRef)).toEqual(['#/paths/~1free/get']);
});

test.each([
  ['in code that was not generated', 'internal/provider/own.go:1:1: undefined: x\n'],
  ['beside one of the generator', `${BUILD}main.go:3:1: undefined: x\n`],
  ['in a test', '--- FAIL: TestSchema (0.00s)\n    provider_test.go:20: no such attribute\n'],
  ['of no file', 'go: updates to go.mod needed\n'],
])('an error %s fails the check', (_where, output) => {
  expect(notCompiled(output, DESCRIPTION)).toBeNull();
});
