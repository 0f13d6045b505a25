import { type FileTree, file } from '../../git/store/file-tree.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties } from '../files/common.ts';
import { replaceText } from '../files/edit-tree.ts';
import { lines } from '../files/escape.ts';
import { cloneCommand, goEnvironment, goTool, modulePath, setModulePath } from '../files/go-module.ts';
import { identifier, words } from '../files/names.ts';
import { TERRAFORM_REQUIRES, TERRAFORM_SUMS } from '../files/terraform-modules.ts';

const LANGUAGE = 'terraform-provider';

/** A provider for Terraform and OpenTofu, written in Go. */
export const terraform: TargetDefinition = {
  name: 'terraform',
  language: LANGUAGE,
  experimental:
    'The target terraform is experimental: providers of many descriptions do not compile. Resources and data sources ' +
    'come from the templates of OpenAPI Generator, which cover few kinds of schemas.',
  defaultPackageName: (_org, project) => `terraform-provider-${identifier(words(project).join(''))}`,
  properties: (sdk) => ({
    ...commonProperties(sdk),
    providerName: providerName(sdk),
    providerAddress: providerAddress(sdk),
    providerVersion: sdk.packageVersion,
    packageVersion: sdk.packageVersion,
    ...sdk.options,
  }),
  postgen: (files, sdk) => postgen(files, sdk),
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => `${cloneCommand(binary(sdk), git)} && (cd ${binary(sdk)} && go install .)`,
};

/** One word, because the part before the first underscore of a resource's type name identifies its provider. */
function providerName(sdk: SdkContext): string {
  const option = sdk.options.providerName;
  if (option !== undefined) return option;
  const last = sdk.packageName.split('/').at(-1) ?? sdk.project;
  return identifier(words(last.replace(/^terraform-provider-/, '')).join('')) || 'api';
}

function providerAddress(sdk: SdkContext): string {
  const namespace = words(sdk.repository.owner).join('-') || 'local';
  return sdk.options.providerAddress ?? `registry.terraform.io/${namespace}/${providerName(sdk)}`;
}

function binary(sdk: SdkContext): string {
  return `terraform-provider-${providerName(sdk)}`;
}

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const name = providerName(sdk);
  const block = [
    'terraform {',
    '  required_providers {',
    `    ${name} = {`,
    `      source = "${providerAddress(sdk)}"`,
    '    }',
    '  }',
    '}',
    '',
    `provider "${name}" {`,
    '  # token = var.token',
    '}',
  ];
  const out = commonPostgen(files, sdk, {
    language: LANGUAGE,
    gitignore: [
      binary(sdk),
      '*.exe',
      '*.test',
      '*.out',
      '.terraform/',
      '*.tfstate',
      '*.tfstate.*',
      '*.tfvars',
    ],
    readme: { install: 'go install .', usage: lines(block), codeFence: 'hcl' },
  });
  out.set('examples/provider/provider.tf', file(lines(block)));
  setModulePath(out, sdk);
  replaceText(out, 'main.go', (text) => text.replace(/\tversion string = "/, '\tversion = "'));
  out.set('go.mod', file(`module ${modulePath(sdk)}\n\n${TERRAFORM_REQUIRES.trim()}\n`));
  out.set('go.sum', file(TERRAFORM_SUMS));
  out.set('internal/provider/provider_test.go', file(TEST));
  return out;
}

function checks(sdk: CheckContext): CheckPlan {
  const env = goEnvironment(sdk.cacheDir);
  return {
    tools: [goTool('1.24')],
    prepare: [{ argv: ['go', 'mod', 'download'], env }],
    lint: [{ argv: ['go', 'vet', './...'], env }],
    build: [{ argv: ['go', 'build', '-o', binary(sdk), '.'], env }],
    test: [{ argv: ['go', 'test', '-vet=off', './...'], env }],
    // The build's output is in the cache for the other checks.
    stages: [['build'], ['lint', 'test']],
  };
}

const TEST = `package provider

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestSchema asks the provider for its schemas as Terraform does, which validates each of them.
func TestSchema(t *testing.T) {
	ctx := context.Background()
	factory := New("test")
	server, err := providerserver.NewProtocol6WithError(factory())()
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, diagnostic := range response.Diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			t.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail)
		}
	}
	provider := factory()
	if got, want := len(response.ResourceSchemas), len(provider.Resources(ctx)); got != want {
		t.Errorf("%d schemas of resources, want %d", got, want)
	}
	if got, want := len(response.DataSourceSchemas), len(provider.DataSources(ctx)); got != want {
		t.Errorf("%d schemas of data sources, want %d", got, want)
	}
}
`;
