// Package sentinel distinguishes slices and maps that represent null from empty ones.
package sentinel

import (
	"reflect"
	"sync"
)

// nulls has the value of each type that represents null: reflect.Type → reflect.Value.
var nulls sync.Map

// NewNullSentinel returns the value of type T that represents null, which create makes on first use.
func NewNullSentinel[T any](create func() T) T {
	key := reflect.TypeOf((*T)(nil)).Elem()
	if known, ok := nulls.Load(key); ok {
		return known.(reflect.Value).Interface().(T)
	}
	made, _ := nulls.LoadOrStore(key, reflect.ValueOf(create()))
	return made.(reflect.Value).Interface().(T)
}

// IsValueNull reports whether v represents null.
func IsValueNull(v reflect.Value) bool {
	if !v.IsValid() || (v.Kind() != reflect.Slice && v.Kind() != reflect.Map) || v.IsNil() {
		return false
	}
	null, ok := nulls.Load(v.Type())
	return ok && null.(reflect.Value).Pointer() == v.Pointer()
}

// IsNull reports whether v represents null.
func IsNull[T any](v T) bool {
	return IsValueNull(reflect.ValueOf(v))
}
