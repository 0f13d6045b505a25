import { type FileTree, file } from '../../git/store/file-tree.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from '../definition.ts';
import { commonPostgen, commonProperties, oneOfByDiscriminator } from '../files/common.ts';
import { removeMatching } from '../files/edit-tree.ts';
import { lines, shellWord } from '../files/escape.ts';
import { cloneCommand, goEnvironment, goTool, modulePath, setModulePath } from '../files/go-module.ts';
import { identifier, words } from '../files/names.ts';

const LANGUAGE = 'go';

/** Go 1.23 and later. */
export const go: TargetDefinition = {
  name: 'go',
  language: LANGUAGE,
  defaultPackageName: (_org, project) => packageIdentifier(project),
  properties: (sdk) => ({
    ...commonProperties(sdk),
    packageName: goPackage(sdk),
    packageVersion: sdk.packageVersion,
    // Two enums may contain the same word, so constants are prefixed with the name of the enum.
    enumClassPrefix: 'true',
    ...oneOfByDiscriminator,
    ...sdk.options,
  }),
  postgen: (files, sdk) => postgen(files, sdk),
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => {
    const module = modulePath(sdk);
    const folder = goPackage(sdk);
    // With an explicit version, no proxy is asked for the versions of a module that none of them has.
    const major = /[./]v(\d+)$/.exec(module)?.[1] ?? '0';
    return (
      `${cloneCommand(folder, git)} && ` +
      `go mod edit -replace ${shellWord(`${module}=./${folder}`)} && go get ${shellWord(`${module}@v${major}.0.0`)}`
    );
  },
};

const KEYWORDS = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map ' +
    'package range return select struct switch type var main internal'
  ).split(' '),
);

/** A Go package name by convention: lower case, one word. */
function packageIdentifier(name: string): string {
  const word = identifier(words(name).join(''));
  return KEYWORDS.has(word) ? `${word}api` : word;
}

/** `github.com/acme/petstore-go/v2` → `petstore` */
function goPackage(sdk: SdkContext): string {
  const option = sdk.options.packageName;
  if (option !== undefined) return option;
  const last =
    sdk.packageName
      .replace(/\/v\d+\/?$/, '')
      .split('/')
      .filter(Boolean)
      .at(-1) ?? sdk.project;
  return packageIdentifier(last.replace(/^go-|-go$/g, '')) || 'api';
}

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const module = modulePath(sdk);
  const name = goPackage(sdk);
  const out = commonPostgen(files, sdk, {
    language: LANGUAGE,
    gitignore: ['*.test', '*.out', 'vendor/'],
    readme: {
      install: `go get ${shellWord(module)}`,
      usage: lines([
        `import ${name} "${module}"`,
        '',
        `client := ${name}.NewAPIClient(${name}.NewConfiguration())`,
      ]),
      codeFence: 'go',
    },
  });
  removeMatching(out, /^test\//);
  setModulePath(out, sdk);
  // The generator's go.mod and go.sum do not match its code: oneOf, for example, needs a validator.
  const used = MODULES.filter(({ path }) =>
    [...out].some(([name, { content }]) => name.endsWith('.go') && content.includes(`"${path}"`)),
  );
  out.set(
    'go.mod',
    file(
      lines([
        `module ${module}`,
        '',
        'go 1.23.0',
        ...(used.length === 0
          ? []
          : ['', 'require (', ...used.map(({ path, version }) => `\t${path} ${version}`), ')']),
      ]),
    ),
  );
  if (used.length === 0) out.delete('go.sum');
  else out.set('go.sum', file(used.map(({ sums }) => sums).join('')));
  out.set('sdk_test.go', file(test(module, name)));
  return out;
}

function checks(sdk: CheckContext): CheckPlan {
  const env = goEnvironment(sdk.cacheDir);
  return {
    tools: [goTool('1.23')],
    prepare: [{ argv: ['go', 'mod', 'download'], env }],
    lint: [{ argv: ['go', 'vet', './...'], env }],
    build: [{ argv: ['go', 'build', './...'], env }],
    test: [{ argv: ['go', 'test', '-vet=off', './...'], env }],
    stages: [['build'], ['lint', 'test']],
  };
}

