//go:build !v1

package apijson

import "reflect"

// RegisterUnion registers the variants of an interface type.
func RegisterUnion[T any](discriminator string, variants ...UnionVariant) {
	registerUnion(reflect.TypeOf((*T)(nil)).Elem(), discriminator, variants)
}
