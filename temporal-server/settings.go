package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"go.temporal.io/api/enums/v1"
)

type settings struct {
	// Where the frontend listens, which clients speak to.
	ip   string
	port int
	// Where the UI listens.
	uiIP   string
	uiPort int
	// The SQLite file that has everything.
	database string
	pragmas  map[string]string
	logLevel string
	// What every client has to show.
	key              string
	searchAttributes map[string]enums.IndexedValueType
	dynamicConfig    map[string]any
}

func readSettings(args []string) (settings, error) {
	s := settings{
		pragmas:          map[string]string{},
		searchAttributes: map[string]enums.IndexedValueType{},
		dynamicConfig:    map[string]any{},
	}
	var keyFile string
	flags := flag.NewFlagSet("kiln-temporal", flag.ContinueOnError)
	flags.StringVar(&s.ip, "ip", "127.0.0.1", "address that the frontend listens on")
	flags.IntVar(&s.port, "port", 7233, "port of the frontend")
	flags.StringVar(&s.uiIP, "ui-ip", "127.0.0.1", "address that the UI listens on")
	flags.IntVar(&s.uiPort, "ui-port", 8233, "port of the UI")
	flags.StringVar(&s.database, "db-filename", "", "SQLite file; it is made where it is not there")
	flags.StringVar(&s.logLevel, "log-level", "error", "debug, info, warn or error")
	flags.StringVar(&keyFile, "key-file", "", "file with the key that clients have to show")
	flags.Func("sqlite-pragma", "name=value", pairs(func(name, value string) error {
		s.pragmas[name] = value
		return nil
	}))
	flags.Func("search-attribute", "name=type", pairs(func(name, value string) error {
		kind, err := enums.IndexedValueTypeFromString(value)
		s.searchAttributes[name] = kind
		return err
	}))
	flags.Func("dynamic-config-value", "name=JSON", pairs(func(name, value string) (err error) {
		s.dynamicConfig[name], err = dynamicValue(value)
		return err
	}))
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.database == "" {
		return s, errors.New("--db-filename is missing")
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return s, fmt.Errorf("--key-file: %w", err)
	}
	s.key = strings.TrimSpace(string(key))
	if s.key == "" {
		return s, fmt.Errorf("--key-file: %s is empty", keyFile)
	}
	return s, nil
}

// pairs reads options that are written name=value.
func pairs(set func(name, value string) error) func(string) error {
	return func(text string) error {
		name, value, found := strings.Cut(text, "=")
		if !found {
			return errors.New("is not written name=value")
		}
		return set(name, value)
	}
}

// dynamicValue reads JSON. The server takes whole numbers as int alone.
func dynamicValue(text string) (any, error) {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, err
	}
	if number, ok := value.(float64); ok && number == float64(int(number)) {
		return int(number), nil
	}
	return value, nil
}