/** The modules that a generated client may import, with their entries from `go mod tidy`; sorted by path. */
const MODULES = [
  {
    path: 'golang.org/x/oauth2',
    version: 'v0.27.0',
    sums: `github.com/google/go-cmp v0.5.9 h1:O2Tfq5qg4qc4AmwVlvv0oLiVAGB7enBSJ2x2DqQFi38=
github.com/google/go-cmp v0.5.9/go.mod h1:17dUlkBOakJ0+DkrSSNjCkIjxS6bF9zb3elmeNGIjoY=
golang.org/x/oauth2 v0.27.0 h1:da9Vo7/tDv5RH/7nZDz1eMGS/q1Vv1N/7FCrBhI9I3M=
golang.org/x/oauth2 v0.27.0/go.mod h1:onh5ek6nERTohokkhCD/y2cV4Do3fxFHFuAejCkRWT8=
`,
  },
  {
    path: 'gopkg.in/validator.v2',
    version: 'v2.0.1',
    sums: `github.com/kr/pretty v0.2.1 h1:Fmg33tUaq4/8ym9TJN1x7sLJnHVwhP33CNkpYV/7rwI=
github.com/kr/pretty v0.2.1/go.mod h1:ipq/a2n7PKx3OHsz4KJII5eveXtPO4qwEXGdVfWzfnI=
github.com/kr/text v0.1.0 h1:45sCR5RtlFHMR4UwH9sdQ5TC8v0qDQCHnXt+kaKSTVE=
github.com/kr/text v0.1.0/go.mod h1:4Jbv+DJW3UT/LiOwJeYQe1efqtUx/iVham/4vfdArNI=
gopkg.in/check.v1 v1.0.0-20201130134442-10cb98267c6c h1:Hei/4ADfdWqJk1ZMxUNpqntNwaWcugrBjAiHlqqRiVk=
gopkg.in/check.v1 v1.0.0-20201130134442-10cb98267c6c/go.mod h1:JHkPIbrfpd72SG/EVd6muEfDQjcINNoR0C8j2r3qZ4Q=
gopkg.in/validator.v2 v2.0.1 h1:xF0KWyGWXm/LM2G1TrEjqOu4pa6coO9AlWSf3msVfDY=
gopkg.in/validator.v2 v2.0.1/go.mod h1:lIUZBlB3Im4s/eYp39Ry/wkR02yOPhZ9IwIRBjuPuG8=
`,
  },
] as const;

function test(module: string, name: string): string {
  return `package ${name}_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	sdk "${module}"
)

// TestOperations calls each operation that needs nothing but plain values, against a server on this machine.
func TestOperations(t *testing.T) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("{\\"message\\":\\"out of order\\"}"))
	}))
	defer server.Close()

	configuration := sdk.NewConfiguration()
	configuration.Servers = sdk.ServerConfigurations{{URL: server.URL + "/base"}}
	configuration.OperationServers = nil
	client := sdk.NewAPIClient(configuration)
	if client.GetConfig() != configuration {
		t.Fatal("the client has another configuration")
	}

	context := reflect.ValueOf(context.Background())
	contextType := reflect.TypeOf((*interface{ Done() <-chan struct{} })(nil)).Elem()
	apis := reflect.ValueOf(client).Elem()
	for i := 0; i < apis.NumField(); i++ {
		if !apis.Type().Field(i).IsExported() {
			continue
		}
		api := apis.Field(i)
		for j := 0; j < api.NumMethod(); j++ {
			operation, method := api.Type().Method(j).Name, api.Method(j)
			if method.Type().NumIn() == 0 || !method.Type().In(0).Implements(contextType) {
				continue
			}
			t.Run(apis.Type().Field(i).Name+"/"+operation, func(t *testing.T) {
				args := []reflect.Value{context}
				for k := 1; k < method.Type().NumIn(); k++ {
					switch arg := reflect.New(method.Type().In(k)).Elem(); arg.Kind() {
					case reflect.String:
						arg.SetString("x")
						args = append(args, arg)
					default:
						args = append(args, arg)
					}
				}
				paths = nil
				results := method.Call(args)[0].MethodByName("Execute").Call(nil)
				err, _ := results[len(results)-1].Interface().(error)
				if err == nil {
					t.Fatal("should have failed")
				}
				var failure *sdk.GenericOpenAPIError
				if len(paths) == 0 && !errors.As(err, &failure) {
					t.Skipf("needs more than plain values: %s", err)
				}
				if len(paths) != 1 || !strings.HasPrefix(paths[0], "/base/") {
					t.Fatalf("requests: %v: %s", paths, err)
				}
				if !errors.As(err, &failure) || string(failure.Body()) == "" {
					t.Fatalf("%T: %s", err, err)
				}
			})
		}
	}
}
`;
}
