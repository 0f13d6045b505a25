//go:build !v1

package param

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"time"

	shimjson "example.com/sdk/internal/encoding/json"
	"example.com/sdk/internal/encoding/wire"
)

// EncodedAsDate returns a value that is sent as a date without a time.
func EncodedAsDate(t Opt[time.Time]) any {
	if t.isZero() {
		return encodedAsDate{}
	}
	return encodedAsDate(t)
}

type encodedAsDate Opt[time.Time]

// MarshalJSON returns the date.
func (d encodedAsDate) MarshalJSON() ([]byte, error) {
	if !Opt[time.Time](d).Valid() {
		return []byte("null"), nil
	}
	return shimjson.MarshalString(wire.FormatTime(d.Value, "date")), nil
}

// MarshalObject returns the JSON of a struct of parameters. The underlying value has its fields and no method
// MarshalJSON: a pointer to a type that is defined as T.
func MarshalObject[T ParamStruct](object T, underlying any) ([]byte, error) {
	return MarshalWithExtras(object, underlying, object.extraFields())
}

// MarshalWithExtras is [MarshalObject] with additional fields.
func MarshalWithExtras[T ParamStruct, R any](object T, underlying any, fields map[string]R) ([]byte, error) {
	if value, ok := object.Overrides(); ok {
		return shimjson.Marshal(value)
	}
	data, err := shimjson.Marshal(underlying)
	if err != nil || (len(fields) == 0 && len(object.extraFields()) == 0) {
		return data, err
	}
	merged := map[string]any{}
	for name, value := range fields {
		merged[name] = value
	}
	for name, value := range object.extraFields() {
		merged[name] = value
	}
	return setFields(data, merged)
}

// setFields replaces, adds or (for [Omit]) removes fields of a JSON object. New ones follow the old ones, by name.
func setFields(data []byte, fields map[string]any) ([]byte, error) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	var err error
	for _, name := range names {
		value := fields[name]
		if value == Omit {
			if data, err = shimjson.Delete(data, []string{name}); err != nil {
				return nil, err
			}
			continue
		}
		encoded, err := shimjson.Marshal(value)
		if err != nil {
			return nil, err
		}
		if data, err = shimjson.Set(data, []string{name}, encoded); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// MarshalUnion returns the JSON of the variant that is set; null if none is.
func MarshalUnion[T ParamStruct](union T, variants ...any) ([]byte, error) {
	if value, ok := union.Overrides(); ok {
		return shimjson.Marshal(value)
	}
	var set []any
	for _, variant := range variants {
		if !IsOmitted(variant) {
			set = append(set, variant)
		}
	}
	switch len(set) {
	case 0:
		return []byte("null"), nil
	case 1:
		return shimjson.Marshal(set[0])
	default:
		return nil, &json.MarshalerError{
			Type: reflect.TypeOf(union),
			Err:  fmt.Errorf("a union has one variant, %d are set", len(set)),
		}
	}
}
