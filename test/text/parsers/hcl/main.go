// Reads a list of files, and a name; prints for each whether it parses, whether the name is code, and its strings.
package main

import (
	"encoding/json"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

type found struct {
	Error   *string  `json:"error"`
	Hits    int      `json:"hits"`
	Strings []string `json:"strings"`
}

// finder counts names outside of literals. An expression within a string (`${…}`) is code.
type finder struct {
	name string
	one  *found
}

func (f finder) see(name string) {
	if name == f.name {
		f.one.Hits++
	}
}

func (f finder) Enter(node hclsyntax.Node) hcl.Diagnostics {
	switch n := node.(type) {
	case *hclsyntax.Attribute:
		f.see(n.Name)
	case *hclsyntax.Block:
		f.see(n.Type)
	case *hclsyntax.FunctionCallExpr:
		f.see(n.Name)
	case *hclsyntax.ScopeTraversalExpr:
		f.see(n.Traversal.RootName())
	case *hclsyntax.LiteralValueExpr:
		if n.Val.Type() == cty.String && n.Val.IsKnown() && !n.Val.IsNull() {
			f.one.Strings = append(f.one.Strings, n.Val.AsString())
		}
	}
	return nil
}

func (finder) Exit(hclsyntax.Node) hcl.Diagnostics { return nil }

func main() {
	var request struct {
		Name  string
		Files []string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		panic(err)
	}
	answer := map[string]*found{}
	for _, path := range request.Files {
		one := &found{Strings: []string{}}
		answer[path] = one
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		file, problems := hclsyntax.ParseConfig(text, path, hcl.InitialPos)
		if problems.HasErrors() {
			message := problems.Error()
			one.Error = &message
			continue
		}
		if body, ok := file.Body.(*hclsyntax.Body); ok {
			_ = hclsyntax.Walk(body, finder{request.Name, one})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		panic(err)
	}
}
