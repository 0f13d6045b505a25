/** A key of the config file that Kiln's own generator recognises but ignores. */
export interface KeptKey {
  /** As in `HonouredKey`. Keys below it are kept too. */
  readonly key: string;
  readonly why: string;
  /** A key beside it with which it is used. */
  readonly unless?: string;
}

const HOSTED = 'Belongs to the hosted service.';
const NO_MCP = 'Kiln generates no MCP servers.';
const NO_TERRAFORM = 'The target terraform is made by OpenAPI Generator, which has no such options.';
const NO_WEBSOCKETS = 'Kiln generates no WebSocket methods.';
const NO_PUBLISHING = 'Kiln publishes no packages.';
const REGISTRIES = [
  'npm',
  'jsr',
  'go_modules',
  'maven',
  'docs',
  'rubygems',
  'packagist',
  'nuget',
  'macos',
  'hashicorp_registry',
  'pgxn',
  'release',
] as const;

/** All of them, with reasons. Every other key in docs/config-file.md is honoured. */
export const KEPT: readonly KeptKey[] = [
  { key: 'edition', why: 'No edition of the file is known to change what callers see.' },
  { key: 'codeflow.release_environment', why: NO_PUBLISHING },
  { key: 'codeflow.publish_packages', why: NO_PUBLISHING },
  { key: 'codeflow.reviewers', why: 'Kiln opens no release pull requests.' },
  {
    key: 'codeflow.detect_breaking_changes',
    why: 'SDKs have no job for it: the comment on a pull request to the description lists breaking changes.',
  },
  { key: 'studio', why: HOSTED },
  { key: 'constants', why: 'Its effect is not known.' },
  { key: 'settings.require_websocket_dependencies', why: NO_WEBSOCKETS },
  { key: 'readme.include_stainless_attribution', why: HOSTED },
  { key: 'readme.example_types', why: 'Examples in READMEs always show types.' },
  {
    key: 'readme.example_requests.http_agent',
    why: 'Clients take a `fetch` function or an `http_client`, not an agent.',
  },
  {
    key: 'resources.*.use_namespace_in_type_names',
    why: 'Its effect on published SDKs is not known; `x-stainless-naming` renames a type.',
  },
  {
    key: 'resources.*.models.*.param_model',
    why: 'Kiln generates no conversion from response types to request types.',
  },
  { key: 'resources.*.mcp', why: NO_MCP },
  { key: 'resources.*.methods.*.mcp', why: NO_MCP },
  { key: 'resources.*.terraform', why: NO_TERRAFORM },
  { key: 'resources.*.methods.*.terraform', why: NO_TERRAFORM },
  { key: 'targets.*.staging_repo', why: 'Builds commit to repositories that Kiln hosts.' },
  ...REGISTRIES.map((name) => ({ key: `targets.*.publish.${name}`, why: NO_PUBLISHING })),
  {
    key: 'targets.*.keep_files',
    why: 'Your own files are always kept, also among generated ones, because changes are merged.',
  },
  {
    key: 'targets.*.options.go_sdk_package',
    why: 'Without `go_sdk_version`, a command line contains its own client.',
    unless: 'go_sdk_version',
  },
  { key: 'targets.*.options.mcp_server', why: NO_MCP },
  { key: 'targets.*.options.node_migration', why: 'Kiln generates no migration guide.' },
  {
    key: 'targets.*.options.use_uv',
    why: 'Python SDKs always use uv, in their scripts, CI and dependency groups. They have no lock file.',
  },
  { key: 'targets.*.options.websockets_extra_name', why: NO_WEBSOCKETS },
  {
    key: 'targets.*.options.disable_pydantic_namespace_protection',
    why: 'Namespace protection is always disabled: models may have fields named `model_…`.',
  },
  { key: 'targets.*.options.enable_treeshaking', why: 'Its effect on published SDKs is not known.' },
  {
    key: 'targets.*.options.experimental_path_param_encoding',
    why: 'Its effect on published SDKs is not known.',
  },
];
