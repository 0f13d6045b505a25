// Reads a list of files, and a name; prints for each whether it parses, whether the name is code, and its strings.
package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
)

type found struct {
	Error   *string  `json:"error"`
	Hits    int      `json:"hits"`
	Strings []string `json:"strings"`
}

var escaped = regexp.MustCompile(`\\(.)`)
var tagValue = regexp.MustCompile(`"(?:\\.|[^"\\])*"`)

func main() {
	var request struct {
		Name  string
		Files []string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&request); err != nil {
		panic(err)
	}
	answer := map[string]found{}
	for _, path := range request.Files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			message := err.Error()
			answer[path] = found{Error: &message, Strings: []string{}}
			continue
		}
		one := found{Strings: []string{}}
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.Ident:
				if n.Name == request.Name {
					one.Hits++
				}
			case *ast.BasicLit:
				if value, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
					one.Strings = append(one.Strings, value)
				}
			case *ast.Field:
				// The values of a struct tag are strings within a string.
				if n.Tag != nil {
					tag, _ := strconv.Unquote(n.Tag.Value)
					for _, quoted := range tagValue.FindAllString(tag, -1) {
						if value, err := strconv.Unquote(quoted); err == nil {
							// In a name, Kiln escapes what has a meaning in a tag, and its runtime takes it back.
							one.Strings = append(one.Strings, value, escaped.ReplaceAllString(value, "$1"))
						}
					}
				}
			}
			return true
		})
		answer[path] = one
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		panic(err)
	}
}
