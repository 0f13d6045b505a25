module example.com/cli

go 1.23.0

require (
	github.com/goccy/go-yaml v1.19.2
	github.com/tidwall/gjson v1.20.2
	github.com/urfave/cli/v3 v3.14.0
	golang.org/x/term v0.30.0
)

require (
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.3.0 // indirect
	golang.org/x/sys v0.31.0 // indirect
)
