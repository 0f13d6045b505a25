import { type FileTree, file } from '../git/file-tree.ts';
import {
  commonPostgen,
  commonProperties,
  identifier,
  lines,
  removeMatching,
  shellWord,
  words,
} from './common.ts';
import { cloneCommand, goEnvironment, goTool, modulePath, setModulePath } from './go-module.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from './target.ts';

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
    // Two enums may hold the same word: their constants carry the name of the enum.
    enumClassPrefix: 'true',
    ...sdk.options,
  }),
  postgen: (files, sdk) => postgen(files, sdk),
  checks: (sdk) => checks(sdk),
  packages: [],
  installCommand: (sdk, git) => {
    const module = modulePath(sdk);
    const folder = goPackage(sdk);
    return (
      `${cloneCommand(folder, git)} && ` +
      `go mod edit -replace ${shellWord(`${module}=./${folder}`)} && go get ${shellWord(module)}`
    );
  },
};

const KEYWORDS = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map ' +
    'package range return select struct switch type var main internal'
  ).split(' '),
);

/** A name of a package as people write them in Go: lower case, one word. */
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
  // Only authorised clients need a module, and the generator's go.sum is not the one of its go.mod.
  const oauth = [...out].some(
    ([path, { content }]) => path.endsWith('.go') && content.includes('"golang.org/x/oauth2"'),
  );
  out.set(
    'go.mod',
    file(lines([`module ${module}`, '', 'go 1.23.0', ...(oauth ? ['', OAUTH_REQUIRE] : [])])),
  );
  if (oauth) out.set('go.sum', file(OAUTH_SUMS));
  else out.delete('go.sum');
  out.set('sdk_test.go', file(test(module, name)));
  return out;
}

function checks(sdk: CheckContext): CheckPlan {
  const env = goEnvironment(sdk);
  return {
    tools: [goTool('1.23')],
    prepare: [{ argv: ['go', 'mod', 'download'], env }],
    lint: [{ argv: ['go', 'vet', './...'], env }],
    build: [{ argv: ['go', 'build', './...'], env }],
    test: [{ argv: ['go', 'test', '-vet=off', './...'], env }],
    stages: [['build'], ['lint', 'test']],
  };
}

const OAUTH_REQUIRE = 'require golang.org/x/oauth2 v0.27.0';
const OAUTH_SUMS = `github.com/google/go-cmp v0.5.9 h1:O2Tfq5qg4qc4AmwVlvv0oLiVAGB7enBSJ2x2DqQFi38=
github.com/google/go-cmp v0.5.9/go.mod h1:17dUlkBOakJ0+DkrSSNjCkIjxS6bF9zb3elmeNGIjoY=
golang.org/x/oauth2 v0.27.0 h1:da9Vo7/tDv5RH/7nZDz1eMGS/q1Vv1N/7FCrBhI9I3M=
golang.org/x/oauth2 v0.27.0/go.mod h1:onh5ek6nERTohokkhCD/y2cV4Do3fxFHFuAejCkRWT8=
`;

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
