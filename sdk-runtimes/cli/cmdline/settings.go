package cmdline

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"
)

// FromText applies the value of an option, if it has one.
func FromText[O any](s *Settings, name string, with func(string) O) []O {
	if value, ok := s.options[name]; ok {
		return []O{with(value)}
	}
	return nil
}

// FromInteger applies the value of an option, if it is a whole number.
func FromInteger[O any](s *Settings, name string, with func(int64) O) []O {
	if value, err := strconv.ParseInt(s.options[name], 10, 64); err == nil {
		return []O{with(value)}
	}
	return nil
}

// FromNumber applies the value of an option, if it is a number.
func FromNumber[O any](s *Settings, name string, with func(float64) O) []O {
	if value, err := strconv.ParseFloat(s.options[name], 64); err == nil {
		return []O{with(value)}
	}
	return nil
}

// FromBoolean applies the value of an option, if it is true or false.
func FromBoolean[O any](s *Settings, name string, with func(bool) O) []O {
	if value, err := strconv.ParseBool(s.options[name]); err == nil {
		return []O{with(value)}
	}
	return nil
}

const formats = "auto, json, jsonl, yaml, pretty, raw"

// globalFlags are those that every command has.
func globalFlags(p *Program) []cli.Flag {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format", Value: "auto", Usage: "output format: " + formats},
		&cli.StringFlag{Name: "transform", Usage: "a GJSON path: print that part of each response"},
		&cli.StringFlag{Name: "format-error", Value: "auto", Usage: "output format of errors"},
		&cli.StringFlag{Name: "transform-error", Usage: "a GJSON path: print that part of each error"},
		&cli.StringFlag{
			Name: "base-url", Usage: "URL of the API", Sources: cli.EnvVars(p.EnvPrefix + "_BASE_URL"),
		},
		&cli.StringSliceFlag{Name: "header", Usage: "add a header, 'Name: value'; can be repeated"},
		&cli.DurationFlag{Name: "timeout", Usage: "limit for each attempt, e.g. 30s"},
		&cli.IntFlag{Name: "max-retries", Value: -1, HideDefault: true, Usage: "how often a failed request is retried"},
		&cli.BoolFlag{Name: "debug", Usage: "log requests and responses to standard error, with credentials redacted"},
	}
	if len(p.Environments) > 0 {
		flags = append(flags, &cli.StringFlag{
			Name: "environment", Usage: "which API is called: " + strings.Join(p.Environments, ", "),
		})
	}
	for _, option := range p.Options {
		flags = append(flags, optionFlag(option))
	}
	return flags
}

func optionFlag(option Option) cli.Flag {
	flag := &cli.StringFlag{Name: option.Name, Usage: option.Usage, DefaultText: option.Default}
	if flag.Usage == "" && option.Credential {
		flag.Usage = "credential that requests are authenticated with"
	}
	if option.Env != "" {
		flag.Sources = cli.EnvVars(option.Env)
	}
	return flag
}

func settingsOf(p *Program, cmd *cli.Command) (*Settings, error) {
	s := &Settings{
		BaseURL:   cmd.String("base-url"),
		Debug:     cmd.Bool("debug"),
		TimeoutMS: int(cmd.Duration("timeout") / time.Millisecond),
		options:   map[string]string{},
	}
	if target, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || target.Host == "") {
		return nil, usageErrorf("--base-url: %q is no URL, such as https://api.example.com", s.BaseURL)
	}
	if retries := cmd.Int("max-retries"); retries >= 0 {
		s.MaxRetries = &retries
	}
	for _, line := range cmd.StringSlice("header") {
		name, value, found := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !found || name == "" || http.CanonicalHeaderKey(name) == "" || strings.ContainsAny(line, "\r\n") {
			return nil, usageErrorf("--header: %q is not of the form 'Name: value'", line)
		}
		s.Headers = append(s.Headers, [2]string{name, value})
	}
	if len(p.Environments) > 0 {
		s.Environment = cmd.String("environment")
		if s.Environment != "" && !contains(p.Environments, s.Environment) {
			return nil, usageErrorf("--environment: %q is none of %s", s.Environment, strings.Join(p.Environments, ", "))
		}
	}
	for _, option := range p.Options {
		value := cmd.String(option.Name)
		if value == "" {
			value = option.Default
			// An empty variable is none; the client would take it for a value.
			if option.Env != "" && os.Getenv(option.Env) == "" {
				_ = os.Unsetenv(option.Env)
			}
		}
		if value != "" {
			s.options[option.Name] = value
		}
	}
	return s, nil
}

func contains(list []string, wanted string) bool {
	for _, one := range list {
		if one == wanted {
			return true
		}
	}
	return false
}

// usageError says that the command was called in a way that it cannot be.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usageErrorf(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}
