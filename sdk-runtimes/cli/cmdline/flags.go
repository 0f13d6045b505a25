package cmdline

import (
	"encoding/json"

	"github.com/urfave/cli/v3"
)

// commandFlags are the flags of a command for the parser. Values are read by this package: what a text means depends on
// where it is sent.
func commandFlags(c *Command) []cli.Flag {
	var flags []cli.Flag
	for i := range c.Flags {
		flag := &c.Flags[i]
		switch {
		case flag.Type == Boolean && !flag.List:
			flags = append(flags, &cli.BoolFlag{Name: flag.Name, Usage: flag.Usage, Local: true})
		case flag.List || flag.Type == Any:
			flags = append(flags, &textList{Name: flag.Name, Usage: flag.Usage})
		default:
			flags = append(flags, &cli.StringFlag{Name: flag.Name, Usage: flag.Usage, Local: true})
		}
	}
	if c.Page != nil {
		flags = append(flags, &cli.IntFlag{
			Name: "max-items", Usage: "how many items are shown; without it all, over all pages", Local: true,
		})
	}
	if c.Result == Binary {
		flags = append(flags, &cli.StringFlag{Name: "output", Usage: "file that the answer is written to", Local: true})
	}
	return flags
}

// textList is a flag that may be repeated, whose texts are not cut.
type textList struct {
	Name  string
	Usage string
	texts []string
}

func (f *textList) String() string   { return "--" + f.Name }
func (f *textList) Get() any         { return f.texts }
func (f *textList) Names() []string  { return []string{f.Name} }
func (f *textList) IsSet() bool      { return len(f.texts) > 0 }
func (f *textList) IsLocal() bool    { return true }
func (f *textList) PreParse() error  { f.texts = nil; return nil }
func (f *textList) PostParse() error { return nil }
func (f *textList) Set(_ string, text string) error {
	f.texts = append(f.texts, text)
	return nil
}

// given is an argument with the value that is sent for it.
type given struct {
	flag  *Flag
	value any
	// implied says that nobody wrote it: it gives way to what comes by standard input.
	implied bool
}

// arguments reads the values of a command's flags. Path arguments may stand behind the command without their flags.
func (a *app) arguments(cmd *cli.Command, c *Command) ([]given, error) {
	rest := cmd.Args().Slice()
	var found []given
	for i := range c.Flags {
		flag := &c.Flags[i]
		texts, isSet := textsOf(cmd, flag)
		if !isSet && flag.In == "path" && len(rest) > 0 {
			texts, isSet, rest = rest[:1], true, rest[1:]
		}
		value, err := a.valueOf(flag, texts, isSet)
		if err != nil {
			return nil, err
		}
		if value != nil {
			found = append(found, given{flag, value.content, !isSet})
		}
	}
	if len(rest) > 0 {
		return nil, usageErrorf("unexpected argument %q. See %s --help", rest[0], fullName(cmd))
	}
	return found, nil
}

func textsOf(cmd *cli.Command, flag *Flag) ([]string, bool) {
	if !cmd.IsSet(flag.Name) {
		return nil, false
	}
	switch value := cmd.Value(flag.Name).(type) {
	case bool:
		if value {
			return []string{"true"}, true
		}
		return []string{"false"}, true
	case []string:
		return value, len(value) > 0
	case string:
		return []string{value}, true
	default:
		return nil, false
	}
}

// sent is a value that may be null.
type sent struct{ content any }

// valueOf returns what is sent for a flag: what was written, else the option's value, else the constant; nil for nothing.
func (a *app) valueOf(flag *Flag, texts []string, isSet bool) (*sent, error) {
	if isSet {
		value, err := a.read(flag, texts)
		return &sent{value}, err
	}
	if value, ok := a.settings.options[flag.Option]; ok && flag.Option != "" {
		content, err := a.readText(flag, value)
		return &sent{content}, err
	}
	if flag.Constant != "" {
		content, err := decodeJSON([]byte(flag.Constant))
		return &sent{content}, err
	}
	return nil, nil
}

// missing returns the flags that a request lacks. What stands in the body may come from elsewhere.
func missing(c *Command, found []given, body any) []string {
	has := map[string]bool{}
	for _, one := range found {
		has[one.flag.Name] = true
	}
	fields, _ := body.(map[string]any)
	var names []string
	for i := range c.Flags {
		flag := &c.Flags[i]
		if !flag.Required || has[flag.Name] || len(flag.Within) > 0 {
			continue
		}
		if flag.In == "body" {
			if _, ok := fields[flag.Wire]; ok || (c.Body.Whole == flag.Name && body != nil) {
				continue
			}
		}
		names = append(names, "--"+flag.Name)
	}
	return names
}

func decodeJSON(data []byte) (any, error) {
	var value any
	decoder := json.NewDecoder(bytesReader(data))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	return value, err
}
