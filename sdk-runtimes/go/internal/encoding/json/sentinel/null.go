// Package sentinel tells slices and maps that stand for null from empty ones.
package sentinel

import (
	"reflect"
	"sync"
)

// nulls holds the one value of each type that stands for null: reflect.Type → reflect.Value.
var nulls sync.Map

// NewNullSentinel returns the value of type T that stands for null, and makes it by create when it is first needed.
func NewNullSentinel[T any](create func() T) T {
	key := reflect.TypeOf((*T)(nil)).Elem()
	if known, ok := nulls.Load(key); ok {
		return known.(reflect.Value).Interface().(T)
	}
	made, _ := nulls.LoadOrStore(key, reflect.ValueOf(create()))
	return made.(reflect.Value).Interface().(T)
}

// IsValueNull reports whether v is the value of its type that stands for null.
func IsValueNull(v reflect.Value) bool {
	if !v.IsValid() || (v.Kind() != reflect.Slice && v.Kind() != reflect.Map) || v.IsNil() {
		return false
	}
	null, ok := nulls.Load(v.Type())
	return ok && null.(reflect.Value).Pointer() == v.Pointer()
}

// IsNull reports whether v is the value of its type that stands for null.
func IsNull[T any](v T) bool {
	return IsValueNull(reflect.ValueOf(v))
}
