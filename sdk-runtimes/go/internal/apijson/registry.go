package apijson

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"

	"example.com/sdk/internal/encoding/wire"
)

var (
	unmarshalerType = reflect.TypeOf((*json.Unmarshaler)(nil)).Elem()
	unionType       = reflect.TypeOf((*wire.Union)(nil)).Elem()
	overriderType   = reflect.TypeOf((*wire.Overrider)(nil)).Elem()
)

// UnionVariant is one possible type of a union.
type UnionVariant struct {
	// TypeFilter is the kind of JSON value of the variant: a [JSONType].
	TypeFilter fmt.Stringer
	// DiscriminatorValue is the value of the discriminator's property that selects the variant; nil: none.
	DiscriminatorValue any
	Type               reflect.Type
}

type unionEntry struct {
	discriminator string
	variants      []UnionVariant
}

var (
	registry sync.Mutex
	unions   = map[reflect.Type]unionEntry{}
	variants = map[reflect.Type]bool{}
	enums    = map[reflect.Type]map[string]map[string]bool{}
)

func registerUnion(union reflect.Type, discriminator string, list []UnionVariant) {
	registry.Lock()
	defer registry.Unlock()
	unions[union] = unionEntry{discriminator, list}
	for _, variant := range list {
		variants[variant.Type] = true
	}
}

func unionOf(t reflect.Type) (unionEntry, bool) {
	registry.Lock()
	defer registry.Unlock()
	entry, ok := unions[t]
	return entry, ok
}

func isVariant(t reflect.Type) bool {
	registry.Lock()
	defer registry.Unlock()
	return variants[t]
}

// RegisterDiscriminatedUnion registers the variant of a union struct for a value of the property. Several values may
// select one variant.
func RegisterDiscriminatedUnion[T any](property string, mapping map[string]reflect.Type) {
	list := make([]UnionVariant, 0, len(mapping))
	for value, t := range mapping {
		list = append(list, UnionVariant{DiscriminatorValue: value, Type: t})
	}
	registerUnion(reflect.TypeOf((*T)(nil)).Elem(), property, list)
}

// RegisterFieldValidator registers the known values of a field of T. Other values are accepted, but match less
// exactly when a union's variant is selected.
func RegisterFieldValidator[T any, V string | bool | int](field string, values ...V) {
	registry.Lock()
	defer registry.Unlock()
	t := reflect.TypeOf((*T)(nil)).Elem()
	if enums[t] == nil {
		enums[t] = map[string]map[string]bool{}
	}
	known := map[string]bool{}
	for _, value := range values {
		known[fmt.Sprint(value)] = true
	}
	enums[t][field] = known
}

func knownValues(t reflect.Type, field string) map[string]bool {
	registry.Lock()
	defer registry.Unlock()
	return enums[t][field]
}

// HoldsUnionOrTime reports whether to points to an interface with registered variants, to a time, which may be a date
// alone, or to lists or maps of such: encoding/json reads none of them.
func HoldsUnionOrTime(to any) bool {
	t := reflect.TypeOf(to)
	for t != nil {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		case reflect.Interface:
			_, ok := unionOf(t)
			return ok
		default:
			return t == reflect.TypeOf(time.Time{})
		}
	}
	return false
}
